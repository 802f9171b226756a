// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalState;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All streams that are known, and what happened to them. */
public final class Wall {
  private static final Logger LOG = LoggerFactory.getLogger(Wall.class);

  /** A score takes some hundred bytes; counted in scores. */
  private static final long ONE = 1;

  /** Samples older than this on arrival are not late but a replay. */
  private static final long LONGEST_LAG_MICROS = 3_600_000_000L;

  private static final long NO_LAG = Long.MAX_VALUE;
  private static final int LONGEST_ID = 256;
  private static final int LONGEST_TEXT = 1024;
  private static final int MOST_LABELS = 500;
  private static final int MOST_LABEL_LISTS = 100;

  private final WallLimits limits;
  private final LongSupplier nowMicros;
  private final HeartRateMeter.Factory meters;
  private final FirstInBudget sampleRoom;
  private final FirstInBudget scoreRoom;
  private final AlertBook<EcgAlert> alerts;
  private final AlertBook<TechnicalAlert> technical;
  private final Map<Key, LeadStream> byKey = new ConcurrentHashMap<>();
  private final Map<Integer, LeadStream> byNumber = new ConcurrentHashMap<>();
  private final Set<Integer> changed = ConcurrentHashMap.newKeySet();
  private final Set<Integer> removed = ConcurrentHashMap.newKeySet();
  private final Set<String> labels = new ConcurrentSkipListSet<>();
  private final Map<List<String>, List<String>> labelLists = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Key> notShown = ConcurrentHashMap.newKeySet();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong leastLagMicros = new AtomicLong(NO_LAG);
  private volatile WallListener listener = new Deaf();

  private record Key(String device, String lead) {}

  /**
   * An empty wall.
   *
   * @param limits what is kept at most
   * @param nowMicros the wall clock, microseconds since 1970
   * @param meters measure heart rates
   */
  public Wall(WallLimits limits, LongSupplier nowMicros, HeartRateMeter.Factory meters) {
    this.limits = limits;
    this.nowMicros = nowMicros;
    this.meters = meters;
    sampleRoom = new FirstInBudget(limits.sampleBytes());
    scoreRoom = new FirstInBudget(limits.scores());
    alerts = new AlertBook<>(limits.alerts());
    technical = new AlertBook<>(limits.alerts());
  }

  /** From now on this one hears what is new; there is one listener. */
  public void listen(WallListener one) {
    listener = one;
  }

  /**
   * Takes a segment.
   *
   * @param partition where it lies
   * @param offset where it lies
   * @param live whether it has just been written, and was not found at the start
   */
  public void segment(EcgSegment segment, int partition, long offset, boolean live) {
    Optional<HeldSegment> sound = SegmentCheck.held(segment, false);
    if (sound.isEmpty()) {
      refused.incrementAndGet();
      return;
    }
    LeadStream stream = stream(segment.getDeviceId(), segment.getLead());
    if (stream == null) {
      return;
    }
    HeldSegment alone = sound.get();
    HeldSegment held =
        alone.withGapBefore(stream.isGapBefore(alone.startMicros(), alone.samplingRateHz()));
    FirstInBudget.Entry room =
        sampleRoom.take(HeldSegment.HEADER_BYTES + held.samples().length, stream::giveUpSamples);
    long now = nowMicros.getAsLong();
    long arrived = live ? now : Math.min(now, held.endMicros());
    boolean statusChanged;
    synchronized (stream) {
      LeadStream.Arrival arrival = stream.add(held, room, sampleRoom, partition, offset, arrived);
      statusChanged = stream.tick(now);
      if (arrival == LeadStream.Arrival.NEXT) {
        listener.segment(stream, held);
      }
    }
    if (statusChanged) {
      changed.add(stream.n());
    }
    long lag = now - held.endMicros();
    if (live && lag < LONGEST_LAG_MICROS) {
      leastLagMicros.accumulateAndGet(Math.max(0, lag), Math::min);
    }
  }

