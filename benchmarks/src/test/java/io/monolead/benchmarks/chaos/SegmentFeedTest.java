// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentFeedTest {
  @Test
  void anotherReplayUpToTheSameSegmentMakesTheSameRecords() throws Exception {
    List<String> first = records(2000);

    assertThat(records(2000)).isEqualTo(first);
    assertThat(records(1000)).isEqualTo(first.subList(0, records(1000).size()));
  }

  @Test
  void devicesMisbehave() throws Exception {
    List<String> records = records(8 * 150);

    // Devices start half a second apart, so the first has sent two or three more than the last.
    // The first is silent for 45 of 150 seconds.
    assertThat(count(records, "device-00")).isBetween(105L, 108L);
    // The third repeats one of ten.
    assertThat(count(records, "device-02")).isBetween(165L, 169L);
    // The fourth is silent from the 50th to the 58th second of each hundred.
    assertThat(count(records, "device-03")).isBetween(141L, 143L);
    assertThat(count(records, "device-04")).isBetween(149L, 151L);
    assertThat(count(records, "garbage")).isEqualTo(8 * 150 / 97);
  }

  private static long count(List<String> records, String key) {
    return records.stream().filter(record -> record.startsWith(key + " ")).count();
  }

  private static List<String> records(long segments) throws Exception {
    List<String> records = new ArrayList<>();
    SegmentFeed feed =
        new SegmentFeed(
            "t",
            record ->
                records.add(
                    new String(record.key(), StandardCharsets.UTF_8)
                        + " "
                        + record.timestamp()
                        + " "
                        + HexFormat.of().formatHex(record.value())),
            segments);
    new Replayer(ReplayOptions.fullSpeed())
        .replay(Fleet.of(Path.of("no-such-folder"), 8, 1_000_000_000L).devices(), feed);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(feed.accepted()).isEqualTo(segments);
    return records;
  }
}
