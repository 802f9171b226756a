// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.monitor.feed.FeedState;
import io.monolead.monitor.wall.HeldSegment;
import io.monolead.monitor.wall.LeadStream;
import io.monolead.monitor.wall.Wall;
import io.monolead.monitor.wall.WallListener;
import io.monolead.monitor.wall.WallSummary;
import io.monolead.monitor.wall.WindowScore;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All clients: gives them what is new, and hears what they want to see. */
final class LiveHub implements WallListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveHub.class);

  /** The client has taken nothing for too long. */
  static final int TOO_SLOW = 4008;

  /** The client is not signed in, or not any more. */
  static final int NOT_SIGNED_IN = 4401;

  private static final int POLICY_VIOLATION = 1008;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final int GOING_AWAY = 1001;
  private static final int SENDERS = 2;
  private static final long TICK_MILLIS = 250;
  private static final int TICKS_PER_SECOND = 4;
  private static final long STUCK_NANOS = 30_000_000_000L;
  private static final long CUT_NANOS = 35_000_000_000L;
  private static final int MOST_VISIBLE = 500;
  private static final int MOST_STRIPS = 24;
  private static final int MOST_SECONDS = 60;
  private static final int MOST_MESSAGES_PER_SECOND = 50;

  private final Wall wall;
  private final LiveJson json;
  private final LiveFacts facts;
  private final Supplier<FeedState> feed;
  private final LongSupplier nowMicros;
  private final int mostClients;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Set<Member> members = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Set<Member>> stripWatchers = new ConcurrentHashMap<>();
  private final Map<Integer, Set<Member>> scoreWatchers = new ConcurrentHashMap<>();
  private final ExecutorService senders;
  private final ScheduledExecutorService clock;
  private volatile WallSummary summary =
      new WallSummary(0, 0, 0, 0, 0, 0, 0, 0, 0, OptionalLong.empty());
  private int ticks;

  /**
   * @param feed how the feed is
   * @param nowMicros the wall clock, microseconds since 1970
   * @param mostClients clients that are served at a time
   */
  LiveHub(
      Wall wall,
      LiveJson json,
      LiveFacts facts,
      Supplier<FeedState> feed,
      LongSupplier nowMicros,
      int mostClients) {
    this.wall = wall;
    this.json = json;
    this.facts = facts;
    this.feed = feed;
    this.nowMicros = nowMicros;
    this.mostClients = mostClients;
    senders = Executors.newFixedThreadPool(SENDERS, named("monitor-send-"));
    clock = Executors.newSingleThreadScheduledExecutor(named("monitor-clock-"));
    wall.listen(this);
    var unused =
        clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread made = new Thread(task, name + count.incrementAndGet());
      made.setDaemon(true);
      return made;
    };
  }

  /** One client and what it wants to see. */
  final class Member {
    private final LiveClient client;
    private final Supplier<Boolean> stillSignedIn;
    private final AtomicInteger messages = new AtomicInteger();
    private Set<Integer> strips = Set.of();
    private Set<Integer> scores = Set.of();
    private int seconds;

    private Member(LiveClient client, Supplier<Boolean> stillSignedIn) {
      this.client = client;
      this.stillSignedIn = stillSignedIn;
    }

    /** Takes a message from the client. */
    void hear(String text) {
      if (messages.incrementAndGet() > MOST_MESSAGES_PER_SECOND) {
        client.close(POLICY_VIOLATION, "too many messages");
        leave();
        return;
      }
      JsonNode message;
      try {
        message = mapper.readTree(text);
      } catch (JsonProcessingException e) {
        client.close(POLICY_VIOLATION, "not JSON");
        leave();
        return;
      }
      switch (message.path("type").asText("")) {
        case "ping" -> client.reply(json.pong(nowMicros.getAsLong()));
        case "visible" -> see(numbers(message, MOST_VISIBLE));
        case "strips" ->
            watchStrips(
                numbers(message, MOST_STRIPS),
                Math.max(1, Math.min(MOST_SECONDS, message.path("seconds").asInt(10))));
        case "scores" -> watchScores(numbers(message, MOST_STRIPS));
        default -> {
          // A newer page may say more.
        }
      }
    }

    private void see(Set<Integer> streams) {
      client.visible(streams);
      long now = nowMicros.getAsLong();
      streams.forEach(n -> wall.stream(n).ifPresent(stream -> stream.lookAt(now)));
    }

    private synchronized void watchStrips(Set<Integer> wanted, int wantedSeconds) {
      Set<Integer> before = strips;
      boolean longer = wantedSeconds > seconds;
      strips = wanted;
      seconds = wantedSeconds;
      before.stream().filter(n -> !wanted.contains(n)).forEach(n -> forget(stripWatchers, n, this));
      client.withdrawStrips(wanted);
      for (int n : wanted) {
        Optional<LeadStream> found = wall.stream(n);
        if (found.isPresent() && (longer || !before.contains(n))) {
          LeadStream stream = found.get();
          // Held, so that no segment comes between what is kept and what follows.
          synchronized (stream) {
            long last = stream.lastMicros().orElse(0);
            client.backlog(n, stream.samples(last - wantedSeconds * 1_000_000L, Long.MAX_VALUE));
            remember(stripWatchers, n, this);
          }
        }
      }
    }

    private synchronized void watchScores(Set<Integer> wanted) {
      scores.stream().filter(n -> !wanted.contains(n)).forEach(n -> forget(scoreWatchers, n, this));
      scores = wanted;
      wanted.forEach(n -> remember(scoreWatchers, n, this));
    }

    /** The connection has ended. */
    void leave() {
      members.remove(this);
      client.end();
      synchronized (this) {
        strips.forEach(n -> forget(stripWatchers, n, this));
        scores.forEach(n -> forget(scoreWatchers, n, this));
        strips = Set.of();
        scores = Set.of();
      }
    }
  }

  private static void remember(Map<Integer, Set<Member>> watchers, int n, Member member) {
    watchers.compute(
        n,
        (any, set) -> {
          Set<Member> of = set == null ? new CopyOnWriteArraySet<>() : set;
          of.add(member);
          return of;
        });
  }

  private static void forget(Map<Integer, Set<Member>> watchers, int n, Member member) {
    watchers.computeIfPresent(
        n,
        (any, set) -> {
          set.remove(member);
          return set.isEmpty() ? null : set;
        });
  }

  private static Set<Integer> numbers(JsonNode message, int most) {
    Set<Integer> numbers = new LinkedHashSet<>();
    for (JsonNode n : message.path("streams")) {
      if (n.canConvertToInt() && numbers.size() < most) {
        numbers.add(n.intValue());
      }
    }
    return numbers;
  }

  /**
   * A new client.
   *
   * @param user who it is, null if nobody said
   * @param stillSignedIn asked now and then
   * @return empty if there are too many already; the link is closed then
   */
  Optional<Member> join(
      LiveClient.Link link, String user, boolean mayAct, Supplier<Boolean> stillSignedIn) {
    if (members.size() >= mostClients) {
      link.close(TRY_AGAIN_LATER, "the monitor serves as many clients as it can");
      return Optional.empty();
    }
    LiveClient client = new LiveClient(link, wall, json, senders, System::nanoTime);
    Member member = new Member(client, stillSignedIn);
    members.add(member);
    client.begin(json.hello(facts, user, mayAct, nowMicros.getAsLong(), wall.labels()));
    return Optional.of(member);
  }

  @Override
  public void segment(LeadStream stream, HeldSegment segment) {
    Set<Member> watching = stripWatchers.get(stream.n());
    if (watching != null) {
      byte[] frame = segment.frame(stream.n());
      watching.forEach(member -> member.client.strip(stream.n(), frame));
    }
  }

  @Override
  public void score(LeadStream stream, WindowScore score) {
    Set<Member> watching = scoreWatchers.get(stream.n());
    if (watching != null) {
      String text = json.score(stream.n(), score);
      watching.forEach(member -> member.client.score(text));
    }
  }

  @Override
  public void alert(LeadStream stream, EcgAlert alert) {
    if (!members.isEmpty()) {
      String text = json.alert(stream.n(), alert);
      members.forEach(member -> member.client.transition(stream.n(), alert.getAlertId(), text));
    }
  }

  @Override
  public void technical(LeadStream stream, TechnicalAlert alert) {
    if (!members.isEmpty()) {
      String text = json.technical(stream.n(), alert);
      members.forEach(member -> member.client.transition(stream.n(), alert.getAlertId(), text));
    }
  }

  private void tick() {
    try {
      Set<Integer> changed = wall.drainChanged();
      Set<Integer> removed = wall.drainRemoved();
      changed.removeAll(removed);
      if (!changed.isEmpty() || !removed.isEmpty()) {
        members.forEach(member -> member.client.rows(changed, removed));
      }
      ticks++;
      if (ticks % TICKS_PER_SECOND == 0) {
        second();
      }
    } catch (RuntimeException e) {
      // Its message may name a device.
      LOG.error("The monitor's clock failed once: {}", e.getClass().getName());
    }
  }

  private void second() {
    wall.tick();
    summary = wall.summary();
    FeedState state = feed.get();
    long now = nowMicros.getAsLong();
    Set<Integer> seen = new HashSet<>();
    for (Member member : members) {
      member.messages.set(0);
      seen.addAll(member.client.visible());
      long stuck = member.client.stuckNanos();
      if (stuck > CUT_NANOS) {
        member.client.cut();
        member.leave();
      } else if (stuck > STUCK_NANOS) {
        member.client.close(TOO_SLOW, "took nothing for 30 s");
      } else if (!member.stillSignedIn.get()) {
        member.client.close(NOT_SIGNED_IN, "sign in again");
        member.leave();
      } else {
        member.client.second(summary, state);
      }
    }
    seen.forEach(n -> wall.stream(n).ifPresent(stream -> stream.lookAt(now)));
  }

  /** All in figures, as of the last second. */
  WallSummary summary() {
    return summary;
  }

  /** Clients that are connected. */
  int clients() {
    return members.size();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    for (Member member : members) {
      member.client.close(GOING_AWAY, "the monitor stops");
      member.leave();
    }
    senders.shutdown();
  }
}
