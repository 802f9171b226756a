// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

/**
 * What things cost, in one currency.
 *
 * @param coreHour a core for an hour
 * @param memoryGibHour a GiB of memory for an hour
 * @param storageGbMonth a GB (10^9 bytes) of the brokers' disks for a month
 * @param gpuHour a GPU for an hour
 */
public record Prices(double coreHour, double memoryGibHour, double storageGbMonth, double gpuHour) {
  /** Hours of a month: a twelfth of 365.25 days. */
  public static final double HOURS_OF_MONTH = 730.5;

  public Prices {
    if (!(coreHour >= 0 && memoryGibHour >= 0 && storageGbMonth >= 0 && gpuHour >= 0)) {
      throw new IllegalArgumentException("A price is not below 0");
    }
  }
}
