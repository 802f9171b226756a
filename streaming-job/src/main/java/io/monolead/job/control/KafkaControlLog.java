// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import io.monolead.connectors.kafka.BrokerException;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.SourceRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control topic that is followed by a thread of its own: read to its end when opened, polled from
 * then on. The subtasks of a process that follow the same topic share one follower.
 *
 * <p>While the broker does not answer, what is known stays known and the follower tries on.
 * Thread-safe.
 *
 * @param <T> the generated class of the records
 */
final class KafkaControlLog<T extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaControlLog.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final long RETRY_MILLIS = 1000;
  private static final long LAST_POLL_MILLIS = 5000;

  private record Follows(KafkaConnection connection, Class<?> type, String topic) {}

  private static final Map<Follows, KafkaControlLog<?>> OF_PROCESS = new HashMap<>();

  private final Follows follows;
  private final Class<T> type;
  private final Thread thread;
  private volatile List<ControlEntry<T>> entries = List.of();
  private volatile boolean closed;
  private int users;

  private KafkaControlLog(Follows follows, Class<T> type, RecordReader<T> reader) {
    this.follows = follows;
    this.type = type;
    List<ControlEntry<T>> found = new ArrayList<>();
    listen(reader, found);
    try {
      reader.readToEnd().forEach(one -> found.add(entry(one)));
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
    add(found);
    thread = new Thread(() -> follow(reader), "control log " + follows.topic());
    thread.setDaemon(true);
  }

  /**
   * Joins those of this process who follow the topic, or begins to.
   *
   * @throws IOException if the topic cannot be read
   */
  static <T extends SpecificRecord> ControlLog<T> open(
      KafkaConnection connection, Class<T> type, String topic) throws IOException {
    Follows follows = new Follows(connection, type, topic);
    synchronized (OF_PROCESS) {
      @SuppressWarnings("unchecked") // The key holds the type.
      KafkaControlLog<T> log = (KafkaControlLog<T>) OF_PROCESS.get(follows);
      if (log == null) {
        try {
          log = new KafkaControlLog<>(follows, type, reader(connection, type, topic));
        } catch (BrokerException | KafkaException e) {
          throw new IOException(
              "Cannot read the control topic " + topic + ": " + e.getMessage(), e);
        }
        log.thread.start();
        OF_PROCESS.put(follows, log);
      }
      log.users++;
      return log.new Share();
    }
  }

  /**
   * The orders before an offset, read once.
   *
   * @throws IOException if the topic cannot be read
   */
  static <T extends SpecificRecord> ControlLog<T> read(
      KafkaConnection connection, Class<T> type, String topic, long until) throws IOException {
    List<ControlEntry<T>> found = new ArrayList<>();
    try (RecordReader<T> reader = reader(connection, type, topic)) {
      reader.onLeftOut((source, why) -> found.add(entry(source, Optional.empty(), why)));
      reader.readToEnd().forEach(one -> found.add(entry(one)));
    } catch (BrokerException | KafkaException e) {
      throw new IOException("Cannot read the control topic " + topic + ": " + e.getMessage(), e);
    }
    List<ControlEntry<T>> known =
        found.stream()
            .filter(one -> one.offset() < until)
            .sorted(Comparator.comparingLong(ControlEntry::offset))
            .toList();
    return new ControlLog<>() {
      @Override
      public List<ControlEntry<T>> entries() {
        return known;
      }

      @Override
      public void close() {}
    };
  }

  private static <T extends SpecificRecord> RecordReader<T> reader(
      KafkaConnection connection, Class<T> type, String topic) {
    return new RecordReader<>(
        connection, type, List.of(topic), RecordReader.From.EARLIEST, ANSWER_WITHIN);
  }

  private void listen(RecordReader<T> reader, List<ControlEntry<T>> found) {
    reader.onLeftOut((source, why) -> found.add(entry(source, Optional.empty(), why)));
  }

  private void follow(RecordReader<T> first) {
    RecordReader<T> reader = first;
    try {
      while (!closed) {
        try {
          if (reader == null) {
            reader = reader(follows.connection(), type, follows.topic());
          }
          List<ControlEntry<T>> found = new ArrayList<>();
          listen(reader, found);
          reader.poll(POLL).forEach(one -> found.add(entry(one)));
          add(found);
        } catch (RuntimeException e) {
          if (closed) {
            return;
          }
          LOG.warn(
              "Cannot read the control topic {}, trying on: {}", follows.topic(), e.getMessage());
          RecordReader<T> broken = reader;
          reader = null;
          close(broken);
          Thread.sleep(RETRY_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(reader);
    }
  }

  private static void close(RecordReader<?> reader) {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (RuntimeException e) {
      LOG.debug("A reader could not be closed", e);
    }
  }

  private static <T extends SpecificRecord> ControlEntry<T> entry(RecordReader.Received<T> one) {
    return entry(one.source(), Optional.of(one.record()), "");
  }

  private static <T> ControlEntry<T> entry(SourceRecord source, Optional<T> record, String why) {
    return new ControlEntry<>(
        source.topic(), source.partition(), source.offset(), source.timestampMillis(), record, why);
  }

  /** What was known stays known, even if the topic is read again from its beginning. */
  private void add(List<ControlEntry<T>> found) {
    if (found.isEmpty()) {
      return;
    }
    List<ControlEntry<T>> known = new ArrayList<>(entries);
    Set<String> origins = new HashSet<>();
    known.forEach(one -> origins.add(one.origin()));
    found.stream().filter(one -> origins.add(one.origin())).forEach(known::add);
    if (known.size() > entries.size()) {
      known.sort(
          Comparator.<ControlEntry<T>>comparingInt(ControlEntry::partition)
              .thenComparingLong(ControlEntry::offset));
      entries = List.copyOf(known);
    }
  }

  private void release() {
    synchronized (OF_PROCESS) {
      if (--users > 0) {
        return;
      }
      OF_PROCESS.remove(follows);
      closed = true;
    }
    thread.interrupt();
    try {
      // The classes of the job may be gone when this returns.
      thread.join(LAST_POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One subtask's share in the follower; the last one to close ends it. */
  private final class Share implements ControlLog<T> {
    private boolean released;

    @Override
    public List<ControlEntry<T>> entries() {
      return entries;
    }

    @Override
    public synchronized void close() {
      if (!released) {
        released = true;
        release();
      }
    }
  }
}
