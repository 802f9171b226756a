// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

import java.nio.file.Path;

/**
 * A recording with the labels of one task.
 *
 * @param record the row of the catalogue
 * @param headerFile the WFDB header to read the signal from; it exists
 * @param targets {@code [label]} in the order of the label space, 1 where the recording has the
 *     label and 0 where not; not to be written to
 */
public record LabelledRecord(PtbXlRecord record, Path headerFile, float[] targets) {}
