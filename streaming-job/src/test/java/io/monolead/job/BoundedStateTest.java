// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static io.monolead.job.TestSegments.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.alert.AlertHarness;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.alert.LeadAlerts;
import io.monolead.job.assemble.AssembleFunction;
import io.monolead.job.assemble.AssemblyRules;
import io.monolead.job.assemble.LeadState;
import io.monolead.job.assemble.TechnicalAlerts;
import io.monolead.job.assemble.Window;
import io.monolead.job.decode.DeadLetters;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalState;
import io.monolead.signal.SignalQuality;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the job keeps per device's lead, by the default options: the most a device can make it keep,
 * and what is left of devices that fall silent.
 */
class BoundedStateTest {
  /** What docs/architecture.md promises. */
  private static final int MOST_BYTES_PER_LEAD = 64 * 1024;

  private static final AssemblyRules RULES = AssemblyRules.defaults();
  private static final Duration EXPIRY = Duration.ofMillis(RULES.expiryMicros() / 1000);
  private static final int RATE_HZ = 500;
  private static final int SILENT = 10_000;
  private static final int LARGEST_SNAPSHOT_BYTES = 1 << 27;

  private static final List<String> LABELS =
      List.of("NORM", "AFIB", "STACH", "SBRAD", "1AVB", "CLBBB", "CRBBB", "PAC", "PVC", "STD_");

  private static final StateBytes<LeadState> LEAD = new StateBytes<>("lead", LeadState.class);
  private static final StateBytes<LeadAlerts> ALERTS = new StateBytes<>("alerts", LeadAlerts.class);

  /** Three bytes a character in Kafka as in a checkpoint: no name takes more. */
  private static String longestName(int characters, int device) {
    return "\u5fc3".repeat(characters - 4) + String.format(Locale.ROOT, "%04d", device);
  }

  private static LeadKey longNamed(int number) {
    return new LeadKey(longestName(128, number), longestName(32, 0));
  }

