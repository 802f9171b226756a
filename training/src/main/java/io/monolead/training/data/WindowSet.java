// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Conditioned windows of many recordings with their truth, in memory.
 *
 * @param labelSpace the labels, in order
 * @param leads the leads of each window, in order
 * @param samplingRateHz samples per second and lead
 * @param windowSamples samples per lead
 * @param recordings name of each recording
 * @param patients the patient of each recording
 * @param signals {@code [recording][lead][sample]}, flat, conditioned; not to be written to
 * @param targets {@code [recording][label]}, flat: 1 if the recording carries the label, else 0;
 *     not to be written to
 */
public record WindowSet(
    LabelSpace labelSpace,
    List<Lead> leads,
    double samplingRateHz,
    int windowSamples,
    List<String> recordings,
    List<String> patients,
    float[] signals,
    float[] targets) {

  public WindowSet {
    leads = List.copyOf(leads);
    recordings = List.copyOf(recordings);
    patients = List.copyOf(patients);
    int count = recordings.size();
    if (patients.size() != count
        || signals.length != (long) count * leads.size() * windowSamples
        || targets.length != (long) count * labelSpace.size()) {
      throw new IllegalArgumentException(
          count
              + " recordings of "
              + leads.size()
              + " leads, "
              + windowSamples
              + " samples and "
              + labelSpace.size()
              + " labels do not fit "
              + patients.size()
              + " patients, "
              + signals.length
              + " samples and "
              + targets.length
              + " targets");
    }
  }

  /** Number of recordings. */
  public int size() {
    return recordings.size();
  }

  /** Samples of one recording, all leads together. */
  public int stride() {
    return leads.size() * windowSamples;
  }

  /**
   * Copies a stretch of all leads of one recording.
   *
   * @param row the recording
   * @param start first sample of the stretch
   * @param samples length of the stretch
   * @param target receives {@code [lead][sample]}, flat
   * @param at where in {@code target} to begin
   * @return where in {@code target} the stretch ends
   */
  public int copy(int row, int start, int samples, float[] target, int at) {
    int to = at;
    for (int lead = 0; lead < leads.size(); lead++) {
      System.arraycopy(signals, row * stride() + lead * windowSamples + start, target, to, samples);
      to += samples;
    }
    return to;
  }

  /**
   * The same recordings with each other's signals: every recording gets that of another one, while
   * names, patients and targets stay. What can still be learned from such a set about a recording
   * is nothing but what holds for all.
   *
   * @param seed decides who gets whose
   */
  public WindowSet withShuffledSignals(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] cycle = new int[size()];
    for (int i = 0; i < cycle.length; i++) {
      int j = random.nextInt(i + 1);
      cycle[i] = cycle[j];
      cycle[j] = i;
    }
    // Along one cycle through all recordings nobody keeps a signal.
    float[] shuffled = new float[signals.length];
    for (int i = 0; i < cycle.length; i++) {
      int from = cycle[(i + 1) % cycle.length];
      System.arraycopy(signals, from * stride(), shuffled, cycle[i] * stride(), stride());
    }
    return new WindowSet(
        labelSpace, leads, samplingRateHz, windowSamples, recordings, patients, shuffled, targets);
  }

  /**
   * The first recordings of the set in a fixed random order: smaller shares lie within greater
   * ones.
   *
   * @param share from above 0 to 1
   */
  public WindowSet share(double share) {
    if (share == 1) {
      return this;
    }
    int count = Math.max(1, (int) Math.round(share * size()));
    SplittableRandom random = new SplittableRandom(size());
    int[] order = new int[size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    int[] rows = Arrays.stream(order).limit(count).sorted().toArray();
    int labels = labelSpace.size();
    float[] chosen = new float[count * stride()];
    float[] truth = new float[count * labels];
    for (int i = 0; i < count; i++) {
      System.arraycopy(signals, rows[i] * stride(), chosen, i * stride(), stride());
      System.arraycopy(targets, rows[i] * labels, truth, i * labels, labels);
    }
    return new WindowSet(
        labelSpace,
        leads,
        samplingRateHz,
        windowSamples,
        Arrays.stream(rows).mapToObj(recordings::get).toList(),
        Arrays.stream(rows).mapToObj(patients::get).toList(),
        chosen,
        truth);
  }

  /** Truth as {@code [recording][label]}, flat. */
  public boolean[] truth() {
    boolean[] truth = new boolean[targets.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = targets[i] > 0.5f;
    }
    return truth;
  }

  /** CRC-32 of all samples and targets: other recordings or another conditioning give another. */
  public long checksum() {
    CRC32 sum = new CRC32();
    ByteBuffer bytes = ByteBuffer.allocate(Math.max(stride(), labelSpace.size()) * Float.BYTES);
    for (int row = 0; row < size(); row++) {
      bytes.asFloatBuffer().put(signals, row * stride(), stride());
      sum.update(bytes.array(), 0, stride() * Float.BYTES);
      bytes.asFloatBuffer().put(targets, row * labelSpace.size(), labelSpace.size());
      sum.update(bytes.array(), 0, labelSpace.size() * Float.BYTES);
    }
    return sum.getValue();
  }
}
