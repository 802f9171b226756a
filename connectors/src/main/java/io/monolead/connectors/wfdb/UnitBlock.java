// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.util.Arrays;

/**
 * Samples of some frames of one signal file, in units of the converter: what the file holds, not
 * moved by any skew. Filled anew for each block.
 *
 * <p>Signals are numbered as in the header, from 0. Not to be shared between threads.
 */
public final class UnitBlock {
  private final SampleFormat format;
  private final int firstSignal;

  /** Where the samples of each signal begin within a frame, and the samples of a frame. */
  private final int[] offsets;

  /** The samples, frame by frame, if they have at most sixteen bits; else null. */
  private final short[] narrow;

  /** The samples, frame by frame, if they may have more than sixteen bits; else null. */
  private final int[] wide;

  private int frames;

  /**
   * An empty block.
   *
   * @param samplesPerFrame of each signal of the file
   * @param mostFrames that it can hold
   */
  UnitBlock(SampleFormat format, int firstSignal, int[] samplesPerFrame, int mostFrames) {
    this.format = format;
    this.firstSignal = firstSignal;
    this.offsets = new int[samplesPerFrame.length + 1];
    for (int i = 0; i < samplesPerFrame.length; i++) {
      offsets[i + 1] = offsets[i] + samplesPerFrame[i];
    }
    this.narrow = format.isWide() ? null : new short[mostFrames * frameSamples()];
    this.wide = format.isWide() ? new int[mostFrames * frameSamples()] : null;
  }

  /** Number of the file's first signal. */
  public int firstSignal() {
    return firstSignal;
  }

  /** Signals of the file. */
  public int signals() {
    return offsets.length - 1;
  }

  /** Frames of this block. */
  public int frames() {
    return frames;
  }

  /** Samples of a signal in each frame. */
  public int samplesPerFrame(int signal) {
    return offsets[signal - firstSignal + 1] - offsets[signal - firstSignal];
  }

  /** Samples of a signal in this block. */
  public int samples(int signal) {
    return frames * samplesPerFrame(signal);
  }

  /**
   * A sample.
   *
   * @param sample from 0 to {@link #samples} of the signal, exclusive
   */
  public int unit(int signal, int sample) {
    int perFrame = samplesPerFrame(signal);
    int frame = sample / perFrame;
    if (sample < 0 || frame >= frames) {
      throw new IndexOutOfBoundsException("sample " + sample + " of " + samples(signal));
    }
    return at(frame * frameSamples() + offsets[signal - firstSignal] + sample % perFrame);
  }

  /** Whether a value of this file's format stands for a missing sample. */
  public boolean isMissing(int unit) {
    return format.hasMissing() && unit == format.missing();
  }

  /** The samples of a signal, in an array of their own. */
  public int[] units(int signal) {
    int[] units = new int[samples(signal)];
    Arrays.setAll(units, i -> unit(signal, i));
    return units;
  }

  SampleFormat format() {
    return format;
  }

  /** Samples of all signals in a frame. */
  int frameSamples() {
    return offsets[offsets.length - 1];
  }

  int mostFrames() {
    return (narrow != null ? narrow.length : wide.length) / frameSamples();
  }

  /** Where a signal's samples begin in each frame. */
  int offset(int signal) {
    return offsets[signal - firstSignal];
  }

  short[] narrow() {
    return narrow;
  }

  int[] wide() {
    return wide;
  }

  int at(int index) {
    return narrow != null ? narrow[index] : wide[index];
  }

  void setFrames(int frames) {
    this.frames = frames;
  }
}
