// SPDX-License-Identifier: Apache-2.0
/**
 * What can be said after the fact: episodes of alerts set against what was really there.
 *
 * <p>Values are immutable; a ledger belongs to one thread. Times are event times in microseconds
 * since 1970-01-01T00:00:00Z.
 */
package io.monolead.cli.report;
