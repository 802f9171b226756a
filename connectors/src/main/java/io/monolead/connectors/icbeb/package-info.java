// SPDX-License-Identifier: Apache-2.0
/**
 * ICBEB2018, also called CPSC2018, in its two editions: as its publisher ships it and as the
 * PhysioNet/CinC Challenge 2020 does. Both come to the same records with nine labels, and to ten
 * stratified folds, which the data set itself does not have.
 *
 * <p>Values are immutable; nothing needs closing. Recordings themselves are read by {@code
 * io.monolead.connectors.recordings}.
 */
package io.monolead.connectors.icbeb;
