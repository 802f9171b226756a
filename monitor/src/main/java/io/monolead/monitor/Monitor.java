// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import io.monolead.monitor.attention.AttentionSource;
import io.monolead.monitor.attention.BundleAttention;
import io.monolead.monitor.feed.AlertDesk;
import io.monolead.monitor.feed.Archive;
import io.monolead.monitor.feed.FeedState;
import io.monolead.monitor.feed.KafkaFeed;
import io.monolead.monitor.wall.BeatMeter;
import io.monolead.monitor.wall.Wall;
import io.monolead.monitor.web.MonitorServer;
import io.monolead.monitor.web.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The live monitor of one monolead system, running. Thread-safe; whoever started it closes it,
 * which ends its threads and says goodbye to its pages.
 */
public final class Monitor implements AutoCloseable {
  private final URI address;
  private final KafkaFeed feed;

  /** Closed in this order. */
  private final Deque<AutoCloseable> parts;

  private Monitor(URI address, KafkaFeed feed, Deque<AutoCloseable> parts) {
    this.address = address;
    this.feed = feed;
    this.parts = parts;
  }

  /**
   * Connects to Kafka, begins to catch up, and listens; returns before everything is caught up.
   *
   * @throws io.monolead.connectors.kafka.MissingTopicException if a topic is not there in time
   * @throws io.monolead.connectors.kafka.BrokerException if no broker answers in time
   * @throws IllegalStateException if the port is taken
   * @throws IOException if the model's bundle cannot be read or holds no attention
   */
  public static Monitor start(MonitorOptions options) throws IOException, InterruptedException {
    LongSupplier now = () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    boolean started = false;
    try {
      Optional<AttentionSource> attention = Optional.empty();
      if (options.model().isPresent()) {
        attention = Optional.of(BundleAttention.open(options.model().get()));
        parts.addFirst(attention.get());
      }
      Wall wall = new Wall(options.limits(), now, BeatMeter.factory());
      KafkaFeed feed =
          new KafkaFeed(
              options.kafka(), options.topics(), wall, options.history(), options.patience());
      parts.addFirst(feed);
      Archive archive = new Archive(options.kafka(), options.topics());
      parts.addFirst(archive);
      AlertDesk desk = new AlertDesk(options.kafka(), options.topics(), now);
      parts.addFirst(desk);
      MonitorServer server =
          new MonitorServer(settings(options), wall, feed, archive, desk, attention, now);
      parts.addFirst(server);
      Monitor monitor = new Monitor(address(options.host(), server.port()), feed, parts);
      started = true;
      return monitor;
    } finally {
      if (!started) {
        closeAll(parts);
      }
    }
  }

  private static ServerSettings settings(MonitorOptions options) {
    return new ServerSettings(
        options.host(),
        options.port(),
        options.token(),
        options.userHeader(),
        options.publicAddresses(),
        options.readOnly(),
        options.clients(),
        options.topics().prefix());
  }

  private static URI address(String host, int port) {
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    String name = everywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + port + "/");
  }

  /** Where a browser on this machine finds the page. */
  public URI address() {
    return address;
  }

  /** How the feed from Kafka is. */
  public FeedState feed() {
    return feed.state();
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    RuntimeException failure = null;
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("The monitor did not close: " + e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    closeAll(parts);
  }
}
