// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What was true of the samples of one read: a buffer, filled anew by each read. Not thread-safe.
 *
 * <p>A sample belongs to the beat whose P wave (or QRS complex, if there is no P wave) began last.
 */
public final class HeartTruth {
  private Rhythm[] rhythms = new Rhythm[0];
  private BeatClass[] classes = new BeatClass[0];
  private boolean[] leadOff = new boolean[0];
  private int length;
  private final List<Beat> beats = new ArrayList<>();

  void start(int count) {
    if (rhythms.length < count) {
      rhythms = Arrays.copyOf(rhythms, count);
      classes = Arrays.copyOf(classes, count);
      leadOff = Arrays.copyOf(leadOff, count);
    }
    length = count;
    beats.clear();
  }

  void set(int sample, Rhythm rhythm, BeatClass beatClass, boolean off) {
    rhythms[sample] = rhythm;
    classes[sample] = beatClass;
    leadOff[sample] = off;
  }

  void add(Beat beat) {
    beats.add(beat);
  }

  /** Samples of the last read. */
  public int length() {
    return length;
  }

  /** Rhythm at a sample, counted from the first of the read. */
  public Rhythm rhythm(int sample) {
    return rhythms[Objects.checkIndex(sample, length)];
  }

  /** Class of the beat that a sample belongs to, counted from the first of the read. */
  public BeatClass beatClass(int sample) {
    return classes[Objects.checkIndex(sample, length)];
  }

  /** True if the electrode was off at a sample, counted from the first of the read. */
  public boolean leadOff(int sample) {
    return leadOff[Objects.checkIndex(sample, length)];
  }

  /** Beats whose R peak lies in the read, in order, seen by the electrode or not; a view. */
  public List<Beat> beats() {
    return Collections.unmodifiableList(beats);
  }
}