  private static KeyedOneInputStreamOperatorTestHarness<LeadKey, IncomingSegment, Window>
      newAssemble() throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new AssembleFunction(RULES)),
            (IncomingSegment segment) -> new LeadKey(segment.deviceId(), segment.lead()),
            TypeInformation.of(LeadKey.class));
    harness.setCheckpointStorage(new JobManagerCheckpointStorage(LARGEST_SNAPSHOT_BYTES));
    harness.open();
    return harness;
  }

  private static AlertHarness newAlert(AlertPolicies policies) throws Exception {
    AlertHarness harness = new AlertHarness(policies, Duration.ofMinutes(1), EXPIRY);
    harness.setCheckpointStorage(new JobManagerCheckpointStorage(LARGEST_SNAPSHOT_BYTES));
    harness.open();
    return harness;
  }

  private static IncomingSegment incoming(EcgSegment.Builder segment, byte[] key) {
    return new IncomingSegment(
        "ecg.segments",
        2,
        segment.getSequenceNumber(),
        EPOCH / 1000,
        key,
        TestSegments.bytes(segment),
        segment.getDeviceId(),
        segment.getLead());
  }

  private static EcgSegment.Builder segment(
      LeadKey device, long number, double startSeconds, double rateHz, int samples) {
    return TestSegments.segment(number, startSeconds)
        .setDeviceId(device.deviceId())
        .setLead(device.lead())
        .setSamplingRateHz(rateHz)
        .setSamples(TestSegments.ramp(0, samples));
  }

  /** Ways to fill the room in which segments wait for one that never comes. */
  enum Waiting {
    /**
     * A sample each, the shortest names, no key: the least bytes per record, so the most records.
     */
    SINGLE_SAMPLES(10, 1, 800, false),
    /** The same with names that take more than the samples. */
    SINGLE_SAMPLES_OF_LONG_NAMES(10, 1, 80, true),
    /** The shortest segments of the device's own rate. */
    TENTHS_OF_A_SECOND(RATE_HZ, RATE_HZ / 10, 80, true),
    /** What a device in the field sends. */
    SECONDS(RATE_HZ, RATE_HZ, 40, false),
    /** One that fills the room by itself. */
    HALF_A_MINUTE(RATE_HZ, 16_290, 3, false),
    /** One that does not fit. */
    A_MINUTE(RATE_HZ, 60 * RATE_HZ, 3, true);

    private final int rateHz;
    private final int samples;
    private final int count;
    private final boolean longNames;

    Waiting(int rateHz, int samples, int count, boolean longNames) {
      this.rateHz = rateHz;
      this.samples = samples;
      this.count = count;
      this.longNames = longNames;
    }

    LeadKey device(int number) {
      return longNames ? longNamed(number) : new LeadKey(Integer.toString(number), "I");
    }
  }

  /**
   * All a device can do to be remembered: changes of rate and resolution, lost contact, more used
   * segments than are kept in mind, a minute-long segment and one that leaves a window short of a
   * single sample; then, one missing, what waits for it, all within the reorder tolerance.
   */
  private static List<IncomingSegment> worstInput(LeadKey device, Waiting waiting) {
    byte[] key = waiting.longNames ? device.deviceId().getBytes(StandardCharsets.UTF_8) : null;
    List<IncomingSegment> sent = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < 70; i++, number++) {
      sent.add(
          incoming(
              segment(device, number, number, i % 3 == 0 ? RATE_HZ / 2 : RATE_HZ, RATE_HZ / 4)
                  .setResolutionNanovolts(1000 + i % 5)
                  .setLeadOff(i % 7 == 0),
              key));
    }
    sent.add(incoming(segment(device, number, number, RATE_HZ, 60 * RATE_HZ), key));
    double end = number + 60;
    sent.add(incoming(segment(device, number + 1, end, RATE_HZ, RATE_HZ * 5 - 1), key));
    number += 3;
    for (int i = 0; i < waiting.count; i++, number++) {
      sent.add(incoming(segment(device, number, end + 5, waiting.rateHz, waiting.samples), key));
    }
    return sent;
  }

  /**
   * Sends everything and weighs after each segment.
   *
   * @return {@code [segment]} bytes of key and state
   */
  private static int[] weigh(LeadKey device, List<IncomingSegment> sent) throws Exception {
    int[] bytes = new int[sent.size()];
    try (var harness = newAssemble()) {
      for (int i = 0; i < bytes.length; i++) {
        harness.processElement(sent.get(i), EPOCH / 1000);
        bytes[i] = LEAD.of(harness, device);
      }
    }
    return bytes;
  }

  private static ScoredWindow window(LeadKey device, int index, float probability) {
    float[] probabilities = new float[LABELS.size()];
    float[] thresholds = new float[LABELS.size()];
    Arrays.fill(probabilities, probability);
    Arrays.fill(thresholds, 0.5f);
    return new ScoredWindow(
        device.deviceId(),
        device.lead(),
        EPOCH + index * RULES.hopMicros(),
        EPOCH + index * RULES.hopMicros() + RULES.windowMicros(),
        new SignalQuality(1, Set.of()),
        "monitoring-lead-i",
        "0.2.0",
        LABELS,
        probabilities,
        thresholds);
  }

  /** Bytes of key and state with every label raised. */
  private static int weighAlerts(AlertPolicies policies, int windows) throws Exception {
    try (var harness = newAlert(policies)) {
      int most = 0;
      for (int i = 0; i < windows; i++) {
        harness.processElement(window(longNamed(0), i, 0.9f), 0);
        most = Math.max(most, ALERTS.of(harness, longNamed(0)));
      }
      // All but NORM, which raises nothing.
      assertThat(harness.extractOutputValues())
          .filteredOn(alert -> alert.getState() == AlertState.RAISED)
          .hasSize(LABELS.size() - 1);
      return most;
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void noDeviceCanMakeTheJobKeepMoreThan64Kibibytes(Waiting waiting) throws Exception {
    int[] bytes = weigh(waiting.device(0), worstInput(waiting.device(0), waiting));
    int most = Arrays.stream(bytes).max().orElseThrow();
    int alerts = weighAlerts(AlertPolicies.defaults(), 20);
    AlertPolicy longest =
        AlertPolicy.newBuilder(AlertPolicies.defaultFor("any")).setWindowsConsidered(64).build();
    int longestAlerts = weighAlerts(AlertPolicies.like(longest), 80);

    say(
        "%s: %,d bytes assemble, %,d alert (%,d if 64 windows are considered), %,d in all",
        waiting, most, alerts, longestAlerts, most + alerts);
    assertThat(most)
        .as("a window but for a sample, and segments that wait")
        .isGreaterThan(2 * (10 * RATE_HZ - 1));
    assertThat(most + alerts).isLessThanOrEqualTo(MOST_BYTES_PER_LEAD);
    assertThat(most + longestAlerts).isLessThanOrEqualTo(MOST_BYTES_PER_LEAD);
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aSnapshotGrowsByNoMoreThan64KibibytesWithEachDevice(Waiting waiting) throws Exception {
    int devices = 4;
    int[] bytes = weigh(waiting.device(0), worstInput(waiting.device(0), waiting));
    int atMost = 0;
    for (int i = 1; i < bytes.length; i++) {
      atMost = bytes[i] > bytes[atMost] ? i : atMost;
    }
    long perDevice;
    try (var assemble = newAssemble();
        var alert = newAlert(AlertPolicies.defaults())) {
      long before = StateBytes.ofSnapshot(assemble) + StateBytes.ofSnapshot(alert);
      for (int device = 0; device < devices; device++) {
        for (IncomingSegment segment :
            worstInput(waiting.device(device), waiting).subList(0, atMost + 1)) {
          assemble.processElement(segment, EPOCH / 1000);
        }
        for (int i = 0; i < 20; i++) {
          alert.processElement(window(waiting.device(device), i, 0.9f), 0);
        }
      }
      assertThat(assemble.numKeyedStateEntries()).isEqualTo(devices);
      assertThat(assemble.numEventTimeTimers()).isEqualTo(devices);
      assertThat(alert.numKeyedStateEntries()).isEqualTo(devices);
      assertThat(alert.numEventTimeTimers()).isEqualTo(devices);
      long after = StateBytes.ofSnapshot(assemble) + StateBytes.ofSnapshot(alert);
      perDevice = (after - before) / devices;
    }

    say("%s: %,d bytes of snapshot per device, timers included", waiting, perDevice);
    assertThat(perDevice).isGreaterThan(bytes[atMost]).isLessThanOrEqualTo(MOST_BYTES_PER_LEAD);
  }

  @Test
  void tenThousandSilentDevicesCostNoGrowthAndInTheEndNothing() throws Exception {
    try (var harness = newAssemble()) {
      LeadKey live = new LeadKey("live", "I");
      for (int device = 0; device < SILENT; device++) {
        LeadKey key = new LeadKey("silent-" + device, "I");
        for (int i = 0; i < 3; i++) {
          harness.processElement(incoming(segment(key, i, 4 * i, 100, 400), null), EPOCH / 1000);
        }
        // Every tenth leaves a segment that waits for ever.
        if (device % 10 == 0) {
          harness.processElement(incoming(segment(key, 9, 12, 100, 100), null), EPOCH / 1000);
        }
        // Windows are not kept here.
        harness.getOutput().clear();
      }
      List<Long> silentBytes = new ArrayList<>();
      for (int minute = 0; minute < 23 * 60; minute++) {
        sendMinute(harness, live, minute);
        if (minute >= 2) {
          assertThat(harness.numKeyedStateEntries()).isEqualTo(SILENT + 1);
          assertThat(harness.numEventTimeTimers()).isEqualTo(SILENT + 1);
        }
        if (minute == 0 || minute == 2 || minute % 300 == 299) {
          silentBytes.add(StateBytes.ofSnapshot(harness) - LEAD.of(harness, live));
        }
      }
      assertThat(technical(harness, TechnicalState.RAISED)).isEqualTo(SILENT);
      for (int minute = 23 * 60; minute < 26 * 60; minute++) {
        sendMinute(harness, live, minute);
      }

      long left = StateBytes.ofSnapshot(harness);
      say(
          "%,d silent devices: snapshots of %s bytes over 23 hours, %,d bytes after expiry",
          SILENT, silentBytes, left);
      assertThat(silentBytes)
          .as("silence is kept as a time, which has its place already")
          .hasSize(6)
          .containsOnly(silentBytes.get(0));
      assertThat(technical(harness, TechnicalState.CLEARED)).isEqualTo(SILENT);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
      assertThat(left).isLessThan(MOST_BYTES_PER_LEAD);
    }
  }

  private static void sendMinute(
      KeyedOneInputStreamOperatorTestHarness<LeadKey, IncomingSegment, Window> harness,
      LeadKey live,
      int minute)
      throws Exception {
    harness.processElement(
        incoming(segment(live, minute, 60.0 * minute, 100, 6000), null), EPOCH / 1000);
    harness.processWatermark(EPOCH / 1000 + 60_000L * minute);
    harness.getOutput().clear();
  }

  private static long technical(
      KeyedOneInputStreamOperatorTestHarness<LeadKey, IncomingSegment, Window> harness,
      TechnicalState state) {
    assertThat(harness.getSideOutput(DeadLetters.TAG)).isNull();
    long count = 0;
    for (var record : harness.getSideOutput(TechnicalAlerts.TAG)) {
      TechnicalAlert alert = record.getValue();
      count += alert.getState() == state && alert.getDeviceId().startsWith("silent-") ? 1 : 0;
    }
    return count;
  }

  @Test
  void alertsOfTenThousandSilentDevicesCostNoGrowthAndAreClearedInTheEnd() throws Exception {
    try (var harness = newAlert(AlertPolicies.defaults())) {
      LeadKey live = new LeadKey("live", "I");
      for (int device = 0; device < SILENT; device++) {
        for (int i = 0; i < 3; i++) {
          harness.processElement(window(new LeadKey("silent-" + device, "I"), i, 0.9f), 0);
        }
        harness.getOutput().clear();
      }
      List<Long> silentBytes = new ArrayList<>();
      for (int index = 0; index < 23 * 720; index++) {
        sendWindow(harness, live, index);
        if (index % 720 == 719) {
          assertThat(harness.numKeyedStateEntries()).isEqualTo(SILENT + 1);
          assertThat(harness.numEventTimeTimers()).isEqualTo(SILENT + 1);
        }
        if (index == 2 || index % 3600 == 3599) {
          silentBytes.add(StateBytes.ofSnapshot(harness) - ALERTS.of(harness, live));
        }
      }
      harness.getOutput().clear();
      for (int index = 23 * 720; index < 25 * 720; index++) {
        sendWindow(harness, live, index);
      }

      long left = StateBytes.ofSnapshot(harness);
      say(
          "alerts of %,d silent devices: snapshots of %s bytes over 23 hours, %,d after expiry",
          SILENT, silentBytes, left);
      assertThat(silentBytes).hasSize(5).containsOnly(silentBytes.get(0));
      assertThat(harness.extractOutputValues())
          .extracting(EcgAlert::getState)
          .hasSize(SILENT * (LABELS.size() - 1))
          .containsOnly(AlertState.CLEARED);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    }
  }

  private static void sendWindow(AlertHarness harness, LeadKey live, int index) throws Exception {
    harness.processElement(window(live, index, 0.1f), 0);
    harness.processWatermark(EPOCH / 1000 + index * RULES.hopMicros() / 1000);
  }

  private static void say(String format, Object... arguments) {
    System.err.println("state: " + String.format(Locale.ROOT, format, arguments));
  }
}
