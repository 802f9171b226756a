// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadFleetTest {
  private static final long START = 1_700_000_000_000_000L;

  private final WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);

  @Test
  void aTemplateGivesTheBytesOfTheWireFormat() {
    ByteBuffer samples = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
    byte[] head = SegmentTemplate.head(format, "bed-7", "aVR");
    byte[] tail = SegmentTemplate.tail(format, 250, 1000, samples);
    for (long number : new long[] {0, 63, 64, 8191, 8192, 1L << 40}) {
      for (long start : new long[] {START, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
        assertThat(SegmentTemplate.segment(head, number, start, tail))
            .isEqualTo(
                format.encode(
                    new EcgSegment("bed-7", "aVR", number, start, 250.0, 1000.0, samples, false)));
      }
    }
  }

  @Test
  void everyDeviceSendsConsecutiveSegments() throws WireFormatException {
    LoadFleet fleet = new LoadFleet(7, START);
    Map<String, List<EcgSegment>> sent = new HashMap<>();
    for (long i = 0; i < 7 * 40; i++) {
      LoadFleet.Shot shot = fleet.shot(i);
      if (shot != null) {
        EcgSegment segment = format.decode(shot.value());
        assertThat(new String(shot.key(), StandardCharsets.UTF_8)).isEqualTo(segment.getDeviceId());
        sent.computeIfAbsent(segment.getDeviceId(), id -> new ArrayList<>()).add(segment);
      }
    }
    assertThat(sent).hasSize(7);
    sent.values()
        .forEach(
            segments -> {
              for (int i = 0; i < segments.size(); i++) {
                assertThat(segments.get(i).getSequenceNumber()).isEqualTo(i);
                assertThat(segments.get(i).getStartTimeMicros())
                    .isEqualTo(segments.get(0).getStartTimeMicros() + i * 1_000_000L);
                assertThat(segments.get(i).getSamples().remaining()).isEqualTo(500);
              }
            });
  }

  @Test
  void windowsAreNamedByTheSegmentThatCompletesThem() throws WireFormatException {
    LoadFleet fleet = new LoadFleet(3, START);
    int windows = 0;
    for (long i = 0; i < 3 * 30; i++) {
      LoadFleet.Shot shot = fleet.shot(i);
      if (shot != null && shot.window() >= 0) {
        EcgSegment last = format.decode(shot.value());
        assertThat(fleet.window(last.getDeviceId(), last.getStartTimeMicros() + 1_000_000))
            .isEqualTo(shot.window());
        // Ten segments make the first window, five more each further one.
        assertThat(last.getSequenceNumber() % 5).isEqualTo(4);
        assertThat(last.getSequenceNumber()).isGreaterThanOrEqualTo(9);
        windows++;
      }
      assertThat(fleet.windowsOf(i + 1)).isEqualTo(windows);
    }
    assertThat(windows).isEqualTo(5 + 4 + 4);
  }

  @Test
  void noWindowIsTakenForAnother() {
    LoadFleet fleet = new LoadFleet(3, START);
    assertThatThrownBy(() -> fleet.window("load-000000", START + 10_000_001))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fleet.window("load-000003", START + 10_000_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fleet.window("bed-7", START + 10_000_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(fleet.window("load-000000", START + 15_000_000)).isEqualTo(1);
    assertThat(fleet.window("load-000001", START + 1_333_333 + 10_000_000)).isEqualTo(1L << 32);
  }

  @Test
  void aStockHasTheWindowsAskedForAndHardlyMore() {
    for (int devices : new int[] {1, 10, 1000}) {
      LoadFleet fleet = new LoadFleet(devices, START);
      long records = fleet.recordsFor(5000);
      assertThat(fleet.windowsOf(records)).isBetween(5000L, 5000L + devices);
      assertThat(fleet.windowsOf(records - devices)).isLessThan(5000);
    }
  }

  @Test
  void segmentsAreTheRecordsOfDevicesThatHaveBegun() {
    LoadFleet fleet = new LoadFleet(7, START);
    long segments = 0;
    for (long i = 0; i < 7 * 20; i++) {
      assertThat(fleet.segmentsOf(i)).isEqualTo(segments);
      segments += fleet.shot(i) == null ? 0 : 1;
    }
  }

  @Test
  void inEveryRoundEquallyManyDevicesCompleteAWindow() {
    LoadFleet fleet = new LoadFleet(100, START);
    long before = fleet.windowsOf(fleet.primingRecords());
    assertThat(before).isZero();
    for (int round = 1; round <= 12; round++) {
      long after = fleet.windowsOf(fleet.primingRecords() + 100L * round);
      assertThat(after - before).isEqualTo(20);
      before = after;
    }
  }
}
