// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.alertmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.monolead.routing.delivery.GroupClients;
import io.monolead.routing.delivery.Parcel;
import io.monolead.routing.delivery.Route;
import io.monolead.routing.delivery.RouteStatus;
import io.monolead.routing.delivery.UndeliveredRecord;
import io.monolead.routing.http.Backoff;
import io.monolead.routing.http.HttpAnswer;
import io.monolead.routing.http.HttpSender;
import io.monolead.routing.transition.Transition;
import io.monolead.routing.transition.TransitionFilter;
import io.monolead.routing.transition.TransitionReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an Alertmanager which alerts are raised.
 *
 * <p>Alertmanager forgets what is not sent again: an alert that lasts is sent every {@code resend},
 * and is over by itself after four times as long, so that a route that died leaves no alarm behind
 * for ever. Which alerts last is rebuilt from the topics whenever partitions are assigned: records
 * before the committed position are read again and not sent, those behind it are sent as they come.
 * A position is committed when everything before it was told.
 */
public final class AlertmanagerRoute implements Route {
  private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerRoute.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  /** Between two polls no more time may go by than Kafka grants a member of a group: 5 min. */
  private static final Duration TELL_FOR = Duration.ofSeconds(30);

  private static final int RESOLVE_AFTER_RESENDS = 4;
  private static final int MOST_IN_A_REQUEST = 100;
  private static final int MOST_WAITING = 5_000;

  private final String target;
  private final GroupClients clients;
  private final TransitionFilter filter;
  private final HttpSender sender;
  private final Duration resend;
  private final Duration rebuild;
  private final Backoff backoff;
  private final String undeliveredTopic;
  private final RouteStatus status;
  private final Clock clock;
  private final RandomGenerator chance = RandomGenerator.getDefault();
  private final TransitionReader reader;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final OpenAlerts open;

  /** What has to be told, in order, with the record it comes from. */
  private final Deque<News> news = new ArrayDeque<>();

  /** Ids of alerts that last and are to be sent again. */
  private final Deque<String> resending = new ArrayDeque<>();

  /** Offsets up to which records are only read again. */
  private final Map<TopicPartition, Long> toldBefore = new HashMap<>();

  private final Set<TopicPartition> rebuilding = new HashSet<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private int failures;
  private long notBeforeNanos = System.nanoTime();
  private long resendNanos = System.nanoTime();
  private volatile boolean stopping;

  /** An alert to be told, and why. */
  private record News(PostableAlert alert, Parcel parcel, boolean last) {}

  /**
   * Opens a route.
   *
   * @param target the target's name
   * @param sender sends to {@code /api/v2/alerts}
   * @param furtherLabels labels that every alert carries
   * @param resend how often what lasts is sent again
   * @param rebuild how far back, by event time, alerts may have begun or been updated that may
   *     still last
   * @param undeliveredTopic where records go that Alertmanager refuses
   * @throws KafkaException if the broker does not answer or refuses
   */
  public AlertmanagerRoute(
      String target,
      GroupClients clients,
      TransitionFilter filter,
      HttpSender sender,
      Map<String, String> furtherLabels,
      Duration resend,
      Duration rebuild,
      Backoff backoff,
      String undeliveredTopic,
      RouteStatus status,
      Clock clock)
      throws InterruptedException {
    this.target = target;
    this.clients = clients;
    this.filter = filter;
    this.sender = sender;
    this.resend = resend;
    this.rebuild = rebuild;
    this.backoff = backoff;
    this.undeliveredTopic = undeliveredTopic;
    this.status = status;
    this.clock = clock;
    open = new OpenAlerts(furtherLabels);
    reader = new TransitionReader(clients.topics());
    clients.settleStart();
    producer = clients.newProducer(Optional.empty());
    try {
      consumer = clients.newConsumer();
    } catch (KafkaException e) {
      producer.close();
      throw e;
    }
  }

