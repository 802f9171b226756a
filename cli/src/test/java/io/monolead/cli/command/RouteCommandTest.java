// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RouteCommandTest {
  /** A block of JSON in a page. */
  private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theExampleOfTheDocsIsRead() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(SourceTree.root().resolve("docs/routing.md")));
    assertThat(blocks.find()).isTrue();
    Path file = Files.writeString(folder.resolve("routes.json"), blocks.group(1));
    assertThat(blocks.find()).isTrue();
    Files.writeString(folder.resolve("patients.json"), blocks.group(1));
    Path secret = folder.resolve("pager.secret");
    Files.writeString(secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    closeToOthers(secret);
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    int code = runner.run("route", "--check", "--group", "ward7", file.toString());

    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(runner.out())
        .contains("pager (webhook, https://pager.example.org, signed), group ward7-pager")
        .contains("ehr (fhir, topic ecg.fhir), group ward7-ehr")
        .contains("operators (alertmanager, http://127.0.0.1:9093), group ward7-operators")
        .doesNotContain("4711");

    runner.run("route", "--check", "--prefix", "ward9.", file.toString());
    runner.run("route", "--check", file.toString());
    assertThat(runner.out())
        .contains("topic ward9.fhir), group ward9.monolead-route-ehr")
        .contains("topic ecg.fhir), group monolead-route-ehr");
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "who may read a file is told by POSIX permissions")
  void secretsThatEverybodyCanReadAreWarnedOf() throws IOException {
    Path open = Files.writeString(folder.resolve("open"), "Bearer token-of-the-pager\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Path closed = Files.writeString(folder.resolve("closed"), "Bearer token-of-the-desk\n");
    closeToOthers(closed);
    Path file =
        Files.writeString(
            folder.resolve("routes.json"),
            """
            {"targets": [
              {"name": "pager", "type": "webhook", "url": "https://pager.example.org",
               "authorizationFile": "open"},
              {"name": "desk", "type": "webhook", "url": "https://desk.example.org",
               "authorizationFile": "closed"}]}
            """);
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    int code = runner.run("route", "--check", file.toString());

    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(runner.err()).hasLineCount(1).contains("chmod 600 " + open);
    assertThat(runner.out() + runner.err()).doesNotContain("token-of");
  }

  private static void closeToOthers(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void aMistakeInTheFileIsOneLineWithItsPlace() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("routes.json"),
            "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\","
                + " \"url\": \"http://example.org\"}]}");
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    assertThat(runner.run("route", "--check", file.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err())
        .hasLineCount(1)
        .contains("routes.json, targets[0].url: http sends what alerts tell in the clear");
    assertThat(runner.run("route")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run("route", "--group", "a b", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run("route", folder.resolve("none.json").toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains("There is no file").contains("none.json");
  }

  @Test
  void withoutABrokerTheAddressIsNamed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("routes.json"),
            "{\"targets\": [{\"name\": \"a\", \"type\": \"fhir\"}]}");
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    int code = runner.run("route", "--bootstrap", "no.such.host.invalid:9092", file.toString());

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains("no.such.host.invalid:9092").doesNotContain("\tat ");
  }
}
