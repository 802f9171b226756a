// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What a route has done and how it fares. Thread-safe. */
public final class RouteStatus {
  private final String target;
  private final Clock clock;
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong filtered = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong undelivered = new AtomicLong();
  private final AtomicLong failedAttempts = new AtomicLong();
  private final AtomicLong restarts = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicReference<Optional<Instant>> failingSince =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<String> latestFailure = new AtomicReference<>("");

  /**
   * The status of a route that has done nothing.
   *
   * @param target the target's name
   */
  public RouteStatus(String target, Clock clock) {
    this.target = target;
    this.clock = clock;
  }

  /** The target's name. */
  public String target() {
    return target;
  }

  /** A record was read. */
  public void countRead() {
    read.incrementAndGet();
  }

  /** A record was not wanted. */
  public void countFiltered() {
    filtered.incrementAndGet();
  }

  /** Transitions were taken by the target. */
  public void countDelivered(int transitions) {
    delivered.addAndGet(transitions);
    failingSince.set(Optional.empty());
  }

  /** The target works, though it took nothing: it refused a message for what it is. */
  public void works() {
    failingSince.set(Optional.empty());
  }

  /** A record went to the topic of what could not be delivered. */
  public void countUndelivered() {
    undelivered.incrementAndGet();
  }

  /**
   * An attempt failed and will be made again.
   *
   * @param why for people, without names of devices
   * @return whether the attempt before it had succeeded
   */
  public boolean failed(String why) {
    failedAttempts.incrementAndGet();
    latestFailure.set(why);
    Optional<Instant> now = Optional.of(clock.instant());
    return failingSince.getAndUpdate(since -> since.isPresent() ? since : now).isEmpty();
  }

  /** The route was opened again after a failure. */
  public void countRestart() {
    restarts.incrementAndGet();
  }

  /** Transitions that wait for delivery. */
  public void waiting(int transitions) {
    waiting.set(transitions);
  }

  /** Alerts that are raised, where the route keeps them. */
  public void open(int alerts) {
    open.set(alerts);
  }

  /** Records read so far. */
  public long read() {
    return read.get();
  }

  /** Records not wanted. */
  public long filtered() {
    return filtered.get();
  }

  /** Transitions that the target took. */
  public long delivered() {
    return delivered.get();
  }

  /** Records that went to the topic of what could not be delivered. */
  public long undelivered() {
    return undelivered.get();
  }

  /** Attempts that failed. */
  public long failedAttempts() {
    return failedAttempts.get();
  }

  /** How often the route was opened again. */
  public long restarts() {
    return restarts.get();
  }

  /** Transitions that wait for delivery. */
  public int waiting() {
    return waiting.get();
  }

  /** Alerts that are raised, where the route keeps them; otherwise 0. */
  public int open() {
    return open.get();
  }

  /** Since when no attempt has succeeded; empty while they do. */
  public Optional<Instant> failingSince() {
    return failingSince.get();
  }

  /** Why the latest attempt failed; empty if none has. */
  public String latestFailure() {
    return latestFailure.get();
  }
}
