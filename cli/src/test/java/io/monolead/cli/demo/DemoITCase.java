// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoITCase {
  @TempDir Path folder;

  @Test
  void fibrillationIsRaisedAndClearedInTheDeviceThatHasIt() {
    CommandRunner runner = new CommandRunner(folder, Optional.of(SourceTree.root()));

    int code = runner.run("demo", "--devices", "4", "--duration", "45s");

    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(runner.out())
        .containsPattern("raised +AFIB +sim-02 I")
        .containsPattern("cleared +AFIB +sim-02 I")
        .containsPattern("first score \\d+\\.\\d s after the start")
        .doesNotContainPattern("raised +AFIB +sim-0[134]")
        .containsPattern("AFIB +1 +1 +1 of 1 +1 of 1");
  }
}
