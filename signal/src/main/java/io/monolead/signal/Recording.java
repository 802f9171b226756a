// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An ECG file in memory: any leads, one sampling rate.
 *
 * @param id name of the recording, such as {@code 00001_lr}
 * @param samplingRateHz samples per second and lead, greater than 0
 * @param start wall-clock time of the first sample where the file states one
 * @param leads the leads, in the order of the file
 * @param millivolts the signal, {@code [lead][sample]}, in millivolts; NaN stands for a missing
 *     sample; all leads are of one length; not to be written to
 * @param annotations marks on the signal in order of their samples; empty if there are none
 * @param comments the comment lines of the header without their leading {@code #}
 */
public record Recording(
    String id,
    double samplingRateHz,
    Optional<Instant> start,
    List<Lead> leads,
    float[][] millivolts,
    List<Annotation> annotations,
    List<String> comments) {

  public Recording {
    leads = List.copyOf(leads);
    annotations = List.copyOf(annotations);
    comments = List.copyOf(comments);
    if (!(samplingRateHz > 0) || Double.isInfinite(samplingRateHz)) {
      throw new IllegalArgumentException(
          "Recording " + id + ": the sampling rate must be above 0 Hz, not " + samplingRateHz);
    }
    if (leads.size() != millivolts.length) {
      throw new IllegalArgumentException(
          "Recording " + id + ": " + leads.size() + " leads but " + millivolts.length + " signals");
    }
    for (float[] signal : millivolts) {
      if (signal.length != millivolts[0].length) {
        throw new IllegalArgumentException("Recording " + id + ": signals of different lengths");
      }
    }
  }

  /** Samples per lead. */
  public int length() {
    return millivolts.length == 0 ? 0 : millivolts[0].length;
  }

  /** Duration in seconds. */
  public double durationSeconds() {
    return length() / samplingRateHz;
  }

  /** The signal of one lead in millivolts, not to be written to; empty if the lead is not there. */
  public Optional<float[]> signal(Lead lead) {
    int index = leads.indexOf(lead);
    return index < 0 ? Optional.empty() : Optional.of(millivolts[index]);
  }
}
