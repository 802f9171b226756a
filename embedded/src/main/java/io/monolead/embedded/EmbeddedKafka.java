// SPDX-License-Identifier: Apache-2.0
package io.monolead.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One KRaft node in this process, broker and controller at once, listening on the loopback
 * interface.
 *
 * <p>Topics are never created by use; internal topics have one replica. Transactions work as on any
 * broker.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int NODE_ID = 1;
  private static final int ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final int port;
  private final Optional<TemporaryDirectory> ownDirectory;
  private boolean closed;

  private EmbeddedKafka(
      KafkaRaftServer server, int port, Optional<TemporaryDirectory> ownDirectory) {
    this.server = server;
    this.port = port;
    this.ownDirectory = ownDirectory;
  }

  /** Starts a node on a free port with data of its own, which {@link #close} deletes. */
  public static EmbeddedKafka start() {
    return builder().start();
  }

  /** A node with options. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where clients connect, {@code host:port}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** The port clients connect to. */
  public int port() {
    return port;
  }

  /** Stops the node and waits until it is down; deletes the data unless a folder was given. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.shutdown();
    server.awaitShutdown();
    ownDirectory.ifPresent(TemporaryDirectory::close);
  }

  /** Collects the options of a node. */
  public static final class Builder {
    private final Map<String, String> properties = new HashMap<>();
    private Optional<Path> dataDirectory = Optional.empty();
    private int port;

    private Builder() {}

    /** Port for clients on the loopback interface; 0, the default, takes a free one. */
    public Builder optPort(int clientPort) {
      port = clientPort;
      return this;
    }

    /** Keeps the data in this folder, which a later start may use again. */
    public Builder optDataDirectory(Path directory) {
      dataDirectory = Optional.of(directory);
      return this;
    }

    /** Sets a property of the broker over the defaults of this class. */
    public Builder optBrokerProperty(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /**
     * Starts the node; returns when it accepts clients.
     *
     * @throws IllegalStateException if it cannot start: port in use, folder not writable, folder of
     *     another node
     */
    public EmbeddedKafka start() {
      Optional<TemporaryDirectory> own =
          dataDirectory.isPresent()
              ? Optional.empty()
              : Optional.of(TemporaryDirectory.create("monolead-kafka-"));
      Path data = dataDirectory.orElseGet(() -> own.get().path());
      try {
        format(data);
        return start(data, own);
      } catch (Exception e) {
        own.ifPresent(TemporaryDirectory::close);
        throw new IllegalStateException(
            "Cannot start a Kafka broker with data in " + data + ": " + e.getMessage(), e);
      }
    }

    private EmbeddedKafka start(Path data, Optional<TemporaryDirectory> own) throws Exception {
      if (port != 0 && isTaken(port)) {
        throw new IOException("port " + port + " is in use; choose another, or 0");
      }
      for (int attempt = 1; ; attempt++) {
        int clientPort = port == 0 ? freePort() : port;
        KafkaRaftServer server =
            new KafkaRaftServer(
                new KafkaConfig(properties(data, clientPort, freePort()), false), Time.SYSTEM);
        try {
          server.startup();
          return new EmbeddedKafka(server, clientPort, own);
        } catch (Exception e) {
          server.shutdown();
          server.awaitShutdown();
          if (!causedByBind(e)) {
            throw e;
          }
          // Somebody took the free port between our look and the broker's bind.
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    }

    private Map<String, String> properties(Path data, int clientPort, int controllerPort) {
      Map<String, String> all = new HashMap<>();
      all.put("process.roles", "broker,controller");
      all.put("node.id", Integer.toString(NODE_ID));
      String clients = "CLIENTS://" + HOST + ":" + clientPort;
      String controller = "CONTROLLER://" + HOST + ":" + controllerPort;
      all.put("listeners", clients + "," + controller);
      all.put("advertised.listeners", clients + "," + controller);
      all.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
      all.put("inter.broker.listener.name", "CLIENTS");
      all.put("controller.listener.names", "CONTROLLER");
      all.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
      all.put("log.dirs", data.toString());
      all.put("auto.create.topics.enable", "false");
      all.put("offsets.topic.replication.factor", "1");
      all.put("offsets.topic.num.partitions", "4");
      all.put("transaction.state.log.replication.factor", "1");
      all.put("transaction.state.log.min.isr", "1");
      all.put("transaction.state.log.num.partitions", "4");
      all.put("share.coordinator.state.topic.replication.factor", "1");
      all.put("share.coordinator.state.topic.min.isr", "1");
      all.put("share.coordinator.state.topic.num.partitions", "4");
      // One node has nobody to wait for: elections and groups need no grace.
      all.put("controller.quorum.election.timeout.ms", "200");
      all.put("controller.quorum.election.backoff.max.ms", "100");
      all.put("group.initial.rebalance.delay.ms", "0");
      // A node that went without a word is waited for, nine seconds, when its data are started
      // again.
      all.put("controlled.shutdown.enable", Boolean.toString(dataDirectory.isPresent()));
      // The cleaner would take 128 MB of this process's heap.
      all.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
      all.put("num.network.threads", "2");
      all.put("num.io.threads", "2");
      all.put("background.threads", "2");
      all.putAll(properties);
      return all;
    }

    private static void format(Path data) throws Exception {
      Files.createDirectories(data);
      if (Files.exists(data.resolve("meta.properties"))) {
        return;
      }
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(data.toString()))
          .setMetadataLogDirectory(data.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    }

    private static boolean causedByBind(Throwable failure) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException) {
          return true;
        }
      }
      return false;
    }

    private static boolean isTaken(int port) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return !socket.isBound();
      } catch (IOException e) {
        return true;
      }
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }
  }
}
