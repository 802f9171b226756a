// SPDX-License-Identifier: Apache-2.0
/**
 * ECGs in DICOM files: 12-lead, general and ambulatory ECG waveform storage (DICOM PS3.3 A.34 and
 * C.10.9, PS3.5 for the encoding).
 *
 * <p>Contract: the leads of the original multiplex groups; of the patient only sex and age leave
 * the file. The reader is small on purpose: it understands the two little-endian encodings, passes
 * over everything else without allocating for it, and so survives files made to harm. General
 * libraries of DICOM are not on Maven Central or do not promise that.
 *
 * <p>Threading: formats hold no state and may be shared. Files are closed before a method returns.
 */
package io.monolead.connectors.dicom;