  @Override
  public void run() throws InterruptedException {
    try {
      consumer.subscribe(clients.alertTopics(), new Rebalance());
      while (!stopping) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        noteRebuilt();
        tell();
        commit();
        pauseOrResume();
        status.waiting(news.size());
        status.open(open.size());
      }
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Parcel parcel = GroupClients.open(reader, record);
    boolean again = record.offset() < toldBefore.getOrDefault(parcel.partition(), 0L);
    if (!again) {
      status.countRead();
    }
    if (parcel.transition().isEmpty()) {
      if (!again) {
        putAside(parcel, "the record cannot be read: " + parcel.problem());
      }
      return;
    }
    Transition transition = parcel.transition().get();
    if (!filter.wants(transition)) {
      if (!again) {
        status.countFiltered();
      }
      return;
    }
    List<PostableAlert> told = open.apply(parcel.partition(), transition);
    if (!again) {
      for (int i = 0; i < told.size(); i++) {
        news.add(new News(told.get(i), parcel, i == told.size() - 1));
      }
    }
  }

  /** What lasts is sent as soon as it is known again, not only when its time has come. */
  private void noteRebuilt() {
    if (rebuilding.removeIf(
        partition -> consumer.position(partition) >= toldBefore.getOrDefault(partition, 0L))) {
      resendNanos = System.nanoTime();
    }
  }

  /** Sends what is new, and what lasts if its time has come, for no longer than a while. */
  private void tell() throws InterruptedException {
    long until = System.nanoTime() + TELL_FOR.toNanos();
    boolean well = notBeforeNanos - System.nanoTime() <= 0;
    while (well && !news.isEmpty() && goesOn(until)) {
      well = sendNews();
    }
    if (resending.isEmpty() && rebuilding.isEmpty() && resendNanos - System.nanoTime() <= 0) {
      resending.addAll(open.ids());
      resendNanos = System.nanoTime() + resend.toNanos();
    }
    while (well && !resending.isEmpty() && goesOn(until)) {
      well = sendLasting();
    }
  }

  private boolean goesOn(long untilNanos) {
    return !stopping && System.nanoTime() - untilNanos < 0;
  }

  /** Sends the first news; if they are refused together, each by itself, to find out which. */
  private boolean sendNews() throws InterruptedException {
    List<News> part = news.stream().limit(MOST_IN_A_REQUEST).toList();
    Optional<HttpAnswer> answer = post(part.stream().map(News::alert).toList());
    if (answer.isEmpty()) {
      return false;
    }
    if (answer.get().taken()) {
      part.forEach(this::told);
      return true;
    }
    for (News each : part) {
      Optional<HttpAnswer> alone = post(List.of(each.alert()));
      if (alone.isEmpty()) {
        return false;
      }
      if (alone.get().taken()) {
        told(each);
      } else {
        putAside(each.parcel(), alone.get().summary());
        open.drop(each.alert());
        news.removeFirst();
      }
    }
    return true;
  }

  private void told(News first) {
    news.removeFirst();
    if (first.last()) {
      status.countDelivered(1);
    }
  }

  /** Sends some of what lasts again. What is over meanwhile is left out. */
  private boolean sendLasting() throws InterruptedException {
    List<String> ids = resending.stream().limit(MOST_IN_A_REQUEST).toList();
    List<PostableAlert> part = ids.stream().map(open::find).flatMap(Optional::stream).toList();
    if (!part.isEmpty()) {
      Optional<HttpAnswer> answer = post(part);
      if (answer.isEmpty()) {
        return false;
      }
      // Alertmanager has taken those that it can use; the other was put aside when it was news.
      if (answer.get().refused()) {
        LOG.warn("Route {}: Alertmanager refuses an alert that lasts", target);
      }
    }
    ids.forEach(unused -> resending.removeFirst());
    return true;
  }

