// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.job.JobSubmission;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders from the command line to a job that runs without a single device. */
class OrdersITCase {
  private static final Path SHIPPED = SourceTree.root().resolve("models/monitoring-lead-i.mlb");

  @TempDir private static Path folder;
  private static EmbeddedKafka kafka;
  private static EmbeddedFlink flink;
  private static JobClient job;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start();
    flink = EmbeddedFlink.start(1);
    CommandRunner runner = run("topics", "create");
    assertThat(runner.err()).isEmpty();
    job =
        JobSubmission.of(KafkaConnection.to(kafka.bootstrapServers()), TopicNames.DEFAULT, SHIPPED)
            .submit(flink.newEnvironment());
  }

  @AfterAll
  static void stop() throws Exception {
    job.cancel().get();
    flink.close();
    kafka.close();
  }

  private static CommandRunner run(String... arguments) {
    return run(ExitCode.OK, arguments);
  }

  private static CommandRunner run(int expected, String... arguments) {
    CommandRunner runner = new CommandRunner(folder, Optional.of(SourceTree.root()));
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--bootstrap";
    all[arguments.length + 1] = kafka.bootstrapServers();
    int code = runner.run(all);
    assertThat(code).as(runner.out() + runner.err()).isEqualTo(expected);
    return runner;
  }

  @Test
  void theJobAcceptsWhatItCanUseAndRefusesTheRestWithTheReason() throws Exception {
    assertThat(run("policy", "set", "AFIB", "--version", "night", "--threshold", "0.7").out())
        .startsWith("accepted  version night, for windows that end at or after 20");
    assertThat(run("model", "shadow", SHIPPED.toString()).out())
        .startsWith("accepted  shadow " + SHIPPED.toAbsolutePath());

    Path lost = folder.resolve("lost.mlb");
    Files.copy(SHIPPED, lost);
    assertThat(
            run(ExitCode.FAILED, "model", "deploy", lost.toString(), "--uri", "/nowhere/lost.mlb")
                .err())
        .contains("The job refuses it, nothing changes: there is no file /nowhere/lost.mlb");
    assertThat(run(ExitCode.FAILED, "model", "deploy", lost.toString(), "--lead", "II").err())
        .contains("was trained for lead I, not II");
    assertThat(run("model", "roll-back").out()).startsWith("accepted  roll back");

    assertThat(run("orders").out())
        .containsPattern("ecg.policies@\\d+ +AFIB +ACCEPTED")
        .containsPattern("ecg.models@0 +I +ACCEPTED")
        .containsPattern("ecg.models@1 +I +REFUSED")
        .containsPattern("ecg.models@2 +II +REFUSED")
        .containsPattern("ecg.models@3 +I +ACCEPTED");
  }

  @Test
  void aPolicyThatCannotBeIsNotSent() {
    CommandRunner runner =
        run(ExitCode.USAGE, "policy", "set", "PVC", "--version", "x", "--windows", "5/3");
    assertThat(runner.err()).contains("windowsRequired is 5; allowed: 1 to windowsConsidered, 3");
  }

  @Test
  void anActionThatCannotBeDoneBecomesADeadLetter() throws Exception {
    assertThat(run("alert", "acknowledge", "0000", "--device", "nobody", "--by", "nurse 1").out())
        .startsWith("sent  to ecg.alert-actions");
    run("alert", "silence", "--device", "nobody", "--for", "5m", "--by", "nurse 1");
    run("alert", "resume", "--device", "nobody", "--by", "nurse 1");
    List<DeadLetter> letters = List.of();
    for (int i = 0; i < 300 && letters.size() < 3; i++) {
      Thread.sleep(100);
      letters = deadLetters();
    }
    assertThat(letters)
        .hasSize(3)
        .allSatisfy(
            letter -> {
              assertThat(letter.getTopic()).isEqualTo("ecg.alert-actions");
              assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID_ACTION);
              assertThat(letter.getDetail())
                  .isEqualTo("nothing has been scored of this lead of the device");
            });

    assertThat(run("dead-letters", "--most", "1").out())
        .containsPattern("INVALID_ACTION +3\\R")
        .containsOnlyOnce("nothing has been scored of this lead of the device")
        .containsPattern("ecg.alert-actions-\\d@\\d+ +nobody +INVALID_ACTION");
  }

  private static List<DeadLetter> deadLetters() {
    try (RecordReader<DeadLetter> reader =
        new RecordReader<>(
            KafkaConnection.to(kafka.bootstrapServers()),
            DeadLetter.class,
            List.of(TopicNames.DEFAULT.deadLetters()),
            RecordReader.From.EARLIEST,
            Duration.ofSeconds(20))) {
      return reader.readToEnd().stream().map(RecordReader.Received::record).toList();
    }
  }

  @Test
  void aRollBackTakesNoBundle() {
    assertThat(run(ExitCode.FAILED, "model", "roll-back", SHIPPED.toString()).err())
        .contains("A roll back goes to the model before and takes no bundle");
  }

  @Test
  void anAlertIsAcknowledgedByTheIdThatWatchPrints() throws Exception {
    run(
        "policy",
        "set",
        "NORM",
        "--version",
        "all",
        "--threshold",
        "0.000001",
        "--priority",
        "LOW");
    CommandRunner simulated =
        run("simulate", "--devices", "1", "--duration", "20s", "--backlog", "60s");
    assertThat(simulated.err()).isEmpty();
    Matcher raised = null;
    for (int i = 0; i < 300 && (raised == null || !raised.find()); i++) {
      Thread.sleep(200);
      raised =
          Pattern.compile("raised +NORM +(\\S+) .* ([0-9a-f]{32})")
              .matcher(run("watch", "--from-beginning", "--end", "--ids").out());
    }
    String device = raised.group(1);
    run("alert", "acknowledge", raised.group(2), "--device", device, "--by", "nurse 1");
    String seen = "";
    for (int i = 0; i < 100 && !seen.contains("acknowledged by nurse 1"); i++) {
      Thread.sleep(200);
      seen = run("watch", "--from-beginning", "--end", "--ids").out();
    }
    assertThat(seen).containsPattern("updated +NORM +" + device + ".*acknowledged by nurse 1");
  }
}
