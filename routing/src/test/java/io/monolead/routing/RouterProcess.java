// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.routing.config.RouteFile;
import io.monolead.routing.http.Backoff;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A router in a process of its own, which can be killed. */
public final class RouterProcess implements AutoCloseable {
  private final Process process;

  private RouterProcess(Process process) {
    this.process = process;
  }

  /** Starts one; what it says goes to a file. */
  public static RouterProcess start(AlertTopics topics, Path routeFile, Path log)
      throws IOException {
    return new RouterProcess(
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-Dmonolead.test.log.level=info",
                    "-cp",
                    System.getProperty(
                            "surefire.test.class.path", System.getProperty("java.class.path"))
                        .replace("\n", File.pathSeparator),
                    RouterProcess.class.getName(),
                    topics.connection().bootstrapServers(),
                    topics.names().prefix(),
                    routeFile.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
  }

  /** As {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public boolean alive() {
    return process.isAlive();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  /** Runs until it is killed. */
  public static void main(String[] args) throws Exception {
    Router router =
        new Router(
            new KafkaConnection(
                args[0], Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1500")),
            new TopicNames(args[1]),
            "route",
            RouteFile.read(Path.of(args[2])),
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(500)),
            Clock.systemUTC());
    router.start();
    new CountDownLatch(1).await();
  }
}
