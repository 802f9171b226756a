// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import io.monolead.monitor.feed.FeedState;
import io.monolead.monitor.wall.HeldSegment;
import io.monolead.monitor.wall.LeadStream;
import io.monolead.monitor.wall.StreamRow;
import io.monolead.monitor.wall.Wall;
import io.monolead.monitor.wall.WallSummary;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What one client is still to be told, bounded: one message is in flight, the rest waits here.
 *
 * <p>State is never lost, only the latest of it is told: rows are told as they are when their turn
 * comes, and of an alert its latest transition. Strips wait as bytes; when there are too many the
 * oldest are left out and the next one of that stream says so.
 *
 * <p>Thread-safe. No lock of a stream is taken while this one's is held.
 */
final class LiveClient {
  static final int ROWS_PER_MESSAGE = 500;
  static final int MOST_STRIP_BYTES = 4 << 20;
  private static final int MOST_CONTROL = 16;
  private static final int MOST_SCORES = 500;

  private final Link link;
  private final Wall wall;
  private final LiveJson json;
  private final Executor senders;
  private final LongSupplier nanoTime;
  private final AtomicInteger work = new AtomicInteger();

  private final Deque<String> control = new ArrayDeque<>();
  private final Set<Integer> rows = new LinkedHashSet<>();
  private final Set<Integer> removed = new LinkedHashSet<>();
  private final BitSet known = new BitSet();
  private boolean begun;
  private boolean replace;
  private final Map<String, Owed> alerts = new LinkedHashMap<>();
  private final Deque<String> scores = new ArrayDeque<>();
  private final Deque<Owed> strips = new ArrayDeque<>();
  private final Set<Integer> broken = new HashSet<>();
  private long stripBytes;
  private Optional<Supplier<String>> summary = Optional.empty();
  private boolean vitals;
  private Set<Integer> visible = Set.of();
  private long skipped;
  private boolean sending;
  private long sendingSince;
  private boolean closed;

  /** The way to a client. Sending returns at once; one of the two calls follows, on any thread. */
  interface Link {
    void text(String text, Runnable done, Runnable failed);

    void binary(ByteBuffer bytes, Runnable done, Runnable failed);

    /** Says goodbye. */
    void close(int code, String reason);

    /** Ends the connection without a word. */
    void cut();
  }

  /** Something about a stream: a text or the bytes of a frame. */
  private record Owed(int n, String text, byte[] frame) {}

  /** What goes out next, made without a lock held. */
  private interface Outgoing {
    void send(Link to, Runnable done, Runnable failed);
  }

  /**
   * @param senders runs what empties the outbox
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  LiveClient(Link link, Wall wall, LiveJson json, Executor senders, LongSupplier nanoTime) {
    this.link = link;
    this.wall = wall;
    this.json = json;
    this.senders = senders;
    this.nanoTime = nanoTime;
  }

  /** Tells a first message, then the whole wall; nothing goes out before. */
  void begin(String hello) {
    synchronized (this) {
      control.addFirst(hello);
      begun = true;
      replace = true;
      wall.streams().forEach(stream -> rows.add(stream.n()));
    }
    pump();
  }

  /** Answers. */
  void reply(String text) {
    synchronized (this) {
      if (control.size() < MOST_CONTROL) {
        control.addLast(text);
      }
    }
    pump();
  }

  /** Rows changed, others left. */
  void rows(Collection<Integer> changed, Collection<Integer> gone) {
    synchronized (this) {
      rows.addAll(changed);
      rows.removeAll(gone);
      removed.addAll(gone);
    }
    pump();
  }

  /** A transition; a later one of the same alert takes its place while it waits. */
  void transition(int n, String alertId, String text) {
    synchronized (this) {
      alerts.put(alertId, new Owed(n, text, null));
    }
    pump();
  }

  /** A score of a stream that is subscribed to. */
  void score(String text) {
    synchronized (this) {
      scores.addLast(text);
      if (scores.size() > MOST_SCORES) {
        scores.removeFirst();
      }
    }
    pump();
  }

  /** Samples of a stream that is subscribed to. */
  void strip(int n, byte[] frame) {
    synchronized (this) {
      queue(n, frame);
    }
    pump();
  }

  /** What is kept of a stream, told before what comes. */
  void backlog(int n, List<HeldSegment> segments) {
    synchronized (this) {
      for (HeldSegment segment : segments) {
        queue(n, segment.frame(n));
      }
    }
    pump();
  }

  private void queue(int n, byte[] frame) {
    strips.addLast(new Owed(n, null, frame));
    stripBytes += frame.length;
    while (stripBytes > MOST_STRIP_BYTES && strips.size() > 1) {
      Owed dropped = strips.removeFirst();
      stripBytes -= dropped.frame().length;
      broken.add(dropped.n());
      skipped++;
    }
  }

