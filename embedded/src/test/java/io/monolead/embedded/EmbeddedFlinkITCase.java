// SPDX-License-Identifier: Apache-2.0
package io.monolead.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

class EmbeddedFlinkITCase {
  /** Flink starts one such thread when it is first needed and keeps it for the whole process. */
  private static final String THREAD_OF_THE_PROCESS = "FlinkCompletableFutureDelayScheduler";

  @Test
  void startsRunsAJobStopsAndStartsAgainLeavingNothingBehind() throws Exception {
    try (EmbeddedFlink warmUp = EmbeddedFlink.start(1)) {
      assertThat(runJob(warmUp)).hasSize(100);
    }
    Set<Path> directoriesBefore = temporaryDirectories();
    Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

    for (int round = 0; round < 2; round++) {
      try (EmbeddedFlink flink = EmbeddedFlink.start(2)) {
        assertThat(flink.slots()).isEqualTo(2);
        assertThat(runJob(flink)).containsAll(List.of(0L, 9801L)).hasSize(100);
      }
    }

    assertThat(temporaryDirectories()).isEqualTo(directoriesBefore);
    List<Thread> left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !threadsBefore.contains(thread))
            .toList();
    for (Thread thread : left) {
      thread.join(10_000);
    }
    assertThat(left)
        .filteredOn(Thread::isAlive)
        .extracting(Thread::getName)
        .filteredOn(name -> !name.startsWith(THREAD_OF_THE_PROCESS))
        .isEmpty();
  }

  @Test
  void servesTheWebPageOnTheLoopbackInterface() throws Exception {
    try (EmbeddedFlink flink = EmbeddedFlink.start(1)) {
      assertThat(flink.restAddress().getHost()).isEqualTo("127.0.0.1");
      HttpResponse<String> page =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(flink.restAddress().resolve("/index.html")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("Apache Flink Web Dashboard");
    }
  }

  @Test
  void itsClientSeesAndCancelsTheJobsOfItsEnvironments() throws Exception {
    try (EmbeddedFlink flink = EmbeddedFlink.start(1);
        RestClusterClient<String> client = flink.newClient()) {
      StreamExecutionEnvironment environment = flink.newEnvironment();
      environment.fromSequence(0, Long.MAX_VALUE - 1).filter(n -> n < 0).print();
      JobClient job = environment.executeAsync("endless");
      assertThat(client.listJobs().get()).extracting("jobId").containsExactly(job.getJobID());
      job.cancel().get();
      while (!client.getJobStatus(job.getJobID()).get().isGloballyTerminalState()) {
        Thread.onSpinWait();
      }
      assertThat(client.getJobStatus(job.getJobID()).get()).isEqualTo(JobStatus.CANCELED);
    }
  }

  @Test
  void namesThePortThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedFlink.builder().optRestPort(port).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + port);
    }
  }

  private static List<Long> runJob(EmbeddedFlink flink) throws Exception {
    List<Long> squares = new ArrayList<>();
    try (CloseableIterator<Long> results =
        flink.newEnvironment().fromSequence(0, 99).map(n -> n * n).executeAndCollect()) {
      results.forEachRemaining(squares::add);
    }
    return squares;
  }

  /** Of this process: others have clusters at the same time. */
  private static Set<Path> temporaryDirectories() throws Exception {
    String ours = "monolead-flink-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return entries
          .filter(
              path -> {
                String name = path.getFileName().toString();
                return name.startsWith(ours) || name.startsWith("minicluster");
              })
          .collect(Collectors.toSet());
    }
  }
}
