// SPDX-License-Identifier: Apache-2.0
/** What the job calls things: the key of its state and the ids of its alerts. Immutable values. */
package io.monolead.job.identity;
