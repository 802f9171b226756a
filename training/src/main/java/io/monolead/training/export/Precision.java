// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

/** In what numbers convolutions are computed. */
public enum Precision {
  /** 32-bit floating point. */
  FLOAT32,

  /**
   * Brain floating point of 16 bits between convolutions, for processors that multiply them (AVX512
   * BF16, AMX): twice as fast, with 8 bits of mantissa. Weights, statistics, the head and all sums
   * stay in 32 bits.
   */
  BFLOAT16
}
