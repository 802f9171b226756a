// SPDX-License-Identifier: Apache-2.0
/**
 * Recordings in EDF and EDF+ (<a href="https://www.edfplus.info/specs/edf.html">European Data
 * Format</a>, Kemp et al., Electroenceph. clin. Neurophysiol. 82 (1992) 391; <a
 * href="https://www.edfplus.info/specs/edfplus.html">EDF+</a>, Kemp and Olivan, Clin. Neurophysiol.
 * 114 (2003) 1755).
 *
 * <p>Contract: voltages become leads, unless their label says that they are something else than an
 * ECG; annotations come along; of the patient only sex and age leave the file. Nothing is allocated
 * that the file does not fill, but for gaps of a bounded length.
 *
 * <p>Threading: formats hold no state and may be shared. Files are closed before a method returns.
 */
package io.monolead.connectors.edf;
