// SPDX-License-Identifier: Apache-2.0
/**
 * Holter recordings in the ISHNE Standard Output Format 1.0 (Badilini, "The ISHNE Holter Standard
 * Output File Format", Ann. Noninvasive Electrocardiol. 3 (1998) 263) with the beats of an
 * annotation file beside them.
 *
 * <p>Contract: all leads in millivolts; of the patient only sex and age leave the file. Nothing is
 * allocated that the file does not fill.
 *
 * <p>Threading: formats hold no state and may be shared. Files are closed before a method returns.
 */
package io.monolead.connectors.ishne;
