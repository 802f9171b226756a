// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One lead of one device. Thread-safe: its own monitor guards all of it, and whoever wants samples
 * and what follows them in one piece holds it meanwhile.
 */
public final class LeadStream {
  private static final long NONE = Long.MIN_VALUE;
  private static final double POOR_QUALITY = 0.5;
  private static final double FAIR_QUALITY = 0.8;

  /** Samples further apart than so many periods are apart. */
  static final double GAP_PERIODS = 1.5;

  /** So many segments in a row from long ago, and the device's clock was set back. */
  private static final int SET_BACK_AFTER = 3;

  private static final long METER_KEPT_MICROS = 60_000_000;
  private static final int MOST_OPEN_ALERTS = 100;
  private static final int MOST_SILENCES = 50;

  private final int n;
  private final String device;
  private final String lead;
  private final WallLimits limits;
  private final HeartRateMeter.Factory meters;

  private final Deque<Kept> samples = new ArrayDeque<>();
  private final Deque<KeptScore> scores = new ArrayDeque<>();
  private final OffsetIndex index = new OffsetIndex();
  private final Map<String, EcgAlert> alerts = new LinkedHashMap<>();
  private final Map<String, TechnicalAlert> technical = new LinkedHashMap<>();
  private final Map<String, Silence> silences = new LinkedHashMap<>();
  private int partition = -1;
  private int scorePartition = -1;
  private double rateHz;
  private long lastEndMicros = NONE;
  private long lastLengthMicros;
  private boolean lastLeadOff;
  private int fromLongAgo;

  /** When samples came last; when they were recorded, if they were there before the monitor. */
  private long sampledMicros = NONE;

  private long heardMicros;
  private StreamStatus status = StreamStatus.WAITING;
  private long sinceMicros;
  private String model;
  private float quality = Float.NaN;
  private long scoredMicros = NONE;
  private HeartRateMeter meter;
  private double meterRateHz;
  private long lookedAtMicros = NONE;

  private record Kept(HeldSegment segment, FirstInBudget.Entry room) {}

  private record KeptScore(WindowScore score, FirstInBudget.Entry room) {}

  /** What became of a segment. */
  enum Arrival {
    /** It goes on where the stream was. */
    NEXT,
    /** It belongs before what is known, and was put there. */
    LATE,
    /** It is known already, or too old. */
    DROPPED
  }

  LeadStream(
      int n,
      String device,
      String lead,
      WallLimits limits,
      HeartRateMeter.Factory meters,
      long nowMicros) {
    this.n = n;
    this.device = device;
    this.lead = lead;
    this.limits = limits;
    this.meters = meters;
    sinceMicros = nowMicros;
    heardMicros = nowMicros;
  }

  /** Its number. */
  public int n() {
    return n;
  }

  /** The device's name. */
  public String device() {
    return device;
  }

  /** The lead. */
  public String lead() {
    return lead;
  }

  /** Whether samples would be missing if the next ones started then. */
  synchronized boolean isGapBefore(long startMicros, double samplingRateHz) {
    return lastEndMicros != NONE
        && startMicros - lastEndMicros > Math.max(1, GAP_PERIODS * 1e6 / samplingRateHz);
  }

