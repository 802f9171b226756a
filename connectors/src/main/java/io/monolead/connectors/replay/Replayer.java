// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import io.monolead.schemas.EcgSegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sends many devices at once, each segment when its last sample has been taken.
 *
 * <p>Segments come in the order of their ends in event time, those that end together in the order
 * of the devices. At a pace, a stretch of event time in which no device sends is shortened to one
 * segment: recordings that lie years apart follow each other without a pause.
 */
public final class Replayer {
  private final ReplayOptions options;
  private final Supplier<Pace> pace;

  /** A replayer at the pace of this machine's clock. */
  public Replayer(ReplayOptions options) {
    this(options, Pace::ofWallClock);
  }

  Replayer(ReplayOptions options, Supplier<Pace> pace) {
    this.options = options;
    this.pace = pace;
  }

  /** A device's next segment. */
  private record Next(EcgSegment segment, long endMicros, int order, Segmenter segmenter) {}

  /**
   * Replays until the last device ends or the thread is interrupted; then waits for the sink. An
   * interrupted thread stays interrupted.
   *
   * @throws IllegalArgumentException if two devices have the same id and lead
   */
  public ReplayReport replay(Collection<ReplayDevice> devices, SegmentSink sink) {
    checkDistinct(devices);
    List<String> tooShort = new ArrayList<>();
    PriorityQueue<Next> queue =
        new PriorityQueue<>(Comparator.comparingLong(Next::endMicros).thenComparing(Next::order));
    int order = 0;
    for (ReplayDevice device : devices) {
      if (!enqueue(queue, new Segmenter(device, options.segmentSeconds()), order++)) {
        tooShort.add(device.id());
      }
    }
    long[] sent = new long[2];
    boolean interrupted = false;
    try {
      send(queue, sink, sent);
      sink.flush();
    } catch (InterruptedException e) {
      interrupted = true;
      flushInterrupted(sink);
      Thread.currentThread().interrupt();
    }
    return new ReplayReport(sent[0], sent[1], List.copyOf(tooShort), interrupted);
  }

  private void send(PriorityQueue<Next> queue, SegmentSink sink, long[] sent)
      throws InterruptedException {
    Pace clock = pace.get();
    long longestStepMicros = Math.round(options.segmentSeconds() * 1e6);
    long playedMicros = 0;
    long lastEndMicros = queue.isEmpty() ? 0 : queue.peek().segment().getStartTimeMicros();
    for (Next next = queue.poll(); next != null; next = queue.poll()) {
      playedMicros += Math.min(next.endMicros() - lastEndMicros, longestStepMicros);
      lastEndMicros = next.endMicros();
      if (options.speed() < ReplayOptions.FULL_SPEED) {
        clock.awaitNanos(Math.round(playedMicros * 1000.0 / options.speed()));
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("Replay interrupted");
      }
      sink.accept(next.segment());
      sent[0]++;
      sent[1] += next.segment().getSamples().remaining() / Short.BYTES;
      enqueue(queue, next.segmenter(), next.order());
    }
  }

  /** Whether there was one more segment. */
  private static boolean enqueue(PriorityQueue<Next> queue, Segmenter segmenter, int order) {
    Optional<Segmenter> from = Optional.of(segmenter);
    while (from.isPresent()) {
      Segmenter current = from.get();
      Optional<EcgSegment> segment = current.next();
      if (segment.isPresent()) {
        queue.add(new Next(segment.get(), current.endMicros(), order, current));
        return true;
      }
      from = current.then();
    }
    return false;
  }

  private static void flushInterrupted(SegmentSink sink) {
    try {
      sink.flush();
    } catch (InterruptedException e) {
      // Interrupted a second time: whoever does so does not want to wait for the rest.
      Thread.currentThread().interrupt();
    }
  }

  private static void checkDistinct(Collection<ReplayDevice> devices) {
    Set<String> seen = new HashSet<>();
    for (ReplayDevice device : devices) {
      String lead = device.source().lead().name();
      if (!seen.add(device.id() + "\n" + lead)) {
        throw new IllegalArgumentException(
            "Two devices have the id " + device.id() + " and lead " + lead + "; give each its own");
      }
    }
  }
}
