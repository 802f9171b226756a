// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

class HostileScenarioPropertiesTest {
  private static final List<String> SNIPPETS =
      List.of(
          "-1",
          "1e308",
          "1e999",
          "NaN",
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "\"h\"",
          "0",
          "[[[[",
          "}",
          ",",
          ":",
          "\"episodes\"",
          "\"9999999999s\"",
          "\u0000",
          "\"\\ud800\"",
          "//",
          "/*");

  /** A file that somebody has damaged is a scenario still, or a complaint about the file. */
  @Property(tries = 3000, shrinking = ShrinkingMode.OFF)
  void aDamagedFileIsReadOrRefusedByName(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int damages) throws IOException {
    Random random = new Random(seed);
    String name = ScenarioFiles.SHIPPED.get(random.nextInt(ScenarioFiles.SHIPPED.size()));
    StringBuilder text = new StringBuilder(shipped(name));
    for (int i = 0; i < damages; i++) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + random.nextInt(12));
      text.replace(at, to, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
    }

    try {
      Scenario scenario = ScenarioFiles.parse("damaged.json", text.toString());
      new SimulatedHeart(scenario.heart(), Lead.I, 100, seed).next(300);
    } catch (ScenarioException e) {
      assertThat(e).hasMessageStartingWith("damaged.json").hasMessageMatching(".{20,600}");
    }
  }

  private static String shipped(String name) throws IOException {
    try (var in = ScenarioFiles.class.getResourceAsStream(name + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
