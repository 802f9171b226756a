// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostTrafficTest {
  @Test
  void bothDirectionsOfEveryInterfaceAreRead() {
    List<String> lines =
        List.of(
            "Inter-|   Receive                                                |  Transmit",
            " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets"
                + " errs drop fifo colls carrier compressed",
            "    lo:       0       0    0    0    0     0          0         0        0       0"
                + "    0    0    0     0       0          0",
            "plug12: 123456      11    1    2    3     4          5         6  7890123      22"
                + "    7    8    9    10      11         12");

    assertThat(HostTraffic.ofInterfaces(lines))
        .containsOnlyKeys("lo", "plug12")
        .containsEntry("plug12", new HostTraffic(7_890_123, 123_456));
    assertThat(HostTraffic.ofInterfaces(lines).get("plug12").fromOtherEnd())
        .isEqualTo(new HostTraffic(123_456, 7_890_123));
    assertThat(HostTraffic.ofInterfaces(List.of())).isEmpty();
  }
}
