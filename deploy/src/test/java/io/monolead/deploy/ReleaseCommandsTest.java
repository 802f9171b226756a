// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code deploy/release} and {@code deploy/set-version} in a small repository, with a Maven that
 * only leaves behind what they look for.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for a POSIX shell")
class ReleaseCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String VERSION = "1.2.3";

  private static final String MAVEN =
      """
      #!/bin/sh
      set -eu
      rm -rf target cli/target streaming-job/target
      mkdir -p target cli/target/image streaming-job/target/engine
      printf 'somebody else made this' >cli/target/image/library-4.jar
      printf 'we made this' >cli/target/image/monolead-cli-1.jar
      printf 'natives' >cli/target/pytorch-native-cpu-2.jar
      printf 'bridge' >cli/target/pytorch-jni-2.jar
      printf '%s:%s:%s' "$PWD/cli/target/image/library-4.jar" \\
        "$PWD/cli/target/pytorch-native-cpu-2.jar" "$PWD/cli/target/pytorch-jni-2.jar" \\
        >cli/target/class-path
      printf 'engine' >streaming-job/target/engine/api.jar
      printf 'job' >streaming-job/target/monolead-streaming-job-1-job.jar
      for jar in cli/target/image/library-4.jar cli/target/pytorch-*.jar; do
        [ "$jar" = "${MISSING_FROM_BILL:-}" ] || sha256sum "$jar"
      done >target/bom.json
      if [ -n "${NEVER_THE_SAME:-}" ]; then cat /proc/sys/kernel/random/uuid >>streaming-job/target/monolead-streaming-job-1-job.jar; fi
      """;

  @TempDir private Path repository;

  private record Outcome(int code, String said) {}

  @BeforeEach
  void makeARepository() throws Exception {
    for (String command : List.of("release", "set-version")) {
      Path copy = repository.resolve("deploy").resolve(command);
      Files.createDirectories(copy.getParent());
      Files.copy(ROOT.resolve("deploy").resolve(command), copy);
    }
    write("mvnw", MAVEN);
    Files.setPosixFilePermissions(
        repository.resolve("mvnw"), PosixFilePermissions.fromString("rwxr-xr-x"));
    write(
        "pom.xml",
        """
        <project>
          <groupId>io.monolead</groupId>
          <artifactId>monolead</artifactId>
          <version>1.2.3</version>
          <packaging>pom</packaging>
          <properties><other.version>1.2.3</other.version></properties>
        </project>
        """);
    write(
        "cli/pom.xml",
        """
        <project>
          <parent>
            <groupId>io.monolead</groupId>
            <artifactId>monolead</artifactId>
            <version>1.2.3</version>
          </parent>
          <dependency>
            <groupId>org.example</groupId>
            <version>1.2.3</version>
          </dependency>
        </project>
        """);
    write("deploy/kubernetes/base/monitor.yaml", "image: monolead-cli:1.2.3\n");
    write(
        "CHANGELOG.md",
        "# Changelog\n\n## Unreleased\n\n- Not yet.\n\n## 1.2.3\n\n- It is new.\n\n## 1.2.2\n\n- Old.\n");
    for (String file : List.of("README.md", "LICENSE", "NOTICE", "docs/README.md")) {
      write(file, file);
    }
    Files.copy(ROOT.resolve("monolead"), repository.resolve("monolead"));
    write("models/m.mlb", "weights");
    write("schemas/src/main/avro/A.avsc", "{}");
    write("schemas/src/main/resources/A.1.avsc", "{}");
    write(".gitignore", "target/\n");
    run(Map.of(), "git", "init", "--quiet");
    commit();
  }

  private void write(String file, String text) throws IOException {
    Path path = repository.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void commit() throws Exception {
    run(Map.of(), "git", "add", "--all");
    Outcome outcome =
        run(
            Map.of(),
            "git",
            "-c",
            "user.name=somebody",
            "-c",
            "user.email=somebody@example.org",
            "commit",
            "--quiet",
            "--message",
            "A state");
    assertThat(outcome.code()).as(outcome.said()).isZero();
  }

  private Outcome run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(repository.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    // A repository of its own, whatever calls this test.
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), said);
  }

  private Outcome release(String... arguments) throws Exception {
    return release(Map.of(), arguments);
  }

  private Outcome release(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("deploy/release"));
    command.addAll(List.of(arguments));
    return run(environment, command.toArray(String[]::new));
  }

  @Test
  void aReleaseHasItsFilesTheirChecksumsAndTheNotesOfItsVersionAlone() throws Exception {
    Outcome outcome = release("--twice", VERSION);

    assertThat(outcome.code()).as(outcome.said()).isZero();
    assertThat(outcome.said()).contains("two builds gave the same bytes");
    Path files = repository.resolve("target/release/files");
    try (Stream<Path> all = Files.list(files)) {
      assertThat(all.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "SHA256SUMS",
              "m.mlb",
              "monolead-1.2.3-linux-x86_64.tar.gz",
              "monolead-1.2.3.cdx.json",
              "monolead-engine-1.2.3.tar.gz",
              "monolead-job-1.2.3.jar",
              "monolead-schemas-1.2.3.tar.gz");
    }
    assertThat(
            run(Map.of(), "sh", "-c", "cd target/release/files && sha256sum -c SHA256SUMS").code())
        .isZero();
    assertThat(repository.resolve("target/release/notes.md"))
        .content()
        .isEqualToIgnoringWhitespace("- It is new.");
    assertThat(run(Map.of(), "tar", "-tzf", files + "/monolead-1.2.3-linux-x86_64.tar.gz").said())
        .contains(
            "monolead-1.2.3/monolead\n",
            "monolead-1.2.3/lib/library-4.jar\n",
            "monolead-1.2.3/lib/pytorch-native-cpu-2.jar\n",
            "monolead-1.2.3/LICENSE\n",
            "monolead-1.2.3/models/m.mlb\n");
  }

  @Test
  void buildsThatDifferAreNoRelease() throws Exception {
    Outcome outcome = release(Map.of("NEVER_THE_SAME", "yes"), "--twice", VERSION);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.said()).contains("gave other bytes").contains("monolead-job-1.2.3.jar");
  }

  @Test
  void aLibraryThatTheBillOfMaterialsLacksIsNotGivenAway() throws Exception {
    Outcome outcome =
        release(Map.of("MISSING_FROM_BILL", "cli/target/image/library-4.jar"), VERSION);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.said()).contains("does not list library-4.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.4", "1.2.3-SNAPSHOT", "1.2"})
  void aVersionThatThePomDoesNotSayIsRefused(String version) throws Exception {
    Outcome outcome = release(version);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.said()).contains("the pom says 1.2.3").contains("deploy/set-version");
  }

  @Test
  void aVersionWithoutNotesIsRefused() throws Exception {
    for (String changelog :
        List.of("# Changelog\n\n## 1.2.30\n\n- Another.\n", "## 1.2.3\n\n## 1.2.2\n\n- Old.\n")) {
      write("CHANGELOG.md", changelog);
      commit();

      Outcome outcome = release(VERSION);

      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.said()).contains("CHANGELOG.md says nothing").contains("## 1.2.3");
    }
  }

  @Test
  void whatIsNotCommittedIsNotReleased() throws Exception {
    write("README.md", "changed");

    assertThat(release(VERSION).said()).contains("not committed");
  }

  @Test
  void anotherVersionIsSetInPomsAndManifestsAndNowhereElse() throws Exception {
    Outcome outcome = run(Map.of(), "deploy/set-version", "1.3.0-SNAPSHOT");

    assertThat(outcome.code()).as(outcome.said()).isZero();
    assertThat(repository.resolve("pom.xml"))
        .content()
        .contains("<version>1.3.0-SNAPSHOT</version>")
        .contains("<other.version>1.2.3<");
    assertThat(repository.resolve("cli/pom.xml"))
        .content()
        .containsOnlyOnce("<version>1.3.0-SNAPSHOT</version>")
        .containsOnlyOnce("<version>1.2.3</version>");
    assertThat(repository.resolve("deploy/kubernetes/base/monitor.yaml"))
        .hasContent("image: monolead-cli:1.3.0");
    commit();
    assertThat(release("1.3.0-SNAPSHOT").code()).isZero();
    assertThat(repository.resolve("target/release/notes.md"))
        .content()
        .isEqualToIgnoringWhitespace("- Not yet.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.3", "v1.3.0", "1.3.0; rm -rf /"})
  void whatIsNoVersionIsNotSet(String version) throws Exception {
    Outcome outcome = run(Map.of(), "deploy/set-version", version);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(run(Map.of(), "git", "status", "--porcelain").said()).isEmpty();
  }

  @Test
  void theTagsOfImagesInTheManifestsAreTheVersionOfThePom() throws Exception {
    String version =
        new String(Files.readAllBytes(ROOT.resolve("pom.xml")), StandardCharsets.UTF_8);
    String stated =
        version.substring(version.indexOf("<version>") + 9, version.indexOf("</version>"));
    int tags = 0;
    try (Stream<Path> manifests = Files.walk(Manifest.FOLDER)) {
      for (Path manifest : manifests.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(manifest)) {
          if (line.contains("image: monolead-")) {
            tags++;
            assertThat(line.replace("-cuda", "")).endsWith(":" + stated.replace("-SNAPSHOT", ""));
          }
        }
      }
    }
    assertThat(tags).isGreaterThan(3);
  }
}
