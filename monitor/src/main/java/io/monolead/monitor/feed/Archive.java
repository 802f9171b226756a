// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.feed;

import io.monolead.connectors.kafka.BrokerException;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.TopicScan;
import io.monolead.monitor.wall.HeldSegment;
import io.monolead.monitor.wall.LeadStream;
import io.monolead.monitor.wall.StoredRecords;
import io.monolead.monitor.wall.WindowScore;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.SegmentReader;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Strips and scores that the wall does not keep any more, read from Kafka: one after the other on
 * one thread, so that looking back cannot take the machine from looking at now.
 *
 * <p>Where a strip begins is found by Kafka's index of timestamps and by what the wall noted of the
 * stream, whichever is later: both lie at or before it.
 */
public final class Archive implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST_SCAN = Duration.ofSeconds(8);
  private static final int LONGEST_QUEUE = 32;

  /** The longest segment there is, and a record's timestamp may be its start. */
  private static final long LONGEST_SEGMENT_MICROS = 61_000_000;

  /** So many records in a row from later times, and the stretch is over: clocks differ. */
  private static final int LATER_IN_A_ROW = 500;

  private static final long LATER_MICROS = 120_000_000;
  private static final int MOST_SEGMENTS = 5_000;
  private static final int MOST_SCORES = 20_000;

  private final KafkaConnection connection;
  private final TopicNames names;
  private final ThreadPoolExecutor thread;
  private final SegmentReader segments = new SegmentReader();
  private final WireFormat<EcgScore> scores = WireFormat.of(EcgScore.class);
  private TopicScan scan;

  /**
   * @param connection where Kafka is
   * @param names names of the topics
   */
  public Archive(KafkaConnection connection, TopicNames names) {
    this.connection = connection;
    this.names = names;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LONGEST_QUEUE),
            task -> {
              Thread made = new Thread(task, "monitor-archive");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * The segments of a stretch.
   *
   * @return oldest first, none twice; from the wall where it holds all of the stretch, else from
   *     Kafka
   * @throws RejectedExecutionException if too many wait already
   */
  public CompletableFuture<List<HeldSegment>> strip(
      LeadStream stream, long fromMicros, long toMicros) {
    OptionalLong oldest = stream.oldestSampleMicros();
    if (oldest.isPresent() && oldest.getAsLong() <= fromMicros) {
      return CompletableFuture.completedFuture(stream.samples(fromMicros, toMicros));
    }
    return CompletableFuture.supplyAsync(
        () ->
            orKept(
                () -> withScan(() -> readStrip(stream, fromMicros, toMicros)),
                () -> stream.samples(fromMicros, toMicros)),
        thread);
  }

  /**
   * The scores of windows that touch a stretch.
   *
   * @return oldest first; as {@link #strip}
   * @throws RejectedExecutionException if too many wait already
   */
  public CompletableFuture<List<WindowScore>> scores(
      LeadStream stream, long fromMicros, long toMicros) {
    OptionalLong oldest = stream.oldestScoreMicros();
    if (oldest.isPresent() && oldest.getAsLong() <= fromMicros) {
      return CompletableFuture.completedFuture(stream.scores(fromMicros, toMicros));
    }
    return CompletableFuture.supplyAsync(
        () ->
            orKept(
                () -> withScan(() -> readScores(stream, fromMicros, toMicros)),
                () -> stream.scores(fromMicros, toMicros)),
        thread);
  }

  /** Without a broker, what the wall has of it is better than nothing. */
  private static <T> List<T> orKept(Supplier<List<T>> stored, Supplier<List<T>> kept) {
    try {
      return stored.get();
    } catch (BrokerException e) {
      List<T> found = kept.get();
      if (found.isEmpty()) {
        throw e;
      }
      return found;
    }
  }

  private <T> T withScan(Supplier<T> work) {
    boolean done = false;
    try {
      if (scan == null) {
        scan = new TopicScan(connection, TIMEOUT);
      }
      T result = work.get();
      done = true;
      return result;
    } finally {
      if (!done) {
        closeScan();
      }
    }
  }

  private void closeScan() {
    if (scan != null) {
      TopicScan broken = scan;
      scan = null;
      broken.close();
    }
  }

  private List<HeldSegment> readStrip(LeadStream stream, long fromMicros, long toMicros) {
    List<HeldSegment> found = new ArrayList<>();
    byte[] key = stream.device().getBytes(StandardCharsets.UTF_8);
    String topic = names.segments();
    for (int partition : partitions(topic, stream.partition())) {
      OptionalLong byTime =
          scan.offsetAt(topic, partition, instant(fromMicros - LONGEST_SEGMENT_MICROS));
      if (byTime.isEmpty()) {
        continue;
      }
      long from =
          Math.max(
              byTime.getAsLong(),
              stream.offsetBefore(fromMicros - LONGEST_SEGMENT_MICROS).orElse(0));
      Stretch stretch = new Stretch(toMicros);
      var unused =
          scan.read(
              topic,
              partition,
              from,
              source -> {
                if (!Arrays.equals(source.key(), key)) {
                  return !stretch.isOver(source);
                }
                Optional<HeldSegment> segment = decode(stream, source);
                if (segment.isEmpty()) {
                  return true;
                }
                HeldSegment held = segment.get();
                if (held.endMicros() > fromMicros && held.startMicros() < toMicros) {
                  found.add(held);
                }
                return found.size() < MOST_SEGMENTS && held.startMicros() < toMicros;
              },
              LONGEST_SCAN);
    }
    return StoredRecords.inOrder(found);
  }

  private Optional<HeldSegment> decode(LeadStream stream, SourceRecord source) {
    try {
      return StoredRecords.segmentOf(stream, segments.decode(source.value()));
    } catch (WireFormatException e) {
      return Optional.empty();
    }
  }

  private List<WindowScore> readScores(LeadStream stream, long fromMicros, long toMicros) {
    List<WindowScore> found = new ArrayList<>();
    byte[] key = stream.device().getBytes(StandardCharsets.UTF_8);
    String topic = names.scores();
    for (int partition : partitions(topic, stream.scorePartition())) {
      OptionalLong from = scan.offsetAt(topic, partition, instant(fromMicros));
      if (from.isEmpty()) {
        continue;
      }
      Stretch stretch = new Stretch(toMicros);
      var unused =
          scan.read(
              topic,
              partition,
              from.getAsLong(),
              source -> {
                if (!Arrays.equals(source.key(), key)) {
                  return !stretch.isOver(source);
                }
                try {
                  Optional<WindowScore> score =
                      StoredRecords.scoreOf(stream, scores.decode(source.value()));
                  if (score.isEmpty()) {
                    return true;
                  }
                  if (score.get().endMicros() > fromMicros
                      && score.get().startMicros() < toMicros) {
                    found.add(score.get());
                  }
                  return found.size() < MOST_SCORES && score.get().startMicros() < toMicros;
                } catch (WireFormatException e) {
                  return true;
                }
              },
              LONGEST_SCAN);
    }
    found.sort(Comparator.comparingLong(WindowScore::endMicros));
    return found;
  }

  private List<Integer> partitions(String topic, Optional<Integer> known) {
    return known.map(List::of).orElseGet(() -> scan.partitions(topic));
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochMilli(Math.floorDiv(micros, 1000));
  }

  /** Sees from other devices' records that a stretch of time is over. */
  private static final class Stretch {
    private final long lastMillis;
    private int later;

    private Stretch(long toMicros) {
      lastMillis = Math.floorDiv(toMicros + LATER_MICROS, 1000);
    }

    private boolean isOver(SourceRecord source) {
      later = source.timestampMillis() > lastMillis ? later + 1 : 0;
      return later >= LATER_IN_A_ROW;
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (thread.awaitTermination(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        closeScan();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