  /** Takes samples; of those that are dropped the room is given back. */
  synchronized Arrival add(
      HeldSegment segment,
      FirstInBudget.Entry room,
      FirstInBudget budget,
      int inPartition,
      long offset,
      long arrived) {
    sampledMicros = Math.max(sampledMicros, arrived);
    heardMicros = Math.max(heardMicros, arrived);
    long keepFrom = lastEndMicros == NONE ? NONE : lastEndMicros - micros(limits.strip());
    double tolerance = 0.5e6 / segment.samplingRateHz();
    if (lastEndMicros != NONE && segment.startMicros() < lastEndMicros - tolerance) {
      if (segment.endMicros() > keepFrom) {
        fromLongAgo = 0;
        return insert(segment, room, budget);
      }
      fromLongAgo++;
      if (fromLongAgo < SET_BACK_AFTER) {
        budget.release(room);
        return Arrival.DROPPED;
      }
      samples.forEach(kept -> budget.release(kept.room()));
      samples.clear();
      index.clear();
      meter = null;
    }
    fromLongAgo = 0;
    samples.addLast(new Kept(segment, room));
    lastEndMicros = segment.endMicros();
    lastLengthMicros = lastEndMicros - segment.startMicros();
    lastLeadOff = segment.leadOff();
    rateHz = segment.samplingRateHz();
    if (inPartition != partition) {
      index.clear();
      partition = inPartition;
    }
    index.add(segment.startMicros(), offset);
    long oldest = lastEndMicros - micros(limits.strip());
    while (samples.peekFirst().segment().endMicros() <= oldest && samples.size() > 1) {
      budget.release(samples.removeFirst().room());
    }
    if (meter != null) {
      measure(segment);
    }
    return Arrival.NEXT;
  }

  private Arrival insert(HeldSegment segment, FirstInBudget.Entry room, FirstInBudget budget) {
    List<Kept> later = new ArrayList<>();
    while (!samples.isEmpty()
        && samples.peekLast().segment().startMicros() > segment.startMicros()) {
      later.add(samples.removeLast());
    }
    double tolerance = 0.5e6 / segment.samplingRateHz();
    boolean free =
        (samples.isEmpty()
                || samples.peekLast().segment().endMicros() <= segment.startMicros() + tolerance)
            && (later.isEmpty()
                || later.get(later.size() - 1).segment().startMicros()
                    >= segment.endMicros() - tolerance);
    if (free) {
      samples.addLast(new Kept(segment, room));
    } else {
      budget.release(room);
    }
    for (int i = later.size() - 1; i >= 0; i--) {
      samples.addLast(later.get(i));
    }
    return free ? Arrival.LATE : Arrival.DROPPED;
  }

  /** Lets go of the oldest samples, because room is short. */
  synchronized void giveUpSamples() {
    samples.pollFirst();
  }

  /** Lets go of the oldest score, because room is short. */
  synchronized void giveUpScore() {
    scores.pollFirst();
  }

  /** Takes a score; true if something else of the row than the figures changed. */
  synchronized boolean add(
      WindowScore score, FirstInBudget.Entry room, FirstInBudget budget, int inPartition) {
    scorePartition = inPartition;
    KeptScore newest = scores.peekLast();
    if (newest != null && newest.score().endMicros() >= score.endMicros()) {
      if (newest.score().endMicros() - score.endMicros() <= micros(limits.scoreHistory())) {
        // Known already: a job went back to a checkpoint.
        budget.release(room);
        return false;
      }
      scores.forEach(kept -> budget.release(kept.room()));
      scores.clear();
    }
    scores.addLast(new KeptScore(score, room));
    long oldest = score.endMicros() - micros(limits.scoreHistory());
    while (scores.peekFirst().score().endMicros() < oldest) {
      budget.release(scores.removeFirst().room());
    }
    boolean changed = !score.model().equals(model) || level(score.quality()) != level(quality);
    model = score.model();
    quality = score.quality();
    scoredMicros = score.endMicros();
    return changed;
  }

  private static int level(float quality) {
    if (Float.isNaN(quality)) {
      return -1;
    }
    return quality < POOR_QUALITY ? 0 : quality < FAIR_QUALITY ? 1 : 2;
  }

  /** Takes a transition of an alert. */
  synchronized void put(EcgAlert alert, boolean open) {
    alerts.remove(alert.getAlertId());
    if (open) {
      alerts.put(alert.getAlertId(), alert);
      trim(alerts);
    }
  }

  /** Takes a transition of a technical alert. */
  synchronized void put(TechnicalAlert alert, boolean open) {
    technical.remove(alert.getAlertId());
    if (open) {
      technical.put(alert.getAlertId(), alert);
      trim(technical);
    }
  }

