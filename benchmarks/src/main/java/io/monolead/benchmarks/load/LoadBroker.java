// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.process.BrokerMain;
import io.monolead.benchmarks.process.JavaCommand;
import io.monolead.benchmarks.process.KafkaClients;
import io.monolead.benchmarks.process.ServerProcess;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.TopicSpec;
import io.monolead.connectors.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** A broker in a process of its own, whose topics carry the time of the append. */
public final class LoadBroker implements AutoCloseable {
  /** Partitions of the topics keyed by device. */
  static final int PARTITIONS = 4;

  private static final int ATTEMPTS = 3;
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);

  /**
   * A host that a broker may run on.
   *
   * @param prefix what stands before a command for it to run there
   * @param address where it is reached
   */
  public record Place(List<String> prefix, String address) {
    /** This machine, for this machine alone. */
    static final Place HERE = new Place(List.of(), "127.0.0.1");

    public Place {
      prefix = List.copyOf(prefix);
    }
  }

  private final ServerProcess process;
  private final String bootstrapServers;

  private LoadBroker(ServerProcess process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and waits until it answers.
   *
   * @param place where it is to run and to listen
   * @param folder for its data and its log
   * @throws IllegalStateException if it does not start
   */
  static LoadBroker start(Place place, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      Path log = folder.resolve("broker.log");
      List<String> command = new ArrayList<>(place.prefix());
      command.addAll(JavaCommand.measured());
      command.addAll(
          List.of(
              "-XX:+UseSerialGC",
              "-Xmx512m",
              "-cp",
              System.getProperty("java.class.path"),
              BrokerMain.class.getName(),
              place.address(),
              Integer.toString(port),
              Integer.toString(freePort()),
              folder.resolve("data-" + attempt).toString(),
              // Retention must act within the minutes that a benchmark lasts.
              "log.retention.check.interval.ms=5000",
              "log.segment.delete.delay.ms=1000",
              "offsets.topic.segment.bytes=4194304"));
      ServerProcess process = new ServerProcess("broker", command, log);
      process.start();
      LoadBroker broker = new LoadBroker(process, place.address() + ":" + port);
      if (broker.answers()) {
        return broker;
      }
      broker.close();
      // Somebody may have taken the free port between our look and the broker's bind.
      if (attempt == ATTEMPTS) {
        throw new IllegalStateException("The broker does not start:\n" + Files.readString(log));
      }
    }
  }

  private boolean answers() {
    long end = System.nanoTime() + ANSWERS_WITHIN.toNanos();
    try (Admin admin = clients().admin()) {
      while (System.nanoTime() < end && process.isAlive()) {
        try {
          admin.describeCluster().nodes().get();
          return true;
        } catch (ExecutionException e) {
          Thread.sleep(200);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of its process. */
  public long pid() {
    return process.pid();
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Clients of it. */
  public KafkaClients clients() {
    return new KafkaClients(bootstrapServers);
  }

  /**
   * Makes all topics of a job.
   *
   * @param partitionBytes greatest size of a partition before old records go
   */
  public void createTopics(TopicNames names, List<String> labels, long partitionBytes) {
    List<TopicSpec> specs = new ArrayList<>();
    for (TopicSpec spec :
        new TopicLayout(PARTITIONS, Optional.of((short) 1), Optional.empty(), Optional.empty())
            .topics(names, labels)) {
      Map<String, String> settings = new HashMap<>(spec.settings());
      if (spec.name().equals(names.segments())
          || spec.name().equals(names.scores())
          || spec.name().startsWith(names.prefix() + "alerts")) {
        settings.put("message.timestamp.type", "LogAppendTime");
        settings.put("retention.bytes", Long.toString(partitionBytes));
        settings.put(
            "segment.bytes",
            Long.toString(Math.max(1L << 20, Math.min(64L << 20, partitionBytes / 8))));
      }
      specs.add(new TopicSpec(spec.name(), spec.partitions(), spec.replication(), settings));
    }
    new Topics(KafkaConnection.to(bootstrapServers), Duration.ofSeconds(60)).create(specs);
  }

  /** Bytes that a record of a topic takes on the disk, the mean of all. */
  double bytesOfRecord(String topic) throws InterruptedException {
    try (Admin admin = clients().admin()) {
      TopicPartition[] partitions =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toArray(TopicPartition[]::new);
      long records = 0;
      for (ListOffsetsResult.ListOffsetsResultInfo end :
          admin
              .listOffsets(
                  Arrays.stream(partitions)
                      .collect(
                          Collectors.toMap(partition -> partition, each -> OffsetSpec.latest())))
              .all()
              .get()
              .values()) {
        records += end.offset();
      }
      long bytes = 0;
      List<Integer> brokers = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
      for (Map<String, LogDirDescription> folders :
          admin.describeLogDirs(brokers).allDescriptions().get().values()) {
        for (LogDirDescription folder : folders.values()) {
          for (TopicPartition partition : partitions) {
            ReplicaInfo replica = folder.replicaInfos().get(partition);
            bytes += replica == null ? 0 : replica.size();
          }
        }
      }
      return (double) bytes / records;
    } catch (ExecutionException e) {
      throw new IllegalStateException("The size of " + topic + " cannot be read", e);
    }
  }

  /** Deletes all topics of a job. */
  void deleteTopics(TopicNames names) throws InterruptedException {
    try (Admin admin = clients().admin()) {
      List<String> all =
          admin.listTopics().names().get().stream()
              .filter(name -> name.startsWith(names.prefix()))
              .toList();
      admin.deleteTopics(all).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Topics of " + names.prefix() + " cannot be deleted", e);
    }
  }

  @Override
  public void close() {
    process.kill();
  }
}
