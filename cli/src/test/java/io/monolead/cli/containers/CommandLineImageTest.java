// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.architecture.SourceTree;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line with the class path of its image: what {@code deploy/docker/cli-without} leaves
 * out is not missed by the commands that are promised there.
 */
class CommandLineImageTest {
  private static final Path WITHOUT = SourceTree.root().resolve("deploy/docker/cli-without");

  private static URLClassLoader image;
  private static int leftOut;

  @TempDir private Path folder;

  @BeforeAll
  static void leaveOut() throws IOException {
    List<String> starts;
    try (Stream<String> lines = Files.lines(WITHOUT)) {
      starts = lines.filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
    List<URL> kept = new ArrayList<>();
    // Surefire hands the class path over in a property of its own.
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : classPath.split(File.pathSeparator)) {
      String name = Path.of(entry).getFileName().toString();
      if (entry.endsWith(".jar") && starts.stream().anyMatch(name::startsWith)) {
        leftOut++;
      } else {
        kept.add(Path.of(entry).toUri().toURL());
      }
    }
    image = new URLClassLoader(kept.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @AfterAll
  static void close() throws IOException {
    image.close();
  }

  /** Runs a command as the image would, in this process; gives exit code and standard output. */
  private String run(String... arguments) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(image);
    try {
      Class<?> type = image.loadClass("io.monolead.cli.CommandRunner");
      Object runner =
          type.getConstructor(Path.class, java.util.Optional.class)
              .newInstance(folder, java.util.Optional.empty());
      Object code = type.getMethod("run", String[].class).invoke(runner, (Object) arguments);
      return code
          + "\n"
          + type.getMethod("out").invoke(runner)
          + type.getMethod("err").invoke(runner);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void flinkBrokerAndEngineAreReallyNotThere() {
    assertThat(leftOut).isGreaterThan(50);
    assertThat(resource("org/apache/flink/runtime/taskexecutor/TaskExecutor.class")).isNull();
    assertThat(resource("org/apache/flink/configuration/ConfigOption.class")).isNull();
    assertThat(resource("kafka/server/KafkaRaftServer.class")).isNull();
    assertThat(resource("org/apache/kafka/clients/consumer/KafkaConsumer.class")).isNotNull();
  }

  private static URL resource(String path) {
    return image.getResource(path);
  }

  @Test
  void everyCommandExplainsItself() throws Exception {
    assertThat(run("--help")).startsWith("0\n").contains("monitor", "simulate", "route");
    for (String command :
        List.of(
            "demo",
            "run",
            "topics create",
            "simulate",
            "replay",
            "watch",
            "monitor",
            "route",
            "alert silence",
            "policy set",
            "model deploy",
            "orders",
            "dead-letters",
            "plan")) {
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      words.add("--help");
      assertThat(run(words.toArray(String[]::new)))
          .as(command)
          .startsWith("0\n")
          .contains("monolead " + command);
    }
  }

  @Test
  void whatNeedsNoBrokerWorks() throws Exception {
    assertThat(run("topics", "describe")).startsWith("0\n").contains("\"asyncapi\"");
    assertThat(run("plan", "--devices", "1000")).startsWith("0\n");
    assertThat(run("completion", "bash")).startsWith("0\n");
    String simulated = folder.resolve("simulated").toString();
    assertThat(run("simulate", "--duration", "12s", "--devices", "1", "--to-folder", simulated))
        .startsWith("0\n");
    assertThat(run("recording", "inspect", simulated)).startsWith("0\n").contains("250");
  }

  /** They get as far as asking the broker: everything that they are made of is there. */
  @Test
  void whatNeedsABrokerFailsForTheLackOfOneOnly() throws Exception {
    String nobody = "127.0.0.1:1";
    for (List<String> command :
        List.of(
            List.of("topics", "list"),
            List.of("topics", "create"),
            List.of("watch"),
            List.of("monitor", "--port", "0"),
            List.of("dead-letters"),
            List.of("simulate", "--devices", "1"))) {
      List<String> words = new ArrayList<>(command);
      words.addAll(List.of("--bootstrap", nobody));
      assertThat(run(words.toArray(String[]::new)))
          .as(String.join(" ", command))
          .startsWith("1\n")
          .contains(nobody);
    }
  }
}
