// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

/** The two sampling rates PTB-XL is published in. */
public enum PtbXlRate {
  HZ_100(100),
  HZ_500(500);

  private final int samplingRateHz;

  PtbXlRate(int samplingRateHz) {
    this.samplingRateHz = samplingRateHz;
  }

  public int samplingRateHz() {
    return samplingRateHz;
  }
}
