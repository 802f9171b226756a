// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LooseTextTest {
  private static final List<String> PRINTED = List.of("begin", "took 12.5 s", "label  n", "A   7");

  @Test
  void numbersAndBlanksMayDiffer() {
    assertThat(LooseText.missing(List.of("took 3 s", "label n", "A 1,204"), PRINTED)).isEmpty();
    assertThat(LooseText.missing(List.of("begin", "...", "A  7"), PRINTED)).isEmpty();
  }

  @Test
  void wordsAndOrderMayNot() {
    assertThat(LooseText.missing(List.of("B 7"), PRINTED)).contains("B 7");
    assertThat(LooseText.missing(List.of("A 7", "begin"), PRINTED)).contains("begin");
    assertThat(LooseText.missing(List.of("begin", "begin"), PRINTED)).contains("begin");
  }
}
