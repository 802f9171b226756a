// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.benchmarks.process.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadArithmeticTest {
  @TempDir private Path folder;

  @Test
  void latencyIsFromTheSegmentToTheFirstSightOfTheResult() {
    WindowTimes times = new WindowTimes();
    times.appended(1, 1000);
    // A result may be seen before the broker's answer to the producer is.
    assertThat(times.scored(2, 1250)).isTrue();
    times.appended(2, 1100);
    times.appended(3, 1200);
    times.appended(4, 2000);
    assertThat(times.scored(1, 1070)).isTrue();
    assertThat(times.scored(1, 5000)).isFalse();
    assertThat(times.alerted(1, 1090)).isTrue();
    times.scored(4, 2001);
    times.scored(99, 1500);

    assertThat(times.toScore(1000, 2000)).containsExactlyInAnyOrder(70, 150);
    assertThat(times.toAlert(1000, 2000)).containsExactly(90);
    assertThat(times.withoutScore(1000, 2000)).isEqualTo(1);
    assertThat(times.toScore(2000, 3000)).containsExactly(1);
  }

  @Test
  void quantilesOfOneToAHundred() {
    double[] hundred = IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray();
    assertThat(OpenRun.Step.quantile(hundred, 0.5)).isEqualTo(50.5);
    assertThat(OpenRun.Step.quantile(hundred, 0.99)).isEqualTo(99.01);
    assertThat(OpenRun.Step.quantile(hundred, 1)).isEqualTo(100);
    assertThat(OpenRun.Step.quantile(new double[0], 0.5)).isNaN();
  }

  @Test
  void betweenNotesAQuantityGrowsEvenly() {
    Timeline timeline = new Timeline();
    assertThat(timeline.at(5)).isNaN();
    timeline.note(1000, 2);
    timeline.note(2000, 4);
    timeline.note(4000, 4.5);
    assertThat(timeline.at(500)).isEqualTo(2);
    assertThat(timeline.at(1250)).isEqualTo(2.5);
    assertThat(timeline.at(3000)).isEqualTo(4.25);
    assertThat(timeline.at(9000)).isEqualTo(4.5);
    assertThat(timeline.growth(1500, 3000)).isEqualTo(1.25);
  }

  @Test
  void appendsAtAMomentCountOnce() {
    long[] times = {10, 10, 20, 20, 20, 30};
    assertThat(CountedWindows.after(times, 9)).isZero();
    assertThat(CountedWindows.after(times, 10)).isEqualTo(2);
    assertThat(CountedWindows.after(times, 20)).isEqualTo(5);
    assertThat(CountedWindows.after(times, 99)).isEqualTo(6);
  }

  @Test
  void halfALineOfStatusIsNotReadYet() throws IOException {
    Path file = folder.resolve("status");
    assertThat(JobStatus.read(file)).isEmpty();
    JobStatus status = new JobStatus(1, 2, 3, 4.5, Map.of("decode", 0.25), 5, 6);
    Files.writeString(file, status.line() + status.line().substring(0, 20));
    assertThat(JobStatus.read(file)).isEqualTo(List.of(status));
  }

  @Test
  void threadsAreKnownByTheirNames() {
    assertThat(LoadJob.duty("Source: segments -> decode (1/2)#0")).isEqualTo("decode");
    assertThat(LoadJob.duty("assemble -> infer -> (scored -> score) (2/2)#1"))
        .isEqualTo("assemble, infer, write scores");
    assertThat(LoadJob.duty("alert -> alerts: Writer (1/2)#0")).isEqualTo("alert");
    assertThat(LoadJob.duty("kafka-producer-network-thread | producer-3"))
        .isEqualTo("send to Kafka");
    assertThat(LoadJob.duty("pekko.actor.default-dispatcher-4"))
        .isEqualTo("everything else in Java");
  }

  @Test
  void growthIsOfTheLastTenMinutesOverTheEarlyTenOfAnHour() {
    List<MemoryPart.Look> looks = new ArrayList<>();
    for (int half = 1; half <= 120; half++) {
      double minutes = half / 2.0;
      // The first five minutes and the middle of the hour do not count.
      double mib =
          minutes <= 5 ? 900 : minutes <= 15 ? 100 : minutes <= 50 ? 5 : minutes <= 54 ? 0 : 103;
      looks.add(new MemoryPart.Look(minutes, mib, 2 * mib, 0, 400, 0));
    }
    assertThat(MemoryPart.growthPercent(looks, MemoryPart.Look::heapMib))
        .isCloseTo(3, within(1e-9));
    assertThat(MemoryPart.growthPercent(looks, MemoryPart.Look::residentMib))
        .isCloseTo(3, within(1e-9));
  }

  @Test
  void theDemoTellsWhenItsFirstScoreCame() {
    assertThat(StartupPart.firstScore("...\nfirst score after 4.6 s\n")).isEqualTo(4.6);
    assertThat(StartupPart.firstScore("Summary\nfirst score 12.3 s after the start\n"))
        .isEqualTo(12.3);
    assertThatThrownBy(() -> StartupPart.firstScore("no score"))
        .isInstanceOf(IllegalStateException.class);
  }
}
