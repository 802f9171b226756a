// SPDX-License-Identifier: Apache-2.0
/**
 * The tables and figures of the paper as runs: each run is data, kept in a store, and carried out
 * in a process of its own.
 *
 * <p>Specifications are immutable. A store may be used by several processes: each run has a lock.
 */
package io.monolead.training.experiment;
