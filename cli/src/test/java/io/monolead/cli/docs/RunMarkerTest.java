// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.cli.docs.RunMarker.Kind;
import io.monolead.cli.docs.RunMarker.Need;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunMarkerTest {
  private static RunMarker of(String comment) {
    return RunMarker.of(new CodeBlock("a.md", 7, "sh", List.of(), Optional.ofNullable(comment)));
  }

  @Test
  void aBlockWithoutOneIsRunAsItIs() {
    assertThat(of(null))
        .isEqualTo(
            new RunMarker(Optional.empty(), List.of(), false, Optional.empty(), Optional.empty()));
    assertThat(of("a remark")).isEqualTo(of(null));
  }

  @Test
  void whatItNeedsAndHowItRunsStandsInOneLine() {
    RunMarker marker =
        of(
            "run with broker, a/b from ../c, program openssl, python kafka; slowly; in the"
                + " background until \"x y\"; then end \"z\"");

    assertThat(marker.needs())
        .containsExactly(
            new Need(Kind.BROKER, "", ""),
            new Need(Kind.FILE, "a/b", "../c"),
            new Need(Kind.PROGRAM, "openssl", ""),
            new Need(Kind.PYTHON, "kafka", ""));
    assertThat(marker.slow()).isTrue();
    assertThat(marker.ends()).contains("z");
  }

  @Test
  void aBlockThatIsNotRunSaysWhy() {
    assertThat(of("not run: it needs a cluster").reason()).contains("it needs a cluster");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not run",
        "not run: no",
        "run with a cluster",
        "run fast",
        "run with broker slowly"
      })
  void whatCannotBeUnderstoodIsRefusedWithItsPlace(String comment) {
    assertThatThrownBy(() -> of(comment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a.md:7: ");
  }
}
