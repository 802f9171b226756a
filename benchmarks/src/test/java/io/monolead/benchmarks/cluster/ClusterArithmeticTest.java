// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.benchmarks.load.LoadBench;
import io.monolead.benchmarks.process.LinkLimits;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterArithmeticTest {
  @Test
  void memoryIsReadFromTheKernelsSums() {
    Footprint footprint =
        Footprint.parse(
            List.of(
                "564ac2600000-7ffd3b5f2000 ---p 00000000 00:00 0                          [rollup]",
                "Rss:             1048576 kB",
                "Pss:              921600 kB",
                "Pss_Dirty:        900000 kB",
                "Shared_Clean:      51200 kB"));

    assertThat(footprint).isEqualTo(new Footprint(1024, 900));
    assertThatThrownBy(() -> Footprint.parse(List.of("Rss: 1 kB"))).hasMessageContaining("no Pss:");
  }

  @Test
  void theMachineIsBusyWithAllButIdlingWaitingAndWhatOthersTook() {
    // user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice
    assertThat(SpreadRun.busySeconds("cpu  1000 200 300 99999 500 10 90 7000 0 0"))
        .isCloseTo(16, within(1e-9));
  }

  @Test
  void theBusiestSubtaskIsComparedWithTheMean() {
    assertThat(new KeyGroupShares(List.of(3, 1)).busiestOverMean()).isEqualTo(1.5);
    assertThat(new KeyGroupShares(List.of(5, 5, 5)).busiestOverMean()).isEqualTo(1);
    assertThat(new KeyGroupShares(List.of(0, 0, 0, 8)).busiestOverMean()).isEqualTo(4);
  }

  @Test
  void allDevicesArePlacedAndManyOfThemMoreEvenlyThanFew() {
    KeyGroupShares few = KeyGroupShares.of(LoadBench.fleet(20).keys(), 128, 8);
    KeyGroupShares many = KeyGroupShares.of(LoadBench.fleet(20_000).keys(), 128, 8);

    assertThat(few.devices()).hasSize(8);
    assertThat(few.devices().stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
    assertThat(many.devices().stream().mapToInt(Integer::intValue).sum()).isEqualTo(20_000);
    assertThat(few.busiestOverMean()).isGreaterThan(1.2);
    assertThat(many.busiestOverMean()).isBetween(1.0, 1.1);
  }

  @Test
  void anArrangementSaysWhatItIs() {
    assertThat(Arrangement.apart(1, 2).text()).isEqualTo("1 task manager of 2 slots");
    assertThat(Arrangement.apart(4, 1).text()).isEqualTo("4 task managers of 1 slot");
    assertThat(new Arrangement(1, 2, false, Optional.empty()).text())
        .isEqualTo("1 task manager of 2 slots, no network between");
    assertThat(new Arrangement(2, 1, true, Optional.of(new LinkLimits(1000, 1))).text())
        .isEqualTo("2 task managers of 1 slot, 1000 Mbit/s, 1 ms");
    assertThat(Arrangement.apart(2, 3).parallelism()).isEqualTo(6);
    assertThat(Arrangement.hosts())
        .containsAll(Arrangement.apart(4, 1).taskManagerNames())
        .contains("broker", "job-manager")
        .hasSize(6);
    assertThatThrownBy(() -> Arrangement.apart(5, 1)).hasMessageContaining("not 5 of 1");
    assertThatThrownBy(() -> new LinkLimits(0, 1)).hasMessageContaining("0 Mbit/s");
  }
}
