// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

/**
 * One segment line of a WFDB header.
 *
 * @param recordName name of the record that is the segment, a plain name in the header's folder;
 *     {@code ~} for a stretch without samples
 * @param samples frames of the segment; 0 for the layout of a record whose segments differ
 */
public record WfdbSegment(String recordName, long samples) {
  private static final String NO_RECORD = "~";

  /** Whether this is a stretch without samples. */
  public boolean isNull() {
    return recordName.equals(NO_RECORD);
  }
}