  /**
   * Takes a score.
   *
   * @param partition where it lies
   */
  public void score(EcgScore score, int partition) {
    if (!SegmentCheck.isTime(score.getWindowStartMicros())
        || !SegmentCheck.isTime(score.getWindowEndMicros())
        || isLong(score.getModelId(), LONGEST_ID)
        || isLong(score.getModelVersion(), LONGEST_ID)
        || score.getProbabilities().size() > MOST_LABELS) {
      refused.incrementAndGet();
      return;
    }
    LeadStream stream = stream(score.getDeviceId(), score.getLead());
    if (stream == null) {
      return;
    }
    List<String> names = score.getProbabilities().stream().map(LabelProbability::getLabel).toList();
    if (names.stream().anyMatch(name -> isLong(name, LONGEST_ID))) {
      refused.incrementAndGet();
      return;
    }
    float[] probabilities = new float[names.size()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = score.getProbabilities().get(i).getProbability();
    }
    WindowScore kept =
        new WindowScore(
            score.getWindowStartMicros(),
            score.getWindowEndMicros(),
            score.getModelId() + " " + score.getModelVersion(),
            shared(names),
            probabilities,
            score.getSignalQuality(),
            score.getQualityIssues().stream().map(Enum::name).toList());
    FirstInBudget.Entry room = scoreRoom.take(ONE, stream::giveUpScore);
    boolean rowChanged;
    synchronized (stream) {
      rowChanged = stream.add(kept, room, scoreRoom, partition);
      stream.heardOf(nowMicros.getAsLong());
      rowChanged |= stream.tick(nowMicros.getAsLong());
    }
    if (rowChanged) {
      changed.add(stream.n());
    }
    listener.score(stream, kept);
  }

  private List<String> shared(List<String> names) {
    List<String> known = labelLists.get(names);
    if (known != null) {
      return known;
    }
    if (labelLists.size() < MOST_LABEL_LISTS) {
      labelLists.put(names, names);
      names.forEach(this::label);
    }
    return names;
  }

  /** There is a label, whether or not it was ever raised. */
  public void label(String label) {
    if (labels.size() < MOST_LABELS) {
      labels.add(label);
    }
  }

  /**
   * Takes a transition of an alert.
   *
   * @param live whether it has just been written, and was not found at the start
   */
  public void alert(EcgAlert alert, boolean live) {
    if (!SegmentCheck.isTime(alert.getOnsetMicros())
        || !SegmentCheck.isTime(alert.getTransitionMicros())
        || isLong(alert.getAlertId(), LONGEST_ID)
        || isLong(alert.getLabel(), LONGEST_ID)
        || isLong(alert.getModelId(), LONGEST_ID)
        || isLong(alert.getModelVersion(), LONGEST_ID)
        || isLong(alert.getPolicyVersion(), LONGEST_ID)
        || isLong(alert.getAcknowledgedBy(), LONGEST_ID)) {
      refused.incrementAndGet();
      return;
    }
    LeadStream stream = stream(alert.getDeviceId(), alert.getLead());
    if (stream == null) {
      return;
    }
    boolean open = alert.getState() != AlertState.CLEARED;
    if (!alerts.note(
        alert.getAlertId(),
        new AlertBook.Entry<>(
            stream, alert, alert.getTransitionMicros(), rank(alert.getState()), open))) {
      return;
    }
    alerts.trim().forEach(given -> giveUp(given.getValue().stream(), given.getKey()));
    stream.put(alert, open);
    stream.heardOf(nowMicros.getAsLong());
    changed.add(stream.n());
    if (live) {
      listener.alert(stream, alert);
    }
  }

  /**
   * Takes a transition of a technical alert.
   *
   * @param live whether it has just been written, and was not found at the start
   */
  public void technical(TechnicalAlert alert, boolean live) {
    if (!SegmentCheck.isTime(alert.getOnsetMicros())
        || (alert.getEndMicros() != null && !SegmentCheck.isTime(alert.getEndMicros()))
        || isLong(alert.getAlertId(), LONGEST_ID)
        || isLong(alert.getDetail(), LONGEST_TEXT)) {
      refused.incrementAndGet();
      return;
    }
    LeadStream stream = stream(alert.getDeviceId(), alert.getLead());
    if (stream == null) {
      return;
    }
    boolean open = alert.getState() != TechnicalState.CLEARED;
    long at = alert.getEndMicros() == null ? alert.getOnsetMicros() : alert.getEndMicros();
    if (!technical.note(
        alert.getAlertId(), new AlertBook.Entry<>(stream, alert, at, open ? 0 : 1, open))) {
      return;
    }
    technical.trim().forEach(given -> giveUp(given.getValue().stream(), given.getKey()));
    stream.put(alert, open);
    stream.heardOf(nowMicros.getAsLong());
    stream.tick(nowMicros.getAsLong());
    changed.add(stream.n());
    if (live) {
      listener.technical(stream, alert);
    }
  }