  /** Streams that are not subscribed to any more: nothing more of them goes out. */
  void withdrawStrips(Set<Integer> still) {
    synchronized (this) {
      for (Iterator<Owed> each = strips.iterator(); each.hasNext(); ) {
        Owed owed = each.next();
        if (!still.contains(owed.n())) {
          each.remove();
          stripBytes -= owed.frame().length;
        }
      }
      broken.retainAll(still);
    }
  }

  /** The streams that the client sees. */
  synchronized void visible(Set<Integer> streams) {
    visible = Set.copyOf(streams);
  }

  synchronized Set<Integer> visible() {
    return visible;
  }

  /** A second has passed: all in figures. */
  void second(WallSummary figures, FeedState feed) {
    synchronized (this) {
      vitals = !visible.isEmpty();
      summary = Optional.of(() -> json.summary(figures, feed, skipped()));
    }
    pump();
  }

  synchronized long skipped() {
    return skipped;
  }

  /** How long the message in flight has been on its way, nanoseconds; 0 without one. */
  synchronized long stuckNanos() {
    return sending ? nanoTime.getAsLong() - sendingSince : 0;
  }

  /** Frames that wait. */
  synchronized int waitingStrips() {
    return strips.size();
  }

  /** Says goodbye and sends nothing more. */
  void close(int code, String reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      end();
    }
    link.close(code, reason);
  }

  /** Ends the connection without waiting for the client. */
  void cut() {
    end();
    link.cut();
  }

  /** The connection has ended. */
  synchronized void end() {
    closed = true;
    control.clear();
    rows.clear();
    alerts.clear();
    scores.clear();
    strips.clear();
    stripBytes = 0;
  }

  private void pump() {
    if (work.getAndIncrement() == 0) {
      try {
        senders.execute(this::empty);
      } catch (RejectedExecutionException e) {
        // The server stops; nobody is told anything more.
        end();
      }
    }
  }

  private void empty() {
    do {
      Outgoing next = null;
      synchronized (this) {
        if (begun && !sending && !closed) {
          next = next();
          if (next != null) {
            sending = true;
            sendingSince = nanoTime.getAsLong();
          }
        }
      }
      if (next != null) {
        next.send(link, this::sent, this::end);
      }
    } while (work.decrementAndGet() != 0);
  }

  private void sent() {
    synchronized (this) {
      sending = false;
    }
    pump();
  }

  private Outgoing next() {
    if (!control.isEmpty()) {
      return text(control.removeFirst());
    }
    if (replace) {
      replace = false;
      return rowsOf(true);
    }
    if (!alerts.isEmpty()) {
      Owed owed = alerts.values().iterator().next();
      if (!known.get(owed.n())) {
        // The page is to know the stream before it hears of its alert.
        rows.remove(owed.n());
        return rowsOf(false, List.of(owed.n()), List.of());
      }
      Iterator<Owed> first = alerts.values().iterator();
      first.next();
      first.remove();
      return text(owed.text());
    }
    if (!rows.isEmpty() || !removed.isEmpty()) {
      return rowsOf(false);
    }
    if (summary.isPresent()) {
      Supplier<String> made = summary.get();
      summary = Optional.empty();
      return (to, done, failed) -> to.text(made.get(), done, failed);
    }
    if (!scores.isEmpty()) {
      return text(scores.removeFirst());
    }
    if (vitals) {
      vitals = false;
      Set<Integer> seen = visible;
      return (to, done, failed) -> to.text(json.vitals(streams(seen)), done, failed);
    }
    if (!strips.isEmpty()) {
      Owed owed = strips.removeFirst();
      stripBytes -= owed.frame().length;
      byte[] frame = broken.remove(owed.n()) ? HeldSegment.afterGap(owed.frame()) : owed.frame();
      return (to, done, failed) -> to.binary(ByteBuffer.wrap(frame), done, failed);
    }
    return null;
  }

  private static Outgoing text(String text) {
    return (to, done, failed) -> to.text(text, done, failed);
  }

  private Outgoing rowsOf(boolean first) {
    List<Integer> told = new ArrayList<>();
    Iterator<Integer> each = rows.iterator();
    while (each.hasNext() && told.size() < ROWS_PER_MESSAGE) {
      told.add(each.next());
      each.remove();
    }
    List<Integer> gone = List.copyOf(removed);
    removed.clear();
    gone.forEach(known::clear);
    return rowsOf(first, told, gone);
  }

  private Outgoing rowsOf(boolean first, List<Integer> told, List<Integer> gone) {
    told.forEach(known::set);
    return (to, done, failed) -> {
      List<StreamRow> made = streams(told).stream().map(LeadStream::row).toList();
      to.text(json.wall(first, made, gone), done, failed);
    };
  }

  private List<LeadStream> streams(Collection<Integer> numbers) {
    return numbers.stream().map(wall::stream).flatMap(Optional::stream).toList();
  }
}
