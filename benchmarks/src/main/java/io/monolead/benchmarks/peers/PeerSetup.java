// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What every system under comparison is told.
 *
 * @param bootstrapServers the broker
 * @param segments topic to read from its beginning
 * @param scores topic to write
 * @param group consumer group, a new one for every run
 * @param bundle file of the model
 * @param extra what one system needs beside that: a file of the network, or an address
 */
record PeerSetup(
    String bootstrapServers,
    String segments,
    String scores,
    String group,
    Path bundle,
    String extra) {
  /** Most windows of a micro-batch, as the job's default. */
  static final int BATCH = 32;

  /** Longest wait of a window for its batch, milliseconds, as the job's default. */
  static final long WAIT_MILLIS = 50;

  /** Time between commits, milliseconds, as the job's checkpoints. */
  static final long COMMIT_MILLIS = 1000;

  /** The arguments of a process. */
  static PeerSetup of(String[] arguments) {
    return new PeerSetup(
        arguments[0],
        arguments[1],
        arguments[2],
        arguments[3],
        Path.of(arguments[4]),
        arguments.length > 5 ? arguments[5] : "");
  }

  /** The arguments of a process that is to read {@link #of}. */
  List<String> arguments() {
    return List.of(bootstrapServers, segments, scores, group, bundle.toString(), extra);
  }

  ModelManifest manifest() throws IOException {
    return ModelBundle.read(bundle).manifest();
  }

  /** A consumer that commits for the group. */
  KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("group.id", group);
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", "false");
    properties.put("max.poll.records", "500");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A producer with the defaults: all replicas, idempotent, batches of 5 ms. */
  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
