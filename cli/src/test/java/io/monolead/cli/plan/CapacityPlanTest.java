// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against plans reckoned by hand. */
class CapacityPlanTest {
  private static final MeasuredFigures ROUND =
      new MeasuredFigures(
          0.5,
          0.4,
          2400,
          768,
          256,
          20,
          10,
          0.6,
          0.2,
          0.7,
          0.8,
          0.3,
          "a machine",
          List.of("a command"));
  private static final Prices PRICES = new Prices(0.04, 0.01, 0.1, 2);

  private static Fleet fleet(long devices) {
    return new Fleet(
        devices, 250, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(5));
  }

  private static Assumptions assumptions(double gpuWindows) {
    return new Assumptions(0.5, 4, 3, Duration.ofHours(1), Duration.ofHours(10), 5, 1, gpuWindows);
  }

  @Test
  void aHundredThousandDevicesTakeWhatTheyTakeByHand() {
    CapacityPlan plan = CapacityPlan.of(fleet(100_000), ROUND, assumptions(0), PRICES);

    // 100,000 / 5 s windows; 1000 / 0.5 ms of a core each.
    assertThat(plan.windowsPerSecond()).isEqualTo(20_000);
    assertThat(plan.windowsPerSecondOfCore()).isCloseTo(2000, within(1e-9));
    assertThat(plan.busyCores()).isCloseTo(10, within(1e-9));
    // Half used: 20 cores, in fours.
    assertThat(plan.cores()).isEqualTo(20);
    assertThat(plan.taskManagers()).isEqualTo(5);
    assertThat(plan.gpus()).isZero();
    // 100,000 segments of 0.6 kB, 0.7 kB on the wire to the job; twice copied on, read by one more.
    assertThat(plan.ingestMegabytesPerSecond()).isCloseTo(60, within(1e-9));
    assertThat(plan.readMegabytesPerSecond()).isCloseTo(70, within(1e-9));
    // 20,000 scores of 0.2 kB, 0.3 kB on the wire.
    assertThat(plan.resultMegabytesPerSecond()).isCloseTo(6, within(1e-9));
    assertThat(plan.brokerOutMegabytesPerSecond()).isCloseTo(70 + 3 * 60 + 2 * 4, within(1e-9));
    // Four of five segments, each 0.8 kB, go to another of the five task managers.
    assertThat(plan.passedMegabytesPerSecond()).isCloseTo(64, within(1e-9));
    // 60 MB/s over 5 MB/s are 12 partitions; each of 20 subtasks gets one.
    assertThat(plan.partitions()).isEqualTo(20);
    // 768 MiB, three slots of 256 MiB more, and twice 20,000 devices of 20 kB.
    assertThat(plan.memoryOfTaskManagerGib()).isCloseTo(1.5 + 0.8e9 / (1 << 30), within(1e-9));
    // Seven of 128 groups are 5,468.75 devices, and 181.0 by chance, where the mean is 5,000.
    assertThat(plan.busiestOverMean()).isCloseTo(1.12995, within(1e-5));
    assertThat(plan.checkpointGb()).isCloseTo(1, within(1e-9));
    // (60 MB/s for an hour and 4 MB/s for ten) three times.
    assertThat(plan.storageGb()).isCloseTo(3 * (216 + 144), within(1e-9));
    double cores = 730.5 * 20 * 0.04;
    double memory = 730.5 * (7.5 + 4e9 / (1 << 30)) * 0.01;
    assertThat(plan.costOfMonth()).isCloseTo(cores + memory + 108, within(1e-6));
    assertThat(plan.costOfDeviceMonth()).isCloseTo(plan.costOfMonth() / 100_000, within(1e-12));
  }

  @Test
  void withGpusCoresDoWhatIsAroundTheNetworkAlone() {
    CapacityPlan plan = CapacityPlan.of(fleet(1_000_000), ROUND, assumptions(50_000), PRICES);

    // 200,000 windows/s; 0.1 ms of a core each are 20 busy cores, 40 at half use.
    assertThat(plan.busyCores()).isCloseTo(20, within(1e-9));
    assertThat(plan.gpus()).isEqualTo(8);
    // One model per task manager with a GPU: 10 of them for the cores are enough for 8 GPUs.
    assertThat(plan.taskManagers()).isEqualTo(10);
  }

  @Test
  void aWindowOfTwiceTheLengthTakesTwiceTheNetwork() {
    Fleet longer =
        new Fleet(1000, 250, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(5));

    assertThat(CapacityPlan.of(longer, ROUND, assumptions(0), PRICES).windowsPerSecondOfCore())
        .isCloseTo(1000 / 0.9, within(1e-9));
  }

  @Test
  void aHigherRateMakesLongerRecordsAndMoreState() {
    Fleet fast =
        new Fleet(1000, 500, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(5));
    CapacityPlan plan = CapacityPlan.of(fast, ROUND, assumptions(0), PRICES);

    // 0.6 kB and 250 samples of two bytes more.
    assertThat(plan.ingestMegabytesPerSecond()).isCloseTo(1.1, within(1e-9));
    assertThat(plan.readMegabytesPerSecond()).isCloseTo(1.2, within(1e-9));
    assertThat(plan.checkpointGb()).isCloseTo(0.02, within(1e-9));
  }

  @Test
  void aSingleTaskManagerPassesNothingOn() {
    CapacityPlan plan = CapacityPlan.of(fleet(1000), ROUND, assumptions(0), PRICES);

    assertThat(plan.taskManagers()).isEqualTo(1);
    assertThat(plan.passedMegabytesPerSecond()).isZero();
  }

  @Test
  void pastTheDefaultKeyGroupsAreAMultipleOfTheSubtasksUpToWhatFlinkTakes() {
    assertThat(CapacityPlan.keyGroups(4)).isEqualTo(128);
    assertThat(CapacityPlan.keyGroups(128)).isEqualTo(128);
    assertThat(CapacityPlan.keyGroups(164)).isEqualTo(1312);
    assertThat(CapacityPlan.keyGroups(10_000)).isEqualTo(32_768);
  }

  @Test
  void whatCannotBeIsRefusedWithTheValue() {
    assertThatThrownBy(() -> fleet(0)).hasMessageContaining("at least 1 device, not 0");
    assertThatThrownBy(
            () ->
                new Fleet(
                    1, 250, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(6)))
        .hasMessageContaining("not 6.0 s");
    assertThatThrownBy(
            () -> new Assumptions(0.95, 4, 3, Duration.ofHours(1), Duration.ofHours(1), 5, 1, 0))
        .hasMessageContaining("0.95")
        .hasMessageContaining("never catches up");
  }
}