  /** Orders transitions of one time. */
  private static int rank(AlertState state) {
    return switch (state) {
      case RAISED -> 0;
      case UPDATED -> 1;
      case CLEARED -> 2;
    };
  }

  private void giveUp(LeadStream stream, String alertId) {
    stream.drop(alertId);
    changed.add(stream.n());
  }

  /** Takes what a person did: silences are shown, acknowledgements come with the alert. */
  public void action(AlertAction action) {
    if (action.getKind() != AlertActionKind.SILENCE && action.getKind() != AlertActionKind.RESUME) {
      return;
    }
    if (isLong(action.getLabel(), LONGEST_ID)
        || isLong(action.getBy(), LONGEST_ID)
        || (action.getKind() == AlertActionKind.SILENCE && action.getUntilMicros() == null)) {
      refused.incrementAndGet();
      return;
    }
    LeadStream stream = stream(action.getDeviceId(), action.getLead());
    if (stream == null) {
      return;
    }
    String label = action.getLabel() == null ? "" : action.getLabel();
    if (action.getKind() == AlertActionKind.SILENCE) {
      stream.silence(new Silence(label, action.getUntilMicros(), action.getBy()));
    } else {
      stream.resume(label);
    }
    stream.tick(nowMicros.getAsLong());
    changed.add(stream.n());
  }

  private static boolean isLong(String text, int most) {
    return text != null && text.length() > most;
  }

  /** The stream, made if it is new; null if it cannot be shown. */
  private LeadStream stream(String device, String leadText) {
    String lead;
    try {
      lead = Lead.parse(leadText).name();
    } catch (IllegalArgumentException e) {
      refused.incrementAndGet();
      return null;
    }
    if (!SegmentCheck.isDevice(device)) {
      refused.incrementAndGet();
      return null;
    }
    Key key = new Key(device, lead);
    LeadStream known = byKey.get(key);
    return known != null ? known : newStream(key);
  }

  private synchronized LeadStream newStream(Key key) {
    LeadStream known = byKey.get(key);
    if (known != null) {
      return known;
    }
    if (byKey.size() >= limits.streams()) {
      if (notShown.isEmpty()) {
        LOG.warn(
            "The monitor shows {} streams and leaves out every further one; start it with a higher"
                + " --streams, or one monitor per prefix",
            limits.streams());
      }
      if (notShown.size() < limits.streams()) {
        notShown.add(key);
      }
      return null;
    }
    LeadStream stream =
        new LeadStream(
            numbers.incrementAndGet(),
            key.device(),
            key.lead(),
            limits,
            meters,
            nowMicros.getAsLong());
    byNumber.put(stream.n(), stream);
    byKey.put(key, stream);
    changed.add(stream.n());
    return stream;
  }

  /** Sees what time did to all streams; to be called about once a second. */
  public void tick() {
    long now = nowMicros.getAsLong();
    for (LeadStream stream : byNumber.values()) {
      if (stream.isForgotten(now)) {
        forget(stream);
      } else if (stream.tick(now)) {
        changed.add(stream.n());
      }
    }
  }

  private synchronized void forget(LeadStream stream) {
    byKey.remove(new Key(stream.device(), stream.lead()));
    byNumber.remove(stream.n());
    removed.add(stream.n());
    notShown.clear();
  }

  /** Numbers of the streams whose rows changed since this was asked last. */
  public Set<Integer> drainChanged() {
    return drain(changed);
  }

  /** Numbers of the streams that left since this was asked last. */
  public Set<Integer> drainRemoved() {
    return drain(removed);
  }

