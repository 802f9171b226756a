// SPDX-License-Identifier: Apache-2.0
/**
 * Recordings made ready for training: conditioned windows in one array, truth beside them, folds,
 * and the batches that are drawn from them.
 *
 * <p>Windows are conditioned once, by the code that serving runs. A set of windows is immutable and
 * may be shared between threads; a batch is reused from step to step and belongs to one thread.
 * Nothing here needs closing.
 */
package io.monolead.training.data;
