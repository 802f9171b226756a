// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
  private static final String SCENARIO =
      """
      {
        "name": "short",
        "duration": "40s",
        "episodes": [{"from": "10s", "for": "20s", "rhythm": "atrial-fibrillation"}]
      }
      """;

  @TempDir Path folder;

  private CommandRunner runner() {
    return new CommandRunner(folder.resolve("state"), Optional.empty());
  }

  @Test
  void aScenarioIsWrittenAsRecordingsWithTheirRhythms() throws IOException {
    Path file = Files.writeString(folder.resolve("short.json"), SCENARIO);
    Path nights = folder.resolve("nights");
    CommandRunner runner = runner();

    int code =
        runner.run(
            "simulate",
            "--scenario=" + file,
            "--devices=3",
            "--start=2026-11-22T22:00:00Z",
            "--to-folder=" + nights);

    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(runner.out()).contains("3 recordings of 0:40");
    for (String name : List.of("short-01", "short-02", "short-03")) {
      Recording recording = RecordingReader.standard().read(nights.resolve(name + ".hea"));
      assertThat(recording.start()).contains(Instant.parse("2026-11-22T22:00:00Z"));
      assertThat(
              recording.annotations().stream()
                  .filter(mark -> mark.code().equals(Annotation.RHYTHM_CHANGE)))
          .containsExactly(
              new Annotation(0, "+", "(N"),
              new Annotation(10 * 250, "+", "(AFIB"),
              new Annotation(30 * 250, "+", "(N"));
      assertThat(recording.annotations().size()).isGreaterThan(30);
    }
  }

  @Test
  void twelveLeadsAtAnyRateGoOnForLongerThanTheScenario() throws IOException {
    Path file = Files.writeString(folder.resolve("short.json"), SCENARIO);
    CommandRunner runner = runner();

    int code =
        runner.run(
            "simulate",
            "--scenario=" + file,
            "--devices=1",
            "--lead=all",
            "--rate=500",
            "--duration=1m",
            "--to-folder=" + folder.resolve("out"));

    assertThat(code).isEqualTo(ExitCode.OK);
    Recording recording =
        RecordingReader.standard().read(folder.resolve("out").resolve("short-01.hea"));
    assertThat(recording.leads()).isEqualTo(Lead.STANDARD);
    assertThat(recording.samplingRateHz()).isEqualTo(500);
    assertThat(recording.length()).isEqualTo(30_000);
    assertThat(recording.comments())
        .contains("label AFIB from=10.000 to=30.000", "label AFIB from=50.000 to=60.000");
  }

  @Test
  void mistakesAreToldBeforeAnythingIsWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.json"), "{\"name\": \"bad\"}");
    Path out = folder.resolve("out");

    CommandRunner scenario = runner();
    assertThat(scenario.run("simulate", "--scenario=" + file, "--to-folder=" + out))
        .isNotEqualTo(ExitCode.OK);
    assertThat(scenario.err()).contains(file + ", top level: the field duration is missing");

    CommandRunner endless = runner();
    assertThat(endless.run("simulate", "--to-folder=" + out)).isEqualTo(ExitCode.USAGE);
    assertThat(endless.err()).contains("--duration");

    CommandRunner lead = runner();
    assertThat(lead.run("simulate", "--lead=V9", "--duration=9s", "--to-folder=" + out))
        .isEqualTo(ExitCode.USAGE);
    assertThat(lead.err()).contains("V9");
    assertThat(runner().run("simulate", "--lead=I,II")).isEqualTo(ExitCode.USAGE);
    assertThat(out).doesNotExist();
  }
}