  private static Set<Integer> drain(Set<Integer> from) {
    Set<Integer> drained = new HashSet<>();
    for (Iterator<Integer> each = from.iterator(); each.hasNext(); ) {
      drained.add(each.next());
      // What is added again after this is found the next time.
      each.remove();
    }
    return drained;
  }

  /** The stream with a number. */
  public Optional<LeadStream> stream(int n) {
    return Optional.ofNullable(byNumber.get(n));
  }

  /** The stream of a lead. */
  public Optional<LeadStream> find(String device, String lead) {
    return Optional.ofNullable(byKey.get(new Key(device, lead)));
  }

  /** All streams. */
  public Collection<LeadStream> streams() {
    return Collections.unmodifiableCollection(byNumber.values());
  }

  /** Labels that can be raised or are scored, in alphabetical order. */
  public List<String> labels() {
    return List.copyOf(labels);
  }

  /** The latest transitions of all alerts that are kept, newest first. */
  public List<EcgAlert> newestAlerts(int limit) {
    return transitions(alerts, entry -> true, limit);
  }

  /** The latest transition of an alert. */
  public Optional<EcgAlert> alert(String id) {
    return alerts.find(id).map(AlertBook.Entry::transition);
  }

  /** The latest transitions of a stream's alerts that touch a time, newest first. */
  public List<EcgAlert> alerts(LeadStream stream, long fromMicros, long toMicros, int limit) {
    return transitions(
        alerts,
        entry ->
            entry.stream() == stream
                && entry.transition().getOnsetMicros() < toMicros
                && (entry.open() || entry.atMicros() >= fromMicros),
        limit);
  }

  /** The latest transitions of a stream's technical alerts that touch a time, newest first. */
  public List<TechnicalAlert> technical(
      LeadStream stream, long fromMicros, long toMicros, int limit) {
    return transitions(
        technical,
        entry ->
            entry.stream() == stream
                && entry.transition().getOnsetMicros() < toMicros
                && (entry.open() || entry.atMicros() >= fromMicros),
        limit);
  }

  private static <T> List<T> transitions(
      AlertBook<T> book, Predicate<AlertBook.Entry<T>> wanted, int limit) {
    return new ArrayList<>(
        book.newest(wanted, limit).stream().map(AlertBook.Entry::transition).toList());
  }

  /** All streams in figures. The lag is that of what came since this was asked last. */
  public WallSummary summary() {
    Map<StreamStatus, Integer> byStatus = new EnumMap<>(StreamStatus.class);
    Map<AlertPriority, Integer> byPriority = new EnumMap<>(AlertPriority.class);
    int count = 0;
    for (LeadStream stream : byNumber.values()) {
      count++;
      byStatus.merge(stream.status(), 1, Integer::sum);
      stream.count(byPriority);
    }
    long lag = leastLagMicros.getAndSet(NO_LAG);
    return new WallSummary(
        count,
        byStatus.getOrDefault(StreamStatus.LIVE, 0),
        byStatus.getOrDefault(StreamStatus.SILENT, 0),
        byStatus.getOrDefault(StreamStatus.LEAD_OFF, 0),
        byStatus.getOrDefault(StreamStatus.POOR, 0),
        byPriority.getOrDefault(AlertPriority.HIGH, 0),
        byPriority.getOrDefault(AlertPriority.MEDIUM, 0),
        byPriority.getOrDefault(AlertPriority.LOW, 0),
        notShown.size(),
        lag == NO_LAG ? OptionalLong.empty() : OptionalLong.of(lag / 1000));
  }

  /** Records that could not be shown. */
  public long refused() {
    return refused.get();
  }

  /** Bytes of samples that are kept. */
  public long sampleBytes() {
    return sampleRoom.used();
  }

  /** Scores that are kept. */
  public long scoresKept() {
    return scoreRoom.used();
  }

  /** Nobody listens yet. */
  private static final class Deaf implements WallListener {
    @Override
    public void segment(LeadStream stream, HeldSegment segment) {}

    @Override
    public void score(LeadStream stream, WindowScore score) {}

    @Override
    public void alert(LeadStream stream, EcgAlert alert) {}

    @Override
    public void technical(LeadStream stream, TechnicalAlert alert) {}
  }
}
