// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.feed;

import io.monolead.connectors.kafka.BrokerException;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.connectors.kafka.TopicFollower;
import io.monolead.connectors.kafka.TopicFollower.Selection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.monitor.wall.Wall;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.SegmentReader;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads segments, scores, alerts, technical alerts and what people do about them onto the wall: at
 * first what was there, then what comes. Three threads, so that alerts wait for nobody.
 *
 * <p>Alert topics are found by their prefix; a label that is added later is found too.
 */
public final class KafkaFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaFeed.class);
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 500;

  private final Wall wall;
  private final TopicNames names;
  private final String alertPrefix;
  private final AtomicLong undecodable = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final List<Reading> readings = new ArrayList<>();
  private volatile boolean closed;

  /**
   * Waits for the topics and starts reading.
   *
   * @param history how much of what is there is read
   * @param wait how long to wait for a broker and for topics that are not there
   * @throws io.monolead.connectors.kafka.MissingTopicException if a topic is not there in time
   * @throws BrokerException if no broker answers in time
   */
  public KafkaFeed(
      KafkaConnection connection, TopicNames names, Wall wall, FeedHistory history, Duration wait)
      throws InterruptedException {
    this.wall = wall;
    this.names = names;
    alertPrefix =
        names.technicalAlerts().substring(0, names.technicalAlerts().lastIndexOf('.') + 1);
    awaitTopics(connection, wait);
    boolean started = false;
    try {
      // Alerts first: they are what people wait for.
      readings.add(
          new Reading(
              "monitor-alerts",
              follow(
                  connection,
                  new Selection(topic -> topic.startsWith(alertPrefix), history.alerts()),
                  new Selection(names.alertActions()::equals, history.alerts())),
              new AlertRecords()));
      readings.add(
          new Reading(
              "monitor-scores",
              follow(connection, new Selection(names.scores()::equals, history.scores())),
              new ScoreRecords()));
      readings.add(
          new Reading(
              "monitor-segments",
              follow(connection, new Selection(names.segments()::equals, history.segments())),
              new SegmentRecords()));
      started = true;
    } finally {
      if (!started) {
        readings.forEach(reading -> reading.follower.close());
      }
    }
    readings.forEach(Thread::start);
  }

  private void awaitTopics(KafkaConnection connection, Duration wait) throws InterruptedException {
    List<String> needed =
        List.of(names.segments(), names.scores(), names.technicalAlerts(), names.alertActions());
    long until = System.nanoTime() + wait.toNanos();
    boolean said = false;
    while (true) {
      try {
        new Topics(connection).requirePresent(needed);
        return;
      } catch (BrokerException e) {
        if (System.nanoTime() - until >= 0) {
          throw e;
        }
        if (!said) {
          LOG.info("Waiting for Kafka: {}", e.getMessage());
          said = true;
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static TopicFollower follow(KafkaConnection connection, Selection... selections) {
    return new TopicFollower(connection, List.of(selections), TIMEOUT);
  }

  /** What is done with a record; throws for bytes that are none. */
  private interface Records {
    void accept(SourceRecord source, boolean live) throws WireFormatException;
  }

  private final class SegmentRecords implements Records {
    private final SegmentReader reader = new SegmentReader();

    @Override
    public void accept(SourceRecord source, boolean live) throws WireFormatException {
      wall.segment(reader.decode(source.value()), source.partition(), source.offset(), live);
    }
  }

  private final class ScoreRecords implements Records {
    private final WireFormat<EcgScore> format = WireFormat.of(EcgScore.class);

    @Override
    public void accept(SourceRecord source, boolean live) throws WireFormatException {
      wall.score(format.decode(source.value()), source.partition());
    }
  }

  private final class AlertRecords implements Records {
    private final WireFormat<EcgAlert> alerts = WireFormat.of(EcgAlert.class);
    private final WireFormat<TechnicalAlert> technical = WireFormat.of(TechnicalAlert.class);
    private final WireFormat<AlertAction> actions = WireFormat.of(AlertAction.class);

    @Override
    public void accept(SourceRecord source, boolean live) throws WireFormatException {
      if (source.topic().equals(names.technicalAlerts())) {
        wall.technical(technical.decode(source.value()), live);
      } else if (source.topic().equals(names.alertActions())) {
        wall.action(actions.decode(source.value()));
      } else {
        wall.alert(alerts.decode(source.value()), live);
      }
    }
  }

  /** One thread that reads. */
  private final class Reading extends Thread {
    private final TopicFollower follower;
    private final Records taker;
    private Set<String> topics = Set.of();
    private volatile boolean connected = true;
    private volatile boolean caughtUp;

    private Reading(String name, TopicFollower follower, Records taker) {
      super(name);
      this.follower = follower;
      this.taker = taker;
      setDaemon(true);
    }

    @Override
    public void run() {
      try (follower) {
        while (!closed) {
          noteLabels();
          boolean live = follower.caughtUp();
          caughtUp = live;
          for (SourceRecord source : follower.poll(GLANCE)) {
            take(source, live);
          }
          connected = follower.connected();
        }
      } finally {
        if (!closed) {
          connected = false;
          LOG.error("The monitor cannot read Kafka any more; start it again");
        }
      }
    }

    private void take(SourceRecord source, boolean live) {
      records.incrementAndGet();
      try {
        taker.accept(source, live);
      } catch (WireFormatException e) {
        undecodable.incrementAndGet();
        LOG.debug("Left out {}", source.origin());
      } catch (RuntimeException e) {
        undecodable.incrementAndGet();
        // Its message may name a device.
        LOG.error("Cannot show {}: {}", source.origin(), e.getClass().getName());
      }
    }

    private void noteLabels() {
      Set<String> now = follower.topics();
      if (!now.equals(topics)) {
        topics = now;
        now.stream()
            .filter(topic -> topic.startsWith(alertPrefix))
            .filter(topic -> !topic.equals(names.technicalAlerts()))
            .forEach(topic -> wall.label(topic.substring(alertPrefix.length())));
      }
    }
  }

  /** How it is now. */
  public FeedState state() {
    if (readings.stream().anyMatch(reading -> !reading.connected)) {
      return FeedState.RECONNECTING;
    }
    return readings.stream().allMatch(reading -> reading.caughtUp)
        ? FeedState.OK
        : FeedState.CATCHING_UP;
  }

  /** Records read. */
  public long records() {
    return records.get();
  }

  /** Records whose bytes were none that can be shown. */
  public long undecodable() {
    return undecodable.get();
  }

  /** Ends the threads and waits for them. */
  @Override
  public void close() {
    closed = true;
    for (Reading reading : readings) {
      boolean interrupted = false;
      while (true) {
        try {
          reading.join(TIMEOUT.toMillis());
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
