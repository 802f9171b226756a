// SPDX-License-Identifier: Apache-2.0
/**
 * What CLECG (Chen et al., DOI 10.1109/LSP.2021.3114119) pre-trains a network with before it has
 * seen a label: two changed views of one recording, made by cropping in time and by disturbing
 * wavelet coefficients. The loss that brings the views together is {@link
 * io.monolead.training.loss.NtXent}.
 *
 * <p>Everything here is plain arithmetic on Java arrays. What is random follows from the {@code
 * SplittableRandom} or the seed that is passed. Types are immutable and may be shared between
 * threads, as long as each thread writes to arrays of its own. Nothing needs closing.
 */
package io.monolead.training.clecg;
