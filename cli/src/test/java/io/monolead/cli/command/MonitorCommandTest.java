// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.invocation.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorCommandTest {
  @TempDir Path folder;

  @Test
  void beyondThisMachineItAsksForAToken() {
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    assertThat(runner.run("monitor", "--host", "0.0.0.0")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.err()).contains("--token-file").contains("--insecure");
  }

  @Test
  void aTokenIsLongEnoughAndIsNotPrinted() throws Exception {
    CommandRunner runner = new CommandRunner(folder, Optional.empty());
    Path token = Files.writeString(folder.resolve("token"), "hunter2\n");
    Path empty = Files.writeString(folder.resolve("empty"), "\nsecond line\n");

    assertThat(runner.run("monitor", "--token-file", token.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(runner.err()).contains("16").doesNotContain("hunter2");
    assertThat(runner.run("monitor", "--token-file", empty.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains("first line of " + empty);
    assertThat(runner.run("monitor", "--token-file", folder.resolve("none").toString()))
        .isEqualTo(ExitCode.FAILED);
  }

  @Test
  void theTokenOfTheEnvironmentIsTakenAsTheFilesIs() {
    CommandRunner runner = new CommandRunner(folder, Optional.empty());
    System.setProperty(MonitorCommand.TOKEN_PROPERTY, "hunter3");
    try {
      assertThat(runner.run("monitor")).isEqualTo(ExitCode.USAGE);
      assertThat(runner.err()).contains("16").doesNotContain("hunter3");
    } finally {
      System.clearProperty(MonitorCommand.TOKEN_PROPERTY);
    }
  }

  @Test
  void withoutABrokerTheAddressIsNamed() {
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    assertThat(runner.run("monitor", "--bootstrap", "127.0.0.1:1", "--port", "0"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains("127.0.0.1:1");
  }

  @Test
  void aModelThatIsNotThereIsNamed() {
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    assertThat(runner.run("monitor", "--model", "nowhere.mlb")).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains("nowhere.mlb");
  }
}
