// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FlameGraphTest {
  private static final FoldedStacks STACKS =
      new FoldedStacks(
          Map.of(
              "tasks;A.run;B.decode", 30L,
              "tasks;A.run;C.<init>;B.decode", 10L,
              "tasks;A.run", 59L,
              "tasks;D.rare", 1L));

  @Test
  void sharesCountAStackOnceHoweverOftenAFrameIsOnIt() {
    assertThat(STACKS.total()).isEqualTo(100);
    assertThat(STACKS.with(frame -> frame.startsWith("B."))).isEqualTo(40);
    assertThat(STACKS.with(frame -> frame.equals("tasks"))).isEqualTo(100);
  }

  @Test
  void anInnerFrameCountsOnlyInsideOfTheOuterOne() {
    assertThat(STACKS.with(frame -> frame.startsWith("C."), frame -> frame.startsWith("B.")))
        .isEqualTo(10);
    assertThat(STACKS.with(frame -> frame.startsWith("B."), frame -> frame.startsWith("C.")))
        .isZero();
  }

  @Test
  void boxesAreAsWideAsTheirShareAndStandUnderTheirCaller() {
    String svg = FlameGraph.svg("Title", STACKS);
    assertThat(svg).startsWith("<svg").endsWith("</svg>\n").contains(">Title</text>");
    // 1200 wide: 99 % of it are A, 30 % are B called by A, 10 % the constructor.
    assertThat(svg)
        .contains("<title>A.run, 99.0 %</title><rect x=\"0.0\" y=\"47\" width=\"1188.0\"")
        .contains("<title>B.decode, 30.0 %</title><rect x=\"0.0\" y=\"64\" width=\"360.0\"")
        .contains(
            "<title>C.&lt;init&gt;, 10.0 %</title><rect x=\"360.0\" y=\"64\" width=\"120.0\"");
  }
}
