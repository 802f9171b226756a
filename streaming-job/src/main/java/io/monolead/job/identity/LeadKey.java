// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.identity;

/**
 * One lead of one device: what the job keeps state for.
 *
 * @param deviceId name of the device
 * @param lead name of the lead
 */
public record LeadKey(String deviceId, String lead) {

  /**
   * The formula is part of the state's format: Flink places keys by it, so it must never change,
   * and a record's own hash code promises no formula.
   */
  @Override
  public int hashCode() {
    return 31 * deviceId.hashCode() + lead.hashCode();
  }
}
