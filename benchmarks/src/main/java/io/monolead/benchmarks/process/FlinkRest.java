// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;

/** What a job manager tells, and does, over its REST interface. Thread-safe; nothing to close. */
public final class FlinkRest {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final String address;
  private final int port;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Asks nothing yet.
   *
   * @param address where the job manager is
   */
  public FlinkRest(String address, int port) {
    this.address = address;
    this.port = port;
  }

  /**
   * Asks.
   *
   * @param path such as {@code /overview}
   * @throws IOException if nobody answers within five seconds, or not in JSON
   */
  public JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + path))
                .timeout(ANSWER)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return json.readTree(response.body());
  }

  /** Names of the task managers that are registered. */
  public List<String> taskManagers() throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    get("/taskmanagers").path("taskmanagers").forEach(each -> all.add(each.path("id").asText()));
    all.sort(null);
    return all;
  }

  /** Names of the task managers that have work. */
  public List<String> busyTaskManagers() throws IOException, InterruptedException {
    List<String> busy = new ArrayList<>();
    for (JsonNode each : get("/taskmanagers").path("taskmanagers")) {
      if (each.path("freeSlots").asInt() < each.path("slotsNumber").asInt()) {
        busy.add(each.path("id").asText());
      }
    }
    busy.sort(null);
    return busy;
  }

  /**
   * Ends a job with a savepoint, which commits everything, and waits for it.
   *
   * @param folder receives the savepoint
   * @throws Exception if the cluster does not do it
   */
  public void stopWithSavepoint(String jobId, Path folder) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(DeploymentOptions.TARGET, "remote");
    configuration.set(RestOptions.ADDRESS, address);
    configuration.set(RestOptions.PORT, port);
    try (RestClusterClient<String> client = new RestClusterClient<>(configuration, "benchmark")) {
      client
          .stopWithSavepoint(
              JobID.fromHexString(jobId),
              false,
              folder.toUri().toString(),
              SavepointFormatType.CANONICAL)
          .get();
    }
  }
}
