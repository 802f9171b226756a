// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ReplayerTest {
  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
  private static final double ROUNDING = 1e-9;
  private static final long START_MICROS = 1_795_334_400_000_000L;

  @Property(tries = 300)
  void segmentsTogetherAreTheSignal(
      @ForAll @DoubleRange(min = 10, max = 1000) double rate,
      @ForAll @DoubleRange(min = 0.1, max = 60) double segmentSeconds,
      @ForAll @IntRange(max = 20_000) int samples,
      @ForAll long seed) {
    float[] signal = noise(samples, seed);
    List<EcgSegment> segments =
        replay(
            new ReplayOptions(segmentSeconds, ReplayOptions.FULL_SPEED), device("d", rate, signal));

    int position = 0;
    for (int k = 0; k < segments.size(); k++) {
      EcgSegment segment = segments.get(k);
      assertThat(segment.getSequenceNumber()).isEqualTo(k);
      assertThat(segment.getStartTimeMicros())
          .isEqualTo(START_MICROS + Math.round(position * 1e6 / rate));
      ByteBuffer data = segment.getSamples().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      int count = data.remaining() / 2;
      // The quotient of two exact figures may miss the limit by its last bit.
      assertThat(count / rate).isBetween(0.1 - ROUNDING, 60 + ROUNDING);
      double unit = segment.getResolutionNanovolts() * 1e-6;
      for (int i = 0; i < count; i++) {
        short value = data.getShort();
        float expected = signal[position++];
        if (Float.isNaN(expected)) {
          assertThat(value).isEqualTo(Short.MIN_VALUE);
        } else {
          assertThat(value * unit).isCloseTo(expected, within(unit * 0.5000001));
        }
      }
    }
    // Nothing is left out, unless all of it is too short to be sent.
    assertThat(position).isEqualTo(samples / rate < 0.1 ? 0 : samples);
  }

  @Example
  void lengthsAreThoseAskedForAndAShortEndIsJoined() {
    assertThat(lengths(1, 250, 1000)).containsExactly(250, 250, 250, 250);
    assertThat(lengths(1, 250, 1025)).containsExactly(250, 250, 250, 250, 25);
    assertThat(lengths(1, 250, 1024)).containsExactly(250, 250, 250, 274);
    assertThat(lengths(0.5, 257, 600)).containsExactly(129, 128, 129, 128, 86);
    assertThat(lengths(60, 10, 1200)).containsExactly(600, 600);
    // 601 samples at 10 Hz would be longer than a minute.
    assertThat(lengths(60, 100, 6005)).containsExactly(5995, 10);
    assertThat(lengths(1, 250, 24)).isEmpty();
  }

  @Example
  void namesDevicesThatAreTooShortToSend() {
    ReplayReport report =
        new Replayer(ReplayOptions.fullSpeed())
            .replay(
                List.of(device("short", 250, new float[24]), device("whole", 250, new float[500])),
                segment -> {});
    assertThat(report).isEqualTo(new ReplayReport(2, 500, List.of("short"), false));
  }

  @Example
  void devicesAreInterleavedInEventTime() {
    ReplayDevice late = ReplayDevice.of("late", source(100, new float[300]), START.plusMillis(500));
    List<EcgSegment> segments =
        replay(ReplayOptions.fullSpeed(), late, device("early", 250, new float[500]));
    assertThat(segments)
        .extracting(segment -> segment.getDeviceId() + segment.getSequenceNumber())
        .containsExactly("early0", "late0", "early1", "late1", "late2");
  }

  @Example
  void theSameInputGivesTheSameBytes() {
    WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);
    List<List<byte[]>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      runs.add(
          replay(
                  ReplayOptions.fullSpeed(),
                  device("a", 360, noise(5000, 1)),
                  device("b", 257, noise(5000, 2)))
              .stream()
              .map(format::encode)
              .toList());
    }
    assertThat(runs.get(0)).hasSize(34);
    assertThat(runs.get(0))
        .usingElementComparator(java.util.Arrays::compare)
        .isEqualTo(runs.get(1));
  }

  @Example
  void recordingsSplicedWithoutAGapAreTheSegmentsOfTheJoinedSignal() {
    WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);
    float[] signal = noise(2500, 3);
    // The largest value lies in the last part: one resolution must hold it from the start.
    signal[2300] = 400;
    ReplayDevice third = spliced(signal, 1750, 2500, 7, Optional.empty());
    ReplayDevice second = spliced(signal, 500, 1750, 2, Optional.of(third));
    ReplayDevice first = spliced(signal, 0, 500, 0, Optional.of(second));
    List<byte[]> whole =
        replay(ReplayOptions.fullSpeed(), device("d", 250, signal)).stream()
            .map(format::encode)
            .toList();
    assertThat(replay(ReplayOptions.fullSpeed(), first).stream().map(format::encode).toList())
        .usingElementComparator(java.util.Arrays::compare)
        .isEqualTo(whole);
    assertThat(whole).hasSize(10);
  }

  private static ReplayDevice spliced(
      float[] signal, int from, int to, int second, Optional<ReplayDevice> then) {
    return new ReplayDevice(
        "d",
        source(250, java.util.Arrays.copyOfRange(signal, from, to)),
        START_MICROS + second * 1_000_000L,
        then);
  }

  @Example
  void aGapBetweenSplicedRecordingsIsAGapInTimeAndNotInTheCount() {
    ReplayDevice last =
        new ReplayDevice("d", source(500, new float[500]), START_MICROS + 12_000_000);
    // Shorter than any segment may be: left out without a hole in the count.
    ReplayDevice tooShort =
        new ReplayDevice(
            "d", source(250, new float[10]), START_MICROS + 11_000_000, Optional.of(last));
    ReplayDevice first =
        new ReplayDevice("d", source(250, new float[375]), START_MICROS, Optional.of(tooShort));
    List<EcgSegment> segments =
        replay(ReplayOptions.fullSpeed(), first, device("e", 250, new float[250]));
    assertThat(segments)
        .filteredOn(segment -> segment.getDeviceId().equals("d"))
        .extracting(
            segment ->
                segment.getSequenceNumber()
                    + " "
                    + (segment.getStartTimeMicros() - START_MICROS)
                    + " "
                    + segment.getSamplingRateHz()
                    + " "
                    + segment.getSamples().remaining() / 2)
        .containsExactly("0 0 250.0 250", "1 1000000 250.0 125", "2 12000000 500.0 500");
    assertThat(segments).hasSize(4);
  }

  @Example
  void whatIsSplicedIsOfOneDeviceOneLeadAndInTheOrderOfTime() {
    ReplayDevice other = device("other", 250, new float[250]);
    assertThatThrownBy(
            () ->
                new ReplayDevice(
                    "d", source(250, new float[250]), START_MICROS, Optional.of(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
    ReplayDevice before = new ReplayDevice("d", source(250, new float[250]), START_MICROS - 1);
    assertThatThrownBy(
            () ->
                new ReplayDevice(
                    "d", source(250, new float[250]), START_MICROS, Optional.of(before)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void waitsForTheEndOfEachSegmentCountedFromTheStart() {
    List<Long> waits = new ArrayList<>();
    new Replayer(new ReplayOptions(1, 2), () -> waits::add)
        .replay(
            List.of(
                device("a", 100, new float[300]),
                // Years later: the pause is shortened to one segment.
                ReplayDevice.of(
                    "b", source(100, new float[200]), Instant.parse("2030-01-01T00:00:00Z"))),
            segment -> {});
    assertThat(waits)
        .containsExactly(
            500_000_000L, 1_000_000_000L, 1_500_000_000L, 2_000_000_000L, 2_500_000_000L);
  }

  @Example
  void leadOffIsFlaggedInTheSegmentsItTouches() {
    RecordingSource source =
        new RecordingSource(
            recording(100, new float[500]),
            Lead.I,
            List.of(new RecordingSource.SampleRange(199, 201)));
    assertThat(replay(ReplayOptions.fullSpeed(), ReplayDevice.of("d", source, START)))
        .extracting(EcgSegment::getLeadOff)
        .containsExactly(false, true, true, false, false);
  }

  @Example
  void aSimulatedHeartIsADeviceLikeAnyOther() {
    HeartScenario scenario = HeartScenario.of(new Episode(Rhythm.SINUS, 60)).withLeadOff(2.5, 1);
    SimulatedSource source =
        new SimulatedSource(new SimulatedHeart(scenario, Lead.I, 250, 7), Lead.I, 1250);
    float[] signal = new SimulatedHeart(scenario, Lead.I, 250, 7).next(1250);
    List<EcgSegment> segments =
        replay(ReplayOptions.fullSpeed(), ReplayDevice.of("heart", source, START));
    assertThat(segments)
        .extracting(EcgSegment::getLeadOff)
        .containsExactly(false, false, true, true, false);
    ByteBuffer third = segments.get(2).getSamples().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 500; i < 750; i++) {
      assertThat(third.getShort() / 1000.0).isCloseTo(signal[i], within(0.0005001));
    }
  }

  @Example
  void stopsWhenInterruptedAndFlushesTheSink() {
    List<String> calls = new ArrayList<>();
    SegmentSink sink =
        new SegmentSink() {
          @Override
          public void accept(EcgSegment segment) {
            calls.add("accept");
            if (calls.size() == 3) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void flush() {
            calls.add(Thread.currentThread().isInterrupted() ? "flush interrupted" : "flush");
          }
        };
    ReplayReport report =
        new Replayer(ReplayOptions.fullSpeed())
            .replay(List.of(device("d", 100, new float[10_000])), sink);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(report).isEqualTo(new ReplayReport(3, 300, List.of(), true));
    assertThat(calls).containsExactly("accept", "accept", "accept", "flush");
  }

  @Example
  void takesTheStartOfTheRecording() {
    assertThat(ReplayDevice.of(recording(100, new float[100]), Lead.I).startMicros())
        .isEqualTo(START_MICROS);
    assertThatThrownBy(() -> ReplayDevice.of(recording(100, new float[100]), Lead.V6))
        .hasMessage("Recording r has no lead V6, it has [I]");
  }

  @Example
  void refusesWhatCannotBeSent() {
    assertThatThrownBy(
            () ->
                replay(
                    ReplayOptions.fullSpeed(),
                    device("twin", 100, new float[100]),
                    device("twin", 100, new float[100])))
        .hasMessageContaining("Two devices have the id twin and lead I");
    assertThatThrownBy(() -> device("fast", 20_000, new float[1]))
        .hasMessageContaining("Device fast samples at 20000.0 Hz");
    assertThatThrownBy(() -> new ReplayOptions(0.05, 1)).hasMessageContaining("0.05");
    assertThatThrownBy(() -> new ReplayOptions(1, 0)).hasMessageContaining("above 0");
  }

  private static List<Integer> lengths(double segmentSeconds, double rate, int samples) {
    return replay(
            new ReplayOptions(segmentSeconds, ReplayOptions.FULL_SPEED),
            device("d", rate, new float[samples]))
        .stream()
        .map(segment -> segment.getSamples().remaining() / 2)
        .toList();
  }

  private static List<EcgSegment> replay(ReplayOptions options, ReplayDevice... devices) {
    List<EcgSegment> segments = new ArrayList<>();
    new Replayer(options).replay(List.of(devices), segments::add);
    return segments;
  }

  private static ReplayDevice device(String id, double rate, float[] signal) {
    return ReplayDevice.of(id, source(rate, signal), START);
  }

  private static RecordingSource source(double rate, float[] signal) {
    return new RecordingSource(recording(rate, signal), Lead.I);
  }

  private static Recording recording(double rate, float[] signal) {
    return new Recording(
        "r",
        rate,
        Optional.of(START),
        List.of(Lead.I),
        new float[][] {signal},
        List.of(),
        List.of());
  }

  private static float[] noise(int samples, long seed) {
    Random random = new Random(seed);
    float scale = (float) Math.pow(10, random.nextInt(5) - 1);
    float[] signal = new float[samples];
    for (int i = 0; i < samples; i++) {
      signal[i] = random.nextInt(50) == 0 ? Float.NaN : (float) random.nextGaussian() * scale;
    }
    return signal;
  }
}
