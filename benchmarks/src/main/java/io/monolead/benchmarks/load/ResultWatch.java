// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.process.KafkaClients;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads scores and alerts as a committed reader would, and notes when it sees them. A thread of its
 * own; thread-safe.
 */
public final class ResultWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String scoreTopic;
  private final String deadLetterTopic;
  private final WireFormat<EcgScore> scoreFormat = WireFormat.of(EcgScore.class);
  private final WireFormat<EcgAlert> alertFormat = WireFormat.of(EcgAlert.class);
  private final LoadFleet fleet;
  private final WindowTimes times;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;
  private final AtomicLong scores = new AtomicLong();
  private final AtomicLong alerts = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private volatile long lastScoreMillis;
  private long[] appendMillis = new long[0];
  private int appends;

  /**
   * Begins to read, at the end of the topics as they are now.
   *
   * @param topics what to read: the scores, the dead letters and any topics of alerts
   * @param fleet the devices, which know the windows
   * @param times receives what is seen; null to count only
   */
  public ResultWatch(
      KafkaClients clients,
      List<String> topics,
      String scoreTopic,
      String deadLetterTopic,
      LoadFleet fleet,
      WindowTimes times) {
    this.scoreTopic = scoreTopic;
    this.deadLetterTopic = deadLetterTopic;
    this.fleet = fleet;
    this.times = times;
    consumer = clients.consumer(true);
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : topics) {
      consumer
          .partitionsFor(topic)
          .forEach(partition -> all.add(new TopicPartition(topic, partition.partition())));
    }
    consumer.assign(all);
    consumer.seekToEnd(all);
    // Where the end is gets looked up lazily, which must happen before the job begins.
    all.forEach(consumer::position);
    thread = new Thread(this::follow, "result-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    try {
      while (!closed) {
        var records = consumer.poll(POLL);
        long now = System.currentTimeMillis();
        for (ConsumerRecord<byte[], byte[]> record : records) {
          note(record, now);
        }
      }
    } catch (RuntimeException | WireFormatException e) {
      failure.set(e);
    } finally {
      consumer.close();
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record, long now) throws WireFormatException {
    if (record.topic().equals(deadLetterTopic)) {
      throw new IllegalStateException("The job refused a segment: there is a dead letter");
    }
    if (record.topic().equals(scoreTopic)) {
      if (times == null) {
        append(record.timestamp());
      } else {
        EcgScore score = scoreFormat.decode(record.value());
        long window = fleet.window(score.getDeviceId(), score.getWindowEndMicros());
        if (!times.scored(window, now)) {
          repeated.incrementAndGet();
        }
      }
      lastScoreMillis = now;
      scores.incrementAndGet();
    } else {
      if (times != null) {
        EcgAlert alert = alertFormat.decode(record.value());
        times.alerted(fleet.window(alert.getDeviceId(), alert.getTransitionMicros()), now);
      }
      alerts.incrementAndGet();
    }
  }

  private synchronized void append(long millis) {
    if (appends == appendMillis.length) {
      appendMillis = Arrays.copyOf(appendMillis, Math.max(1024, 2 * appends));
    }
    appendMillis[appends++] = millis;
  }

  /** When the broker appended the scores that were counted only, ascending. */
  public synchronized long[] scoreAppendMillis() {
    long[] sorted = Arrays.copyOf(appendMillis, appends);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Scores seen so far. */
  public long scores() {
    return scores.get();
  }

  /** Alerts seen so far. */
  long alerts() {
    return alerts.get();
  }

  /** Scores of windows whose score had been seen before. */
  public long repeated() {
    return repeated.get();
  }

  /** When the newest score was seen, milliseconds since 1970; 0 if none was. */
  long lastScoreMillis() {
    return lastScoreMillis;
  }

  /**
   * Does nothing while all is well.
   *
   * @throws IllegalStateException if reading failed or the job refused a segment
   */
  public void requireHealthy() {
    if (failure.get() != null) {
      throw new IllegalStateException("Reading results failed", failure.get());
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
