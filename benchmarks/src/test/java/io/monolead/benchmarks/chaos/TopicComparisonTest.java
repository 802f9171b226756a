// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.benchmarks.chaos.TopicContents.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicComparisonTest {
  private static final Entry A = entry(0, 5, "a");
  private static final Entry B = entry(0, 5, "b");

  @Test
  void equalBytesAreEqual() {
    assertThat(TopicComparison.of("t", Map.of(entry(0, 5, "a"), 2), Map.of(A, 2)).identical())
        .isTrue();
  }

  @Test
  void aRecordThatIsMissingIsLost() {
    assertThat(TopicComparison.of("t", Map.of(A, 1), Map.of(A, 1, B, 1)))
        .isEqualTo(new TopicComparison("t", 1, 2, 1, 0));
  }

  @Test
  void aRecordThatCameTwiceIsSurplus() {
    assertThat(TopicComparison.of("t", Map.of(A, 2, B, 1), Map.of(A, 1, B, 1)))
        .isEqualTo(new TopicComparison("t", 3, 2, 0, 1));
  }

  @Test
  void anotherTimestampOrPartitionIsAnotherRecord() {
    assertThat(TopicComparison.of("t", Map.of(entry(0, 6, "a"), 1), Map.of(A, 1)))
        .isEqualTo(new TopicComparison("t", 1, 1, 1, 1));
    assertThat(TopicComparison.of("t", Map.of(entry(1, 5, "a"), 1), Map.of(A, 1)).identical())
        .isFalse();
  }

  @Test
  void aTopicThatOnlyOneRunHasIsLostWhole() {
    List<TopicComparison> all =
        TopicComparison.of(
            new TopicContents(Map.of("x", Map.of(A, 1)), 0),
            new TopicContents(Map.of("x", Map.of(A, 1), "y", Map.of(B, 3)), 0));

    assertThat(all)
        .containsExactly(
            new TopicComparison("x", 1, 1, 0, 0), new TopicComparison("y", 0, 3, 3, 0));
  }

  @Test
  void percentilesAreByNearestRank() {
    long[] sorted = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100};
    assertThat(ChaosReport.percentile(sorted, 50)).isEqualTo(50);
    assertThat(ChaosReport.percentile(sorted, 95)).isEqualTo(100);
    assertThat(ChaosReport.percentile(new long[] {7}, 50)).isEqualTo(7);
  }

  private static Entry entry(int partition, long millis, String value) {
    return new Entry(
        partition,
        millis,
        ByteBuffer.wrap(new byte[] {1}),
        ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }
}
