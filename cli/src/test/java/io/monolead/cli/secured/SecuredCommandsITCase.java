// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.secured;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.embedded.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and job against a broker that lets nobody in without a password. */
class SecuredCommandsITCase {
  private static final String MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  @TempDir private static Path folder;
  private static EmbeddedKafka kafka;
  private static Path known;
  private static Path wrong;

  @BeforeAll
  static void start() throws Exception {
    kafka =
        EmbeddedKafka.builder()
            .optBrokerProperty(
                "listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
            .optBrokerProperty("sasl.enabled.mechanisms", "PLAIN")
            .optBrokerProperty("sasl.mechanism.inter.broker.protocol", "PLAIN")
            .optBrokerProperty(
                "listener.name.clients.plain.sasl.jaas.config",
                MODULE
                    + "username=\"broker\" password=\"b\" user_broker=\"b\""
                    + " user_monolead=\"right-one\";")
            .start();
    known = clientProperties("known.properties", "right-one");
    wrong = clientProperties("wrong.properties", "guessed");
    assertThat(run(known, "topics", "create", "--partitions", "1")).isEqualTo(ExitCode.OK);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static Path clientProperties(String name, String password) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve(name),
            String.join(
                "\n",
                "security.protocol=SASL_PLAINTEXT",
                "sasl.mechanism=PLAIN",
                "sasl.jaas.config=" + MODULE + "\\",
                "  username=\"monolead\" password=\"" + password + "\";",
                ""));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static CommandRunner runner() {
    return new CommandRunner(folder, Optional.of(SourceTree.root()));
  }

  private static int run(Path properties, String... arguments) {
    return run(runner(), properties, arguments);
  }

  private static int run(CommandRunner runner, Path properties, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 4);
    all[arguments.length] = "--bootstrap";
    all[arguments.length + 1] = kafka.bootstrapServers();
    all[arguments.length + 2] = "--kafka-config";
    all[arguments.length + 3] = properties.toString();
    int code = runner.run(all);
    assertThat(runner.out() + runner.err()).doesNotContain("right-one").doesNotContain("guessed");
    return code;
  }

  @Test
  void devicesAndJobGetInWithThePassword() {
    assertThat(run(known, "simulate", "--devices", "1", "--backlog", "40s", "--duration", "1s"))
        .isEqualTo(ExitCode.OK);
    assertThat(run(known, "run", "--slots", "1", "--set", "kafka.stop=latest"))
        .isEqualTo(ExitCode.OK);
    CommandRunner watch = runner();
    assertThat(run(watch, known, "watch", "--from-beginning", "--end", "--scores", "--json"))
        .isEqualTo(ExitCode.OK);
    assertThat(watch.out()).contains("\"probabilities\"");
  }

  @Test
  void aPasswordThatOthersCanReadIsWarnedOfOnceAndUsed() throws Exception {
    Path open = clientProperties("open.properties", "right-one");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    CommandRunner runner = runner();

    assertThat(run(runner, open, "topics", "list")).isEqualTo(ExitCode.OK);
    assertThat(runner.err())
        .hasLineCount(1)
        .contains("warning: " + open)
        .contains("chmod 600 " + open);
  }

  @Test
  void soAreTheRegistrysCredentials() throws Exception {
    Path open = Files.writeString(folder.resolve("registry-credentials"), "ward:right-one-too\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    CommandRunner runner = runner();

    assertThat(
            run(
                runner,
                known,
                "topics",
                "list",
                "--registry",
                "http://127.0.0.1:8081",
                "--registry-credentials",
                "file:" + open))
        .isEqualTo(ExitCode.OK);
    assertThat(runner.err())
        .hasLineCount(1)
        .contains("warning: " + open)
        .contains("chmod 600 " + open);
  }

  @Test
  void withoutTheRightOneNothingIsReadAndTheReasonIsSaid() {
    CommandRunner runner = runner();

    assertThat(run(runner, wrong, "topics", "list")).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).containsIgnoringCase("authentication").hasLineCount(1);
  }
}
