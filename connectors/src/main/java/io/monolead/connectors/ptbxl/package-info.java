// SPDX-License-Identifier: Apache-2.0
/**
 * The catalogue of the PTB-XL data set: recordings, statements, folds and tasks.
 *
 * <p>Knows where a recording lies and which labels it has; the signal itself is read with {@link
 * io.monolead.connectors.recordings}. Threading: all values are immutable. Nothing needs closing.
 */
package io.monolead.connectors.ptbxl;
