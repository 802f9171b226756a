// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.monitor.feed.FeedHistory;
import io.monolead.monitor.wall.WallLimits;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a monitor shows, where it listens, and whom it lets in.
 *
 * @param kafka where Kafka is
 * @param topics names of the topics
 * @param host address to listen on; the loopback interface unless set
 * @param port port to listen on, 0 for a free one
 * @param token that opens the monitor, at least {@value #SHORTEST_TOKEN} characters; empty for none
 * @param userHeader header in which a proxy in front says who it let in; empty for none
 * @param publicAddresses addresses under which a proxy makes the monitor known, such as {@code
 *     https://monitor.example.org}
 * @param insecure whether it may listen beyond this machine without a token
 * @param readOnly whether nobody may acknowledge or silence
 * @param model bundle with attention that explains scores; empty for none
 * @param history how much of what is in Kafka is read at the start
 * @param limits what is kept at most
 * @param patience how long to wait at the start for a broker and topics that are not there
 * @param clients pages that are served at a time
 */
public record MonitorOptions(
    KafkaConnection kafka,
    TopicNames topics,
    String host,
    int port,
    Optional<String> token,
    Optional<String> userHeader,
    List<URI> publicAddresses,
    boolean insecure,
    boolean readOnly,
    Optional<Path> model,
    FeedHistory history,
    WallLimits limits,
    Duration patience,
    int clients) {
  /** The loopback interface. */
  public static final String LOOPBACK = "127.0.0.1";

  /** The port unless another is chosen. */
  public static final int DEFAULT_PORT = 8090;

  /** Clients at a time unless another number is chosen. */
  public static final int DEFAULT_CLIENTS = 200;

  static final int SHORTEST_TOKEN = 16;

  public MonitorOptions {
    publicAddresses = List.copyOf(publicAddresses);
    if (token.isPresent() && token.get().length() < SHORTEST_TOKEN) {
      throw new IllegalArgumentException(
          "The monitor's token has "
              + token.get().length()
              + " characters; it needs at least "
              + SHORTEST_TOKEN
              + ", best made by a machine");
    }
    for (URI address : publicAddresses) {
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (!web || address.getRawAuthority() == null) {
        throw new IllegalArgumentException(
            "A public address is like https://monitor.example.org, not " + address);
      }
    }
    if (token.isEmpty() && !insecure && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "On "
              + host
              + " everybody who reaches this machine could read and act; give the monitor a token"
              + " (--token-file), keep it on "
              + LOOPBACK
              + " behind a proxy, or say --insecure if something else keeps others out");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("No address is known of " + host + " to listen on", e);
    }
  }

  /** Collects options; connection and topics are required. */
  public static Builder builder(KafkaConnection kafka, TopicNames topics) {
    return new Builder(kafka, topics);
  }

  @Override
  public String toString() {
    // The token is nobody's business.
    return "monitor of " + topics.prefix() + " at " + kafka + " on " + host + ":" + port;
  }

  /** Collects options. */
  public static final class Builder {
    private final KafkaConnection kafka;
    private final TopicNames topics;
    private String host = LOOPBACK;
    private int port = DEFAULT_PORT;
    private Optional<String> token = Optional.empty();
    private Optional<String> userHeader = Optional.empty();
    private final List<URI> publicAddresses = new ArrayList<>();
    private boolean insecure;
    private boolean readOnly;
    private Optional<Path> model = Optional.empty();
    private FeedHistory history = FeedHistory.DEFAULT;
    private WallLimits limits = WallLimits.DEFAULT;
    private Duration patience = Duration.ZERO;
    private int clients = DEFAULT_CLIENTS;

    private Builder(KafkaConnection kafka, TopicNames topics) {
      this.kafka = kafka;
      this.topics = topics;
    }

    /** Address to listen on; the loopback interface unless set. */
    public Builder optHost(String address) {
      host = address;
      return this;
    }

    /** Port to listen on, 0 for a free one. */
    public Builder optPort(int number) {
      port = number;
      return this;
    }

    /** Token that opens the monitor. */
    public Builder optToken(String secret) {
      token = Optional.of(secret);
      return this;
    }

    /** Header in which a proxy in front says who it let in. */
    public Builder optUserHeader(String name) {
      userHeader = Optional.of(name);
      return this;
    }

    /** An address under which a proxy makes the monitor known; may be several. */
    public Builder optPublicAddress(URI address) {
      publicAddresses.add(address);
      return this;
    }

    /** Whether it may listen beyond this machine without a token. */
    public Builder optInsecure(boolean allowed) {
      insecure = allowed;
      return this;
    }

    /** Whether nobody may acknowledge or silence. */
    public Builder optReadOnly(boolean only) {
      readOnly = only;
      return this;
    }

    /** Bundle with attention that explains scores. */
    public Builder optModel(Path bundle) {
      model = Optional.of(bundle);
      return this;
    }

    /** How much of what is in Kafka is read at the start. */
    public Builder optHistory(FeedHistory lookBack) {
      history = lookBack;
      return this;
    }

    /** What is kept at most. */
    public Builder optLimits(WallLimits most) {
      limits = most;
      return this;
    }

    /** How long to wait at the start for a broker and topics that are not there. */
    public Builder optPatience(Duration time) {
      patience = time;
      return this;
    }

    /** Pages that are served at a time. */
    public Builder optClients(int most) {
      clients = most;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if they do not fit together; the message says what to do
     */
    public MonitorOptions build() {
      return new MonitorOptions(
          kafka,
          topics,
          host,
          port,
          token,
          userHeader,
          publicAddresses,
          insecure,
          readOnly,
          model,
          history,
          limits,
          patience,
          clients);
    }
  }
}
