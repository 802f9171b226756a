// SPDX-License-Identifier: Apache-2.0
/**
 * Folders of anybody's recordings with a file that says what is in them: which stretch of which
 * recording has which labels, whose heart it is, and which fold it belongs to. {@code
 * docs/datasets.md} describes the file.
 *
 * <p>Contract: the same folder always gives the same stretches, in the same order, with the same
 * folds; a patient never crosses folds; every error names file and line. Threading: all values are
 * immutable. Files are closed before a method returns.
 */
package io.monolead.connectors.labelled;
