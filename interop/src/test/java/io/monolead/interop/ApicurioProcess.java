// SPDX-License-Identifier: Apache-2.0
package io.monolead.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running Apicurio registry: its own program in a process of its own, in memory alone. */
final class ApicurioProcess implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(5);

  private final Process process;
  private final int port;

  private ApicurioProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts the program that lies unpacked in a folder and waits until it answers.
   *
   * @param log where its output goes
   */
  static ApicurioProcess start(Path folder, Path log) throws IOException, InterruptedException {
    Path jar;
    try (Stream<Path> files = Files.list(folder)) {
      jar = files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst().orElseThrow();
    }
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                jar.toString()));
    builder.directory(folder.toFile());
    builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    builder.environment().put("APICURIO_STORAGE_KIND", "sql");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    ApicurioProcess registry = new ApicurioProcess(builder.start(), port);
    try {
      registry.await();
      return registry;
    } catch (IOException | InterruptedException | RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(confluentUrl() + "/subjects")).build();
    long end = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      try {
        if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      Thread.sleep(500);
    }
    throw new IOException("The registry did not start; its log says why");
  }

  /** Confluent's interface. */
  String confluentUrl() {
    return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
  }

  /** The registry's own interface. */
  String ownUrl() {
    return "http://127.0.0.1:" + port + "/apis/registry/v3";
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