  /** One request; empty if it has to be made again later. */
  private Optional<HttpAnswer> post(List<PostableAlert> alerts) throws InterruptedException {
    Instant now = clock.instant();
    ArrayNode array = JSON.createArrayNode();
    alerts.forEach(
        alert -> array.add(alert.toJson(now, resend.multipliedBy(RESOLVE_AFTER_RESENDS))));
    Optional<Duration> asked = Optional.empty();
    String why;
    try {
      HttpAnswer answer =
          sender.post(JSON.writeValueAsString(array).getBytes(StandardCharsets.UTF_8), Map.of());
      if (answer.taken() || answer.refused()) {
        failures = 0;
        status.works();
        return Optional.of(answer);
      }
      why = "HTTP " + answer.status();
      asked = answer.retryAfter();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of plain values is always JSON", e);
    } catch (IOException e) {
      why = e.getMessage();
    }
    failures++;
    Duration wait = backoff.after(failures, chance);
    notBeforeNanos =
        System.nanoTime() + asked.filter(w -> w.compareTo(wait) > 0).orElse(wait).toNanos();
    if (status.failed(why)) {
      LOG.warn("Route {} will try again: {}", target, why);
    }
    return Optional.empty();
  }

  private void putAside(Parcel parcel, String reason) {
    try {
      producer.send(UndeliveredRecord.of(undeliveredTopic, target, parcel, reason)).get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot write to " + undeliveredTopic, e.getCause());
    }
    status.countUndelivered();
    LOG.warn("Route {} put {} aside, see {}", target, parcel.origin(), undeliveredTopic);
  }

  /** Positions count while there is nothing left to tell. */
  private void commit() {
    if (!news.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      long position = consumer.position(partition);
      if (!rebuilding.contains(partition)
          && position > committed.getOrDefault(partition, 0L)
          && position > toldBefore.getOrDefault(partition, 0L)) {
        positions.put(partition, new OffsetAndMetadata(position));
      }
    }
    if (positions.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(positions);
    } catch (RebalanceInProgressException | CommitFailedException e) {
      // The next poll tells which partitions are still ours; those are committed then.
      LOG.debug("Route {} commits after the group has sorted itself", target, e);
      return;
    }
    positions.forEach((partition, to) -> committed.put(partition, to.offset()));
  }

  private void pauseOrResume() {
    if (news.size() >= MOST_WAITING) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
  }

  @Override
  public void stop() {
    // Polls are short; a wake-up could hit the last commit instead.
    stopping = true;
  }

  @Override
  public void close() {
    try (producer;
        consumer) {
      commit();
    } catch (KafkaException e) {
      LOG.warn(
          "Route {} cannot commit; what it told last will be told again: {}",
          target,
          e.getMessage());
    }
  }

  /** Reads again what came before, to know what lasts. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (partitions.isEmpty()) {
        return;
      }
      Set<TopicPartition> assigned = Set.copyOf(partitions);
      Map<TopicPartition, OffsetAndMetadata> positions =
          consumer.committed(assigned, ANSWER_TIMEOUT);
      Map<TopicPartition, Long> oldest = consumer.beginningOffsets(assigned, ANSWER_TIMEOUT);
      long since = clock.instant().minus(rebuild).toEpochMilli();
      Map<TopicPartition, Long> times = new HashMap<>();
      assigned.forEach(partition -> times.put(partition, since));
      Map<TopicPartition, OffsetAndTimestamp> recent =
          consumer.offsetsForTimes(times, ANSWER_TIMEOUT);
      for (TopicPartition partition : assigned) {
        OffsetAndMetadata position = positions.get(partition);
        long told = position == null ? oldest.get(partition) : position.offset();
        OffsetAndTimestamp found = recent.get(partition);
        long from = Math.max(oldest.get(partition), found == null ? told : found.offset());
        toldBefore.put(partition, told);
        committed.put(partition, told);
        rebuilding.add(partition);
        consumer.seek(partition, Math.min(from, Math.max(told, oldest.get(partition))));
      }
      LOG.info("Route {} got {} partitions", target, assigned.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      try {
        commit();
      } catch (KafkaException e) {
        LOG.warn("Route {} cannot commit before it gives partitions away", target, e);
      }
      onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      open.forget(partitions);
      List<News> kept = new ArrayList<>();
      for (News each : news) {
        if (!partitions.contains(each.parcel().partition())) {
          kept.add(each);
        }
      }
      news.clear();
      news.addAll(kept);
      partitions.forEach(rebuilding::remove);
      partitions.forEach(toldBefore::remove);
      partitions.forEach(committed::remove);
    }
  }
}
