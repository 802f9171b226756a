// SPDX-License-Identifier: Apache-2.0
/**
 * Recordings in the HL7 version 3 Annotated ECG format ("HL7 aECG Implementation Guide", Brown and
 * Badilini, 2005; schema PORT_MT020001).
 *
 * <p>Contract: the leads of the first rhythm series; of the patient only sex and age leave the
 * file. XML is read as a stream, without document types and without anything from outside the file.
 * Nothing is allocated that the file does not fill, but for gaps of a bounded length.
 *
 * <p>Threading: formats hold no state and may be shared. Files are closed before a method returns.
 */
package io.monolead.connectors.aecg;
