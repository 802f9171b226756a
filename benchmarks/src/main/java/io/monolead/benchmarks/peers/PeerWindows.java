// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.inference.ModelManifest;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import io.monolead.signal.Conditioner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How the Java peers turn segments into conditioned windows and logits into scores: what the job
 * does for a device that sends in order, and nothing else. Belongs to one thread.
 */
final class PeerWindows {
  private static final double MILLIVOLTS_PER_NANOVOLT = 1e-6;
  private static final long WINDOW_MICROS = 10_000_000;
  private static final long HOP_MICROS = 5_000_000;
  private static final long JITTER_MICROS = 20_000;
  private static final short MISSING = Short.MIN_VALUE;

  private final ModelManifest manifest;
  private final WireFormat<EcgSegment> segments = WireFormat.of(EcgSegment.class);
  private final WireFormat<EcgScore> scores = WireFormat.of(EcgScore.class);
  private final Map<Double, Conditioner> conditioners = new HashMap<>();

  PeerWindows(ModelManifest manifest) {
    this.manifest = manifest;
  }

  /**
   * A window ready for the network.
   *
   * @param deviceId the device
   * @param lead its lead
   * @param startMicros event time of the first sample
   * @param conditioned {@code [sample]}
   */
  record Window(String deviceId, String lead, long startMicros, float[] conditioned) {}

  EcgSegment decode(byte[] value) throws WireFormatException {
    return segments.decode(value);
  }

  /**
   * Adds a segment to the samples of its device.
   *
   * @param state what the call before returned for the device; null at first: event time of the
   *     first sample, then the samples, little-endian
   * @param out takes the windows now complete
   * @return the new state
   */
  byte[] append(byte[] state, EcgSegment segment, Consumer<Window> out) {
    double rateHz = segment.getSamplingRateHz();
    ByteBuffer samples = segment.getSamples().duplicate();
    boolean continues = false;
    if (state != null) {
      long end = ByteBuffer.wrap(state).getLong() + micros((state.length - Long.BYTES) / 2, rateHz);
      continues = Math.abs(segment.getStartTimeMicros() - end) <= JITTER_MICROS;
    }
    int kept = continues ? state.length : Long.BYTES;
    byte[] next =
        continues
            ? Arrays.copyOf(state, kept + samples.remaining())
            : new byte[kept + samples.remaining()];
    if (!continues) {
      ByteBuffer.wrap(next).putLong(segment.getStartTimeMicros());
    }
    samples.get(next, kept, samples.remaining());
    int window = (int) Math.round(WINDOW_MICROS * rateHz / 1e6);
    int hop = (int) Math.round(HOP_MICROS * rateHz / 1e6);
    while ((next.length - Long.BYTES) / Short.BYTES >= window) {
      long start = ByteBuffer.wrap(next).getLong();
      out.accept(window(segment, start, next, window));
      byte[] rest = new byte[next.length - hop * Short.BYTES];
      ByteBuffer.wrap(rest)
          .putLong(start + micros(hop, rateHz))
          .put(next, Long.BYTES + hop * Short.BYTES, rest.length - Long.BYTES);
      next = rest;
    }
    return next;
  }

  private Window window(EcgSegment segment, long startMicros, byte[] state, int length) {
    double scale = segment.getResolutionNanovolts() * MILLIVOLTS_PER_NANOVOLT;
    ByteBuffer samples =
        ByteBuffer.wrap(state, Long.BYTES, length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    float[] millivolts = new float[length];
    for (int i = 0; i < length; i++) {
      short sample = samples.getShort();
      millivolts[i] = sample == MISSING ? Float.NaN : (float) (sample * scale);
    }
    float[] conditioned = new float[manifest.windowSamples()];
    conditioners
        .computeIfAbsent(
            segment.getSamplingRateHz(),
            rate -> manifest.conditioning().forSource(rate, length, manifest.windowSamples()))
        .apply(millivolts, 0, conditioned, 0);
    return new Window(segment.getDeviceId(), segment.getLead(), startMicros, conditioned);
  }

  private static long micros(int samples, double rateHz) {
    return Math.round(samples * 1e6 / rateHz);
  }

  /** Key of a window's record. */
  byte[] key(Window window) {
    return window.deviceId().getBytes(StandardCharsets.UTF_8);
  }

  /** The score of a window as bytes of the scores topic. */
  byte[] score(Window window, float[] logits) {
    List<LabelProbability> probabilities = new ArrayList<>(logits.length);
    for (int i = 0; i < logits.length; i++) {
      probabilities.add(
          new LabelProbability(
              manifest.labelSpace().labels().get(i),
              manifest.operatingPoints().get(i).probability(logits[i])));
    }
    return scores.encode(
        new EcgScore(
            window.deviceId(),
            window.lead(),
            window.startMicros(),
            window.startMicros() + WINDOW_MICROS,
            manifest.modelId(),
            manifest.modelVersion(),
            probabilities,
            1f,
            List.of()));
  }

  /** The record of a score. */
  ProducerRecord<byte[], byte[]> record(String topic, Window window, float[] logits) {
    return new ProducerRecord<>(topic, key(window), score(window, logits));
  }
}
