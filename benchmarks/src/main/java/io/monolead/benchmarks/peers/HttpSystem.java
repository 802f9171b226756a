// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.inference.ModelManifest;
import io.monolead.schemas.EcgSegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer that asks a model server over HTTP: assembles windows, posts each as 32-bit floats
 * without waiting for the answers before it, at most so many at a time, and sends the score when
 * the answer comes. Commits what has been answered, once a second.
 */
public final class HttpSystem {
  /** Four full batches: two are computed while two gather. */
  private static final int IN_FLIGHT = 128;

  private HttpSystem() {}

  /**
   * Runs until killed.
   *
   * @param arguments of {@link PeerSetup}; the last is the address of the server
   */
  public static void main(String[] arguments) throws Exception {
    PeerSetup setup = PeerSetup.of(arguments);
    ModelManifest manifest = setup.manifest();
    URI server = URI.create(setup.extra());
    PeerWindows windows = new PeerWindows(manifest);
    // Answers come on the client's threads.
    ThreadLocal<PeerWindows> writers = ThreadLocal.withInitial(() -> new PeerWindows(manifest));
    Map<String, byte[]> devices = new HashMap<>();
    Semaphore free = new Semaphore(IN_FLIGHT);
    Map<Long, CompletableFuture<?>> asked = new ConcurrentHashMap<>();
    long number = 0;
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try (KafkaConsumer<byte[], byte[]> consumer = setup.consumer();
        KafkaProducer<byte[], byte[]> producer = setup.producer()) {
      consumer.subscribe(List.of(setup.segments()));
      List<PeerWindows.Window> complete = new ArrayList<>();
      long committed = System.nanoTime();
      CompletableFuture<?> answered = CompletableFuture.completedFuture(null);
      Map<TopicPartition, OffsetAndMetadata> positions = Map.of();
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          EcgSegment segment = windows.decode(record.value());
          devices.put(
              segment.getDeviceId(),
              windows.append(devices.get(segment.getDeviceId()), segment, complete::add));
          for (PeerWindows.Window window : complete) {
            free.acquire();
            CompletableFuture<?> answer =
                client
                    .sendAsync(request(server, window), HttpResponse.BodyHandlers.ofByteArray())
                    .thenAccept(
                        response -> {
                          var unused =
                              producer.send(
                                  writers.get().record(setup.scores(), window, logits(response)));
                        });
            long own = number++;
            asked.put(own, answer);
            var unused =
                answer.whenComplete(
                    (done, failure) -> {
                      asked.remove(own);
                      free.release();
                      if (failure != null) {
                        failure.printStackTrace();
                        Runtime.getRuntime().halt(1);
                      }
                    });
          }
          complete.clear();
        }
        if (System.nanoTime() - committed > PeerSetup.COMMIT_MILLIS * 1_000_000
            && answered.isDone()) {
          producer.flush();
          consumer.commitAsync(positions, null);
          // What has been read by now is committed when all that was asked by now is answered.
          positions = new HashMap<>();
          for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, new OffsetAndMetadata(consumer.position(partition)));
          }
          answered = CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new));
          committed = System.nanoTime();
        }
      }
    }
  }

  private static HttpRequest request(URI server, PeerWindows.Window window) {
    ByteBuffer body =
        ByteBuffer.allocate(window.conditioned().length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    body.asFloatBuffer().put(window.conditioned());
    return HttpRequest.newBuilder(server)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body.array()))
        .build();
  }

  private static float[] logits(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException("The model server answers " + response.statusCode());
    }
    float[] logits = new float[response.body().length / Float.BYTES];
    ByteBuffer.wrap(response.body()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(logits);
    return logits;
  }
}