  /** An alert that is not kept any more. */
  synchronized void drop(String alertId) {
    alerts.remove(alertId);
    technical.remove(alertId);
  }

  private static <T> void trim(Map<String, T> open) {
    if (open.size() > MOST_OPEN_ALERTS) {
      Iterator<T> oldest = open.values().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** From now on a label, or all for an empty one, is silenced. */
  synchronized void silence(Silence silence) {
    if (silences.containsKey(silence.label()) || silences.size() < MOST_SILENCES) {
      silences.put(silence.label(), silence);
    }
  }

  /** What is silenced may be raised again; an empty label stands for everything of the lead. */
  synchronized void resume(String label) {
    if (label.isEmpty()) {
      silences.clear();
    } else {
      silences.remove(label);
    }
  }

  /**
   * Sees what time did.
   *
   * @return whether the row changed
   */
  synchronized boolean tick(long nowMicros) {
    boolean changed =
        silences.values().removeIf(one -> one.untilMicros() <= Math.max(eventTime(nowMicros), 0));
    if (meter != null && nowMicros - lookedAtMicros > METER_KEPT_MICROS) {
      meter = null;
    }
    StreamStatus is = judge(nowMicros);
    if (is != status) {
      status = is;
      sinceMicros = since(is, nowMicros);
      changed = true;
    }
    return changed;
  }

  private StreamStatus judge(long nowMicros) {
    if (lastEndMicros == NONE) {
      return StreamStatus.WAITING;
    }
    // Whoever sends a minute at a time is not silent between two of them.
    long patience = Math.max(micros(limits.silentAfter()), 2 * lastLengthMicros);
    if (nowMicros - sampledMicros > patience) {
      return StreamStatus.SILENT;
    }
    if (lastLeadOff || is(TechnicalCondition.LEAD_OFF)) {
      return StreamStatus.LEAD_OFF;
    }
    if (is(TechnicalCondition.POOR_QUALITY)
        || (quality < POOR_QUALITY && lastEndMicros - scoredMicros < micros(limits.strip()))) {
      return StreamStatus.POOR;
    }
    return StreamStatus.LIVE;
  }

  private boolean is(TechnicalCondition condition) {
    return technical.values().stream().anyMatch(alert -> alert.getCondition() == condition);
  }

  private long since(StreamStatus is, long nowMicros) {
    if (is == StreamStatus.LEAD_OFF) {
      return technical.values().stream()
          .filter(alert -> alert.getCondition() == TechnicalCondition.LEAD_OFF)
          .mapToLong(TechnicalAlert::getOnsetMicros)
          .findFirst()
          .orElse(lastEndMicros);
    }
    return lastEndMicros == NONE ? nowMicros : lastEndMicros;
  }

  /** Whether nothing has been heard of it for so long that it can be forgotten. */
  synchronized boolean isForgotten(long nowMicros) {
    return nowMicros - heardMicros > micros(limits.forgetAfter());
  }

  /** Something told of it, though not of samples. */
  synchronized void heardOf(long atMicros) {
    if (lastEndMicros == NONE) {
      heardMicros = Math.max(heardMicros, atMicros);
    }
  }

  /** Somebody looks at it: from now on its heart rate is measured. */
  public synchronized void lookAt(long nowMicros) {
    lookedAtMicros = nowMicros;
    if (meter == null && !samples.isEmpty()) {
      samples.forEach(kept -> measure(kept.segment()));
    }
  }

  private void measure(HeldSegment segment) {
    if (meter == null || meterRateHz != segment.samplingRateHz()) {
      meter = meters.create(segment.samplingRateHz());
      meterRateHz = segment.samplingRateHz();
    }
    meter.add(segment);
  }

  /** It as it is now. */
  public synchronized StreamRow row() {
    Optional<AlertPriority> worst =
        alerts.values().stream()
            .filter(alert -> alert.getAcknowledgedBy() == null)
            .map(EcgAlert::getPriority)
            .min(Enum::compareTo);
    return new StreamRow(
        n,
        device,
        lead,
        status,
        sinceMicros,
        lastEndMicros == NONE ? OptionalDouble.empty() : OptionalDouble.of(rateHz),
        heartRate(),
        Float.isNaN(quality) ? OptionalDouble.empty() : OptionalDouble.of(quality),
        lastMicros(),
        Optional.ofNullable(model),
        worst,
        List.copyOf(alerts.values()),
        List.copyOf(technical.values()),
        List.copyOf(silences.values()));
  }

  /** How it is. */
  synchronized StreamStatus status() {
    return status;
  }

  /** Counts open alerts that nobody acknowledged, by priority. */
  synchronized void count(Map<AlertPriority, Integer> byPriority) {
    for (EcgAlert alert : alerts.values()) {
      if (alert.getAcknowledgedBy() == null) {
        byPriority.merge(alert.getPriority(), 1, Integer::sum);
      }
    }
  }

  /** Beats per minute; empty unless somebody has been looking at it. */
  public synchronized OptionalDouble heartRate() {
    return meter == null || status == StreamStatus.SILENT
        ? OptionalDouble.empty()
        : meter.beatsPerMinute();
  }

  /** Share of the newest window that is usable signal. */
  public synchronized OptionalDouble quality() {
    return Float.isNaN(quality) ? OptionalDouble.empty() : OptionalDouble.of(quality);
  }

  /** Event time just after the newest sample. */
  public synchronized OptionalLong lastMicros() {
    return lastEndMicros == NONE ? OptionalLong.empty() : OptionalLong.of(lastEndMicros);
  }

  /**
   * The time that holds for this stream: now, or that of its newest sample if that is far from now,
   * as in a replay.
   */
  public synchronized long eventTime(long nowMicros) {
    return lastEndMicros == NONE
            || Math.abs(nowMicros - lastEndMicros) < micros(limits.forgetAfter())
        ? nowMicros
        : lastEndMicros;
  }

  /** Samples that are kept of a time, oldest first. */
  public synchronized List<HeldSegment> samples(long fromMicros, long toMicros) {
    List<HeldSegment> found = new ArrayList<>();
    for (Kept kept : samples) {
      if (kept.segment().endMicros() > fromMicros && kept.segment().startMicros() < toMicros) {
        found.add(kept.segment());
      }
    }
    return found;
  }

  /** Event time of the oldest sample that is kept. */
  public synchronized OptionalLong oldestSampleMicros() {
    return samples.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(samples.peekFirst().segment().startMicros());
  }

  /** Scores that are kept of windows that touch a time, oldest first. */
  public synchronized List<WindowScore> scores(long fromMicros, long toMicros) {
    List<WindowScore> found = new ArrayList<>();
    for (KeptScore kept : scores) {
      if (kept.score().endMicros() > fromMicros && kept.score().startMicros() < toMicros) {
        found.add(kept.score());
      }
    }
    return found;
  }

  /** Event time at which the oldest window ends whose score is kept. */
  public synchronized OptionalLong oldestScoreMicros() {
    return scores.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(scores.peekFirst().score().endMicros());
  }

  /** The partition its segments come from; empty before the first. */
  public synchronized Optional<Integer> partition() {
    return partition < 0 ? Optional.empty() : Optional.of(partition);
  }

  /** The partition its scores come from; empty before the first. */
  public synchronized Optional<Integer> scorePartition() {
    return scorePartition < 0 ? Optional.empty() : Optional.of(scorePartition);
  }

  /** An offset at or before the segment that holds a time; empty if none is known. */
  public synchronized OptionalLong offsetBefore(long atMicros) {
    long offset = index.floor(atMicros);
    return offset == OffsetIndex.NONE ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  private static long micros(java.time.Duration duration) {
    return duration.toNanos() / 1000;
  }
}
