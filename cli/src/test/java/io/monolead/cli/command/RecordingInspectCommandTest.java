// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.fleet.RecordingDevice;
import io.monolead.cli.fleet.RecordingFleet;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingInspectCommandTest {
  private static final String CSV =
      "# sampling rate: 250\n# Sex: Female\nI [mV],V1 [uV]\n" + "0.5,-250\n".repeat(500);

  @TempDir private Path folder;

  private Path archive() throws IOException {
    Path file = folder.resolve("study.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("a/first.csv", "b/second.csv")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(CSV.getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  @Test
  void aTableIsShownWithItsLeadsAndComments() throws IOException {
    CommandRunner runner = new CommandRunner(folder, Optional.empty());
    Path file = Files.writeString(folder.resolve("table.csv"), CSV);

    assertThat(runner.run("recording", "inspect", file.toString())).isEqualTo(ExitCode.OK);

    assertThat(runner.out()).contains("table", "500 samples at 250 Hz", "V1", "Sex: Female");
  }

  @Test
  void recordingsOfAnArchiveAreShownByTheirPlaceInIt() throws IOException {
    CommandRunner runner = new CommandRunner(folder, Optional.empty());
    Path file = archive();

    assertThat(runner.run("recording", "inspect", file.toString())).isEqualTo(ExitCode.OK);

    assertThat(runner.out()).contains(file + "!a/first.csv").contains(file + "!b/second.csv");
  }

  @Test
  void devicesAreMadeOfAnArchiveAsOfAFolder() throws IOException {
    RecordingFleet fleet =
        new RecordingFleet(List.of(Lead.V1), Optional.empty(), 10, problem -> {});

    List<RecordingDevice> devices = fleet.of(List.of(archive()));

    assertThat(devices).hasSize(2);
    assertThat(devices.get(0).span().minutes()).isEqualTo(2.0 / 60);
  }

  @Test
  void aDamagedArchiveIsOneClearLine() throws IOException {
    CommandRunner runner = new CommandRunner(folder, Optional.empty());
    Path file = Files.writeString(folder.resolve("bad.zip"), "not an archive");

    assertThat(runner.run("recording", "inspect", file.toString())).isEqualTo(ExitCode.FAILED);

    assertThat(runner.err()).contains("bad.zip: no sound archive").hasLineCount(1);
  }
}
