// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds of the plan of any fleet, whatever was measured. */
class CapacityPlanPropertiesTest {
  private static final MeasuredFigures MEASURED =
      new MeasuredFigures(
          0.49,
          0.35,
          2400,
          900,
          350,
          9.1,
          7.9,
          0.574,
          0.185,
          0.6,
          0.57,
          0.3,
          "a machine",
          List.of("a command"));
  private static final Prices PRICES = new Prices(0.04, 0.005, 0.08, 1);

  /** What more devices, more samples and more windows can only make larger. */
  private static final List<ToDoubleFunction<CapacityPlan>> DEMANDS =
      List.of(
          CapacityPlan::busyCores,
          CapacityPlan::cores,
          CapacityPlan::taskManagers,
          CapacityPlan::checkpointGb,
          CapacityPlan::ingestMegabytesPerSecond,
          CapacityPlan::readMegabytesPerSecond,
          CapacityPlan::brokerOutMegabytesPerSecond,
          CapacityPlan::passedMegabytesPerSecond,
          CapacityPlan::resultMegabytesPerSecond,
          CapacityPlan::storageGb,
          CapacityPlan::costOfMonth);

  private static CapacityPlan plan(long devices, double rateHz, Duration segment, Duration hop) {
    return CapacityPlan.of(
        new Fleet(devices, rateHz, segment, Duration.ofSeconds(10), hop),
        MEASURED,
        new Assumptions(0.6, 4, 3, Duration.ofHours(24), Duration.ofHours(168), 5, 1, 0),
        PRICES);
  }

  private static CapacityPlan plan(long devices, double rateHz, Duration hop) {
    return plan(devices, rateHz, Duration.ofSeconds(1), hop);
  }

  private static void assertNoDemandFalls(CapacityPlan less, CapacityPlan more) {
    assertThat(DEMANDS)
        .allSatisfy(
            demand ->
                assertThat(demand.applyAsDouble(more))
                    .isGreaterThanOrEqualTo(demand.applyAsDouble(less) * (1 - 1e-9)));
  }

  @Property
  void moreDevicesTakeNoLess(
      @ForAll @LongRange(min = 1, max = 5_000_000) long devices,
      @ForAll @LongRange(min = 1, max = 5_000_000) long more,
      @ForAll @DoubleRange(min = 50, max = 10_000) double rateHz,
      @ForAll @IntRange(min = 100, max = 10_000) int hopMillis) {
    Duration hop = Duration.ofMillis(hopMillis);
    assertNoDemandFalls(plan(devices, rateHz, hop), plan(devices + more, rateHz, hop));
  }

  @Property
  void aHigherRateTakesNoLess(
      @ForAll @LongRange(min = 1, max = 5_000_000) long devices,
      @ForAll @DoubleRange(min = 50, max = 5_000) double rateHz,
      @ForAll @DoubleRange(min = 1, max = 2) double times) {
    Duration hop = Duration.ofSeconds(5);
    assertNoDemandFalls(plan(devices, rateHz, hop), plan(devices, rateHz * times, hop));
  }

  @Property
  void aShorterHopTakesNoLess(
      @ForAll @LongRange(min = 1, max = 5_000_000) long devices,
      @ForAll @IntRange(min = 100, max = 5_000) int hopMillis,
      @ForAll @DoubleRange(min = 1, max = 2) double times) {
    Duration longer = Duration.ofMillis((long) (hopMillis * times));
    assertNoDemandFalls(
        plan(devices, 250, longer), plan(devices, 250, Duration.ofMillis(hopMillis)));
  }

  @Property
  void aDeviceIsAsDearAsItsShareOfAll(
      @ForAll @LongRange(min = 1, max = 5_000_000) long devices,
      @ForAll @IntRange(min = 100, max = 10_000) int hopMillis) {
    CapacityPlan plan = plan(devices, 250, Duration.ofMillis(hopMillis));

    assertThat(plan.costOfDeviceMonth() * devices)
        .isCloseTo(plan.costOfMonth(), withinPercentage(1e-6));
    assertThat(plan.partitions() % plan.cores()).isZero();
    assertThat(plan.cores()).isEqualTo(4 * plan.taskManagers());
    // The reserve is there: what is busy is at most the share asked for.
    assertThat(plan.busyCores()).isLessThanOrEqualTo(0.6 * plan.cores() + 1e-9);
    // 1/s windows over busy cores are 1/s of one core.
    assertThat(plan.windowsPerSecond())
        .isCloseTo(plan.busyCores() * plan.windowsPerSecondOfCore(), withinPercentage(1e-6));
  }

  @Property
  void bytesOnTheWireAreThoseOfTheSegmentsHoweverTheyAreCut(
      @ForAll @LongRange(min = 1, max = 1_000_000) long devices,
      @ForAll @IntRange(min = 1, max = 20) int seconds) {
    CapacityPlan plan = plan(devices, 250, Duration.ofSeconds(seconds), Duration.ofSeconds(5));

    // Two bytes a sample, 250 of them a second, and 100 bytes more of each segment; MB/s.
    double expected = devices * (500.0 * seconds + 100) / seconds / 1e6;
    assertThat(plan.readMegabytesPerSecond()).isCloseTo(expected, withinPercentage(1e-6));
    // What is passed on is the share of the others among the task managers, of 70 bytes more.
    double all = devices * (500.0 * seconds + 70) / seconds / 1e6;
    assertThat(plan.passedMegabytesPerSecond())
        .isCloseTo(all * (1 - 1.0 / plan.taskManagers()), within(1e-9 + all * 1e-9));
  }
}
