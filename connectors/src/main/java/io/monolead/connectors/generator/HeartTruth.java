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
 * <p>Rhythm, labels and electrodes follow the scenario's clock. Class, conduction and ST segment
 * are those of the beat a sample belongs to: the one whose P wave (or QRS complex, if there is no P
 * wave) began last.
 */
public final class HeartTruth {
  private Episode[] episodes = new Episode[0];
  private Beat[] owners = new Beat[0];
  private boolean[] leadOff = new boolean[0];
  private int length;
  private final List<Beat> beats = new ArrayList<>();

  void start(int count) {
    if (episodes.length < count) {
      episodes = Arrays.copyOf(episodes, count);
      owners = Arrays.copyOf(owners, count);
      leadOff = Arrays.copyOf(leadOff, count);
    }
    length = count;
    beats.clear();
  }

  void set(int sample, Episode episode, Beat owner, boolean off) {
    episodes[sample] = episode;
    owners[sample] = owner;
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
    return episodes[Objects.checkIndex(sample, length)].rhythm();
  }

  /** Labels that hold at a sample, counted from the first of the read; at least one. */
  public List<String> labels(int sample) {
    return episodes[Objects.checkIndex(sample, length)].labels();
  }

  /** Class of the beat that a sample belongs to, counted from the first of the read. */
  public BeatClass beatClass(int sample) {
    return owners[Objects.checkIndex(sample, length)].beatClass();
  }

  /** Conduction of the beat that a sample belongs to, counted from the first of the read. */
  public Conduction conduction(int sample) {
    return owners[Objects.checkIndex(sample, length)].conduction();
  }

  /** ST segment of the beat that a sample belongs to, counted from the first of the read. */
  public StState st(int sample) {
    return owners[Objects.checkIndex(sample, length)].st();
  }

  /**
   * True if an electrode of one of the leads was off at a sample, counted from the first of the
   * read.
   */
  public boolean leadOff(int sample) {
    return leadOff[Objects.checkIndex(sample, length)];
  }

  /** Beats whose R peak lies in the read, in order, seen by the electrodes or not; a view. */
  public List<Beat> beats() {
    return Collections.unmodifiableList(beats);
  }
}
