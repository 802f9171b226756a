// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

/**
 * How much a page holds; what is beyond is counted, and the page says so.
 *
 * @param strips drawn per section, at least 0
 * @param timelines devices per label, at least 0
 * @param rows of a table of episodes or alerts, at least 0
 */
public record ReportLimits(int strips, int timelines, int rows) {
  /** What a browser on a phone still shows at once: a page of some megabytes. */
  public static final ReportLimits DEFAULT = new ReportLimits(60, 200, 2000);

  public ReportLimits {
    if (strips < 0 || timelines < 0 || rows < 0) {
      throw new IllegalArgumentException(
          "A limit is at least 0, not " + strips + ", " + timelines + ", " + rows);
    }
  }
}
