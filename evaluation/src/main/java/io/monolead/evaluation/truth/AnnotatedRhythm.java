// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import io.monolead.signal.Annotation;
import io.monolead.signal.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The rhythm of a recording as its annotations tell: from each change of rhythm to the next.
 *
 * <p>Rhythm names are those of the PhysioNet annotation codes, {@code (AFIB} and so on, without the
 * parenthesis: <a href="https://archive.physionet.org/physiobank/annotations.shtml">PhysioBank
 * annotations</a>.
 *
 * @param rhythm name of the rhythm, such as {@code N}, {@code AFIB}, {@code AFL}
 * @param span where it lasts
 */
public record AnnotatedRhythm(String rhythm, TimeSpan span) {
  private static final double MICROS = 1e6;

  /** The label of the {@code monitoring} task for rhythms that have one of another name. */
  private static final Map<String, String> LABELS =
      Map.of("AFL", "AFIB", "SBR", "SBRAD", "N", "NORM");

  /**
   * The rhythms of a recording in order; empty if it has no rhythm annotations.
   *
   * @param startMicros event time of the recording's first sample
   */
  public static List<AnnotatedRhythm> of(Recording recording, long startMicros) {
    List<AnnotatedRhythm> rhythms = new ArrayList<>();
    String current = null;
    long since = 0;
    for (Annotation annotation : recording.annotations()) {
      Optional<String> next = rhythm(annotation);
      if (next.isPresent()) {
        add(rhythms, recording, startMicros, current, since, annotation.sample());
        current = next.get();
        since = annotation.sample();
      }
    }
    add(rhythms, recording, startMicros, current, since, recording.length());
    return rhythms;
  }

  /** The label that this rhythm goes by; flutter is counted as fibrillation. */
  public String label() {
    return LABELS.getOrDefault(rhythm, rhythm);
  }

  /** The rhythm a change announces; empty for every other annotation. */
  private static Optional<String> rhythm(Annotation annotation) {
    String text = annotation.text().replace("\0", "").strip();
    return annotation.code().equals(Annotation.RHYTHM_CHANGE) && text.startsWith("(")
        ? Optional.of(text.substring(1).strip().toUpperCase(Locale.ROOT))
        : Optional.empty();
  }

  private static void add(
      List<AnnotatedRhythm> rhythms,
      Recording recording,
      long startMicros,
      String rhythm,
      long fromSample,
      long toSample) {
    long end = Math.min(toSample, recording.length());
    if (rhythm != null && end > fromSample) {
      rhythms.add(
          new AnnotatedRhythm(
              rhythm,
              new TimeSpan(
                  startMicros + Math.round(fromSample / recording.samplingRateHz() * MICROS),
                  startMicros + Math.round(end / recording.samplingRateHz() * MICROS))));
    }
  }
}
