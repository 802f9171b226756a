// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One signal line of a WFDB header.
 *
 * @param fileName name of the file with the samples, a plain name in the header's folder; of no
 *     meaning in format 0
 * @param format number of the storage format, such as 16 or 212; 0 if the signal has no samples
 * @param samplesPerFrame samples of this signal in each frame, at least 1
 * @param skew frames by which this signal lags behind the others in the file, at least 0
 * @param byteOffset bytes before the first sample in the file, at least 0
 * @param gain units of the analogue-to-digital converter per physical unit, never 0
 * @param baseline value of the converter that stands for physical zero
 * @param units physical unit, {@code mV} where absent
 * @param adcResolutionBits resolution of the converter; 0 if unknown
 * @param adcZero value of the converter in the middle of its range
 * @param initialValue first sample; empty where the header has none
 * @param checksum sum of all samples modulo 65536, in the header's sign; empty where it has none
 * @param blockSize bytes per block of the medium; 0 for ordinary files
 * @param description name of the signal, usually the lead; may be empty
 */
public record WfdbSignal(
    String fileName,
    int format,
    int samplesPerFrame,
    int skew,
    long byteOffset,
    double gain,
    int baseline,
    String units,
    int adcResolutionBits,
    int adcZero,
    OptionalInt initialValue,
    OptionalInt checksum,
    int blockSize,
    String description) {

  /** Gain that WFDB assumes where the header has none or 0 (adu per millivolt). */
  public static final double DEFAULT_GAIN = 200;

  /**
   * Factor from the signal's physical unit to millivolts; empty if the signal is no voltage. Case
   * does not matter: the 2020 Challenge writes {@code mv}.
   */
  public OptionalDouble millivoltsPerUnit() {
    return switch (units.toLowerCase(Locale.ROOT)) {
      case "mv" -> OptionalDouble.of(1);
      // Latin-1 micro sign and Greek mu look alike and both occur.
      case "uv", "\u00b5v", "\u03bcv" -> OptionalDouble.of(1e-3);
      case "nv" -> OptionalDouble.of(1e-6);
      case "v" -> OptionalDouble.of(1e3);
      default -> OptionalDouble.empty();
    };
  }
}
