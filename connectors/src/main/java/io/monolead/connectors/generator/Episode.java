// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * What a heart does for a while.
 *
 * @param rhythm where its beats come from
 * @param durationSeconds for how long, above 0; may be infinite
 * @param ectopicShare share of beats that are premature, 0 to 0.5 (every other beat); 0 unless the
 *     rhythm is {@link Rhythm#VENTRICULAR_ECTOPY} or {@link Rhythm#ATRIAL_ECTOPY}
 * @param conduction how beats spread
 * @param st shift of the ST segment
 */
public record Episode(
    Rhythm rhythm, double durationSeconds, double ectopicShare, Conduction conduction, StShift st) {
  /** Share of premature beats where none is given: about two in ten seconds. */
  public static final double USUAL_ECTOPIC_SHARE = 0.18;

  public Episode {
    if (!(durationSeconds > 0)) {
      throw new IllegalArgumentException(
          "An episode of " + rhythm + " lasts more than 0 s, not " + durationSeconds);
    }
    boolean ectopy = rhythm.ectopic();
    if (ectopy ? !(ectopicShare > 0 && ectopicShare <= 0.5) : ectopicShare != 0) {
      throw new IllegalArgumentException(
          "The share of premature beats in "
              + rhythm
              + (ectopy ? " is above 0 and at most 0.5, not " : " is 0, not ")
              + ectopicShare);
    }
    if (rhythm == Rhythm.ATRIAL_FIBRILLATION && conduction == Conduction.FIRST_DEGREE_BLOCK) {
      throw new IllegalArgumentException(
          "There is no first-degree block in atrial fibrillation, which has no P waves");
    }
  }

  /** An episode of normal conduction and a level ST segment. */
  public Episode(Rhythm rhythm, double durationSeconds, double ectopicShare) {
    this(rhythm, durationSeconds, ectopicShare, Conduction.NORMAL, StShift.NONE);
  }

  /** An episode with the usual share of premature beats, if its rhythm has any. */
  public Episode(Rhythm rhythm, double durationSeconds) {
    this(rhythm, durationSeconds, rhythm.ectopic() ? USUAL_ECTOPIC_SHARE : 0);
  }

  /** The same episode with other conduction. */
  public Episode with(Conduction other) {
    return new Episode(rhythm, durationSeconds, ectopicShare, other, st);
  }

  /** The same episode with another ST segment. */
  public Episode with(StShift other) {
    return new Episode(rhythm, durationSeconds, ectopicShare, conduction, other);
  }

  /** The same episode for another time. */
  public Episode lasting(double seconds) {
    return new Episode(rhythm, seconds, ectopicShare, conduction, st);
  }

  /**
   * The labels that hold during the episode, as PTB-XL names them, at least one: {@code NORM} is
   * one of them only if there is no other.
   */
  public List<String> labels() {
    List<String> labels = new ArrayList<>();
    if (rhythm != Rhythm.SINUS) {
      labels.add(rhythm.label());
    }
    conduction.label().ifPresent(labels::add);
    st.state().label().ifPresent(labels::add);
    return labels.isEmpty() ? List.of(Rhythm.SINUS.label()) : List.copyOf(labels);
  }
}
