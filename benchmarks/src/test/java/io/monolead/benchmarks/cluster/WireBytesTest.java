// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.benchmarks.process.HostTraffic;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Against who sent what to whom, of which the links count the sums alone. */
class WireBytesTest {
  private static final int TASK_MANAGER_1 = 0;
  private static final int TASK_MANAGER_2 = 1;
  private static final int TASK_MANAGER_3 = 2;
  private static final int BROKER = 3;
  private static final int JOB_MANAGER = 4;
  private static final int COMMAND = 5;
  private static final int HOSTS = 6;

  private static HostTraffic link(int[][] fromTo, int host) {
    double sent = 0;
    double received = 0;
    for (int other = 0; other < HOSTS; other++) {
      sent += fromTo[host][other];
      received += fromTo[other][host];
    }
    return new HostTraffic(sent, received);
  }

  private static WireBytes seen(int[][] fromTo) {
    return WireBytes.of(
        List.of(
            link(fromTo, TASK_MANAGER_1),
            link(fromTo, TASK_MANAGER_2),
            link(fromTo, TASK_MANAGER_3)),
        link(fromTo, BROKER),
        link(fromTo, JOB_MANAGER),
        link(fromTo, COMMAND));
  }

  @Test
  void whatIsLeftWentBetweenTaskManagers() {
    int[][] fromTo = new int[HOSTS][HOSTS];
    fromTo[TASK_MANAGER_1][TASK_MANAGER_2] = 100;
    fromTo[TASK_MANAGER_2][TASK_MANAGER_1] = 50;
    fromTo[BROKER][TASK_MANAGER_1] = 1000;
    fromTo[BROKER][TASK_MANAGER_2] = 900;
    fromTo[TASK_MANAGER_1][BROKER] = 200;
    fromTo[TASK_MANAGER_2][BROKER] = 100;
    fromTo[JOB_MANAGER][TASK_MANAGER_1] = 10;
    fromTo[TASK_MANAGER_2][JOB_MANAGER] = 20;
    fromTo[BROKER][COMMAND] = 300;
    fromTo[COMMAND][BROKER] = 5;

    assertThat(seen(fromTo)).isEqualTo(new WireBytes(150, 1900, 300));
    // 50 segments are ten windows' worth where five of them complete one; 6 were scored.
    assertThat(seen(fromTo).perWindow(50, 6)).isEqualTo(new WireBytes(15, 190, 50));
  }

  @Property
  void everySplitOfBytesIsFoundAgain(
      @ForAll @Size(HOSTS * HOSTS) List<@IntRange(max = 1_000_000) Integer> bytes) {
    int[][] fromTo = new int[HOSTS][HOSTS];
    double between = 0;
    double toJob = 0;
    double toBroker = 0;
    for (int from = 0; from < HOSTS; from++) {
      for (int to = 0; to < HOSTS; to++) {
        // Nobody's link carries what stays in a host, and the job manager talks to task managers.
        boolean silent =
            from == to
                || (Math.max(from, to) == JOB_MANAGER && Math.min(from, to) == BROKER)
                || (Math.max(from, to) == COMMAND && Math.min(from, to) != BROKER);
        fromTo[from][to] = silent ? 0 : bytes.get(from * HOSTS + to);
        between += from <= TASK_MANAGER_3 && to <= TASK_MANAGER_3 ? fromTo[from][to] : 0;
        toJob += from == BROKER && to <= TASK_MANAGER_3 ? fromTo[from][to] : 0;
        toBroker += from <= TASK_MANAGER_3 && to == BROKER ? fromTo[from][to] : 0;
      }
    }

    assertThat(seen(fromTo)).isEqualTo(new WireBytes(between, toJob, toBroker));
  }

  @Test
  void ofMoreTaskManagersMoreSegmentsGoToAnotherOne() {
    // A half of two, three quarters of four, nothing of one.
    assertThat(WireBytes.scaled(1000, 2, 4)).isCloseTo(1500, within(1e-9));
    assertThat(WireBytes.scaled(1000, 2, 2)).isCloseTo(1000, within(1e-9));
    assertThat(WireBytes.scaled(1000, 2, 1)).isZero();
  }
}
