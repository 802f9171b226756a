// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.monolead.job.identity.LeadKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against Flink's own placement of keys, and by hand. */
class KeySkewTest {
  @Test
  void groupsThatDoNotDivideWeighMoreThanChanceWithManyDevices() {
    // 128 groups over 100 subtasks: some have two, the mean is 1.28.
    assertThat(KeySkew.busiestOverMean(100_000_000, 128, 100)).isCloseTo(1.5625, within(0.02));
    // Over 64 all have two.
    assertThat(KeySkew.busiestOverMean(100_000_000, 128, 64)).isCloseTo(1, within(0.02));
    // 36 of 164 subtasks have none of 128 groups.
    assertThat(KeySkew.busiestOverMean(100_000_000, 128, 164)).isCloseTo(1.28125, within(0.02));
  }

  @Test
  void oneSubtaskHasWhatThereIs() {
    assertThat(KeySkew.busiestOverMean(7, 128, 1)).isEqualTo(1);
  }

  /** The mean over many fleets of what Flink makes of their names. */
  @ParameterizedTest
  @CsvSource({
    "200, 128, 4",
    "1000, 128, 16",
    "20000, 128, 64",
    "10000, 128, 100",
    "5000, 1312, 164"
  })
  void chanceIsWhatFlinkMakesOfNames(int devices, int groups, int subtasks) {
    double sum = 0;
    int fleets = 40;
    for (int fleet = 0; fleet < fleets; fleet++) {
      int[] counts = new int[subtasks];
      int most = 0;
      for (int device = 0; device < devices; device++) {
        LeadKey key = new LeadKey("ward-" + fleet + "-bed-" + device, "I");
        int at = KeyGroupRangeAssignment.assignKeyToParallelOperator(key, groups, subtasks);
        most = Math.max(most, ++counts[at]);
      }
      sum += (double) most * subtasks / devices;
    }

    // The bound is met from below: it is what many subtasks come close to.
    assertThat(KeySkew.busiestOverMean(devices, groups, subtasks))
        .isCloseTo(sum / fleets, withinPercentage(15));
  }

  @Property
  void theBusiestHasAtLeastTheMeanAndAtMostAll(
      @ForAll @LongRange(min = 1, max = 10_000_000) long devices,
      @ForAll @IntRange(min = 1, max = 32_768) int groups,
      @ForAll @IntRange(min = 1, max = 32_768) int subtasks) {
    assertThat(KeySkew.busiestOverMean(devices, groups, subtasks))
        .isBetween(1 - 1e-9, subtasks + 1e-9);
  }
}
