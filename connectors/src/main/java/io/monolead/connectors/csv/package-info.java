// SPDX-License-Identifier: Apache-2.0
/**
 * Recordings as text: one line of names and units, one line for each sample. {@code
 * docs/recordings.md} describes the dialect.
 *
 * <p>Contract: numbers are read the same whatever the language of the machine; every error names
 * its line; nothing is allocated that the file does not fill.
 *
 * <p>Threading: formats hold no state and may be shared. Files are closed before a method returns.
 */
package io.monolead.connectors.csv;
