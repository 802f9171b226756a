// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OffsetIndexTest {
  @Property
  void whatItFindsLiesAtOrBeforeTheSegmentAskedFor(
      @ForAll @Size(min = 1, max = 2000) List<@IntRange(min = 1, max = 60) Integer> seconds,
      @ForAll @IntRange(min = 0, max = 2_000) int asked) {
    OffsetIndex index = new OffsetIndex();
    TreeMap<Long, Long> truth = new TreeMap<>();
    long micros = 0;
    long offset = 0;
    for (int step : seconds) {
      micros += step * 1_000_000L;
      offset += 3;
      index.add(micros, offset);
      truth.put(micros, offset);
    }

    long at = asked * 1_000_000L;
    long found = index.floor(at);
    if (truth.floorKey(at) == null) {
      assertThat(found).isEqualTo(OffsetIndex.NONE);
    } else {
      assertThat(found).isLessThanOrEqualTo(truth.floorEntry(at).getValue()).isPositive();
    }
    assertThat(index.size()).isLessThanOrEqualTo(128);
  }

  @Test
  void aDayIsKnownToTheNearestMinutes() {
    OffsetIndex index = new OffsetIndex();
    for (long second = 0; second < 86_400; second++) {
      index.add(second * 1_000_000, second);
    }

    assertThat(index.size()).isBetween(64, 128);
    for (long second = 0; second < 86_400; second += 997) {
      assertThat(second - index.floor(second * 1_000_000)).isBetween(0L, 1_280L);
    }
  }

  @Test
  void aClockThatGoesBackAddsNothing() {
    OffsetIndex index = new OffsetIndex();
    index.add(100_000_000, 5);
    index.add(20_000_000, 6);

    assertThat(index.floor(50_000_000)).isEqualTo(OffsetIndex.NONE);
    assertThat(index.floor(100_000_000)).isEqualTo(5);
    index.clear();
    assertThat(index.floor(100_000_000)).isEqualTo(OffsetIndex.NONE);
  }
}
