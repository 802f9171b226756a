// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import io.monolead.routing.http.Backoff;
import io.monolead.routing.transition.Transition;
import io.monolead.routing.transition.TransitionFilter;
import io.monolead.routing.transition.TransitionReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers each transition by itself, in the order of its device, several devices at a time.
 *
 * <p>What is read and not yet delivered is bounded: while there is much of it, no more is read, and
 * Kafka keeps the rest. A position is committed when everything before it was delivered, or written
 * to the topic of what could not be.
 */
public final class OrderedRoute implements Route {
  private static final Logger LOG = LoggerFactory.getLogger(OrderedRoute.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);

  private final String target;
  private final GroupClients clients;
  private final TransitionFilter filter;
  private final Delivery delivery;
  private final String undeliveredTopic;
  private final Limits limits;
  private final RouteStatus status;
  private final TransitionReader reader;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final DeviceLanes lanes;
  private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
  private final Map<TopicPartition, Set<ParcelTask>> underWay = new HashMap<>();
  private final ConcurrentLinkedQueue<ParcelTask> done = new ConcurrentLinkedQueue<>();
  private long committedNanos = System.nanoTime();
  private volatile boolean stopping;

  /** How a transition reaches the target. */
  public interface Delivery {
    /** One attempt; called by several threads at a time, never twice at a time for one device. */
    Outcome deliver(Transition transition) throws InterruptedException;
  }

  /**
   * Bounds of what is under way.
   *
   * @param concurrency how many devices are served at a time
   * @param waiting how many transitions may be read and not delivered
   * @param span how far behind the first undelivered record of a partition others may be delivered
   * @param giveUpAfter how long a transition is attempted; empty for ever
   * @param backoff how long to wait after failures
   */
  public record Limits(
      int concurrency, int waiting, int span, Optional<Duration> giveUpAfter, Backoff backoff) {
    /** Four devices at a time, never giving up. */
    public static final Limits USUAL =
        new Limits(4, 2_000, 20_000, Optional.empty(), Backoff.USUAL);
  }

  /**
   * Opens a route.
   *
   * @param target the target's name
   * @param undeliveredTopic where records go that the target refuses
   * @throws KafkaException if the broker does not answer or refuses
   */
  public OrderedRoute(
      String target,
      GroupClients clients,
      TransitionFilter filter,
      Delivery delivery,
      String undeliveredTopic,
      Limits limits,
      RouteStatus status)
      throws InterruptedException {
    this.target = target;
    this.clients = clients;
    this.filter = filter;
    this.delivery = delivery;
    this.undeliveredTopic = undeliveredTopic;
    this.limits = limits;
    this.status = status;
    reader = new TransitionReader(clients.topics());
    clients.settleStart();
    producer = clients.newProducer(Optional.empty());
    try {
      consumer = clients.newConsumer();
    } catch (KafkaException e) {
      producer.close();
      throw e;
    }
    AtomicInteger threads = new AtomicInteger();
    lanes =
        new DeviceLanes(
            limits.concurrency(),
            body -> {
              Thread thread = new Thread(body, "route-" + target + "-" + threads.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            limits.backoff(),
            RandomGenerator.getDefault(),
            task -> done.add((ParcelTask) task));
  }

  @Override
  public void run() throws InterruptedException {
    try {
      consumer.subscribe(clients.alertTopics(), new Rebalance());
      while (!stopping) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        settle();
        commitNowAndThen();
        pauseOrResume();
      }
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    }
  }

  @Override
  public void stop() {
    // Polls are short; a wake-up could hit the last commit instead.
    stopping = true;
  }

  @Override
  public void close() {
    // First the attempts under way, so that what they deliver is committed.
    lanes.close();
    try (producer;
        consumer) {
      settle();
      commit();
    } catch (KafkaException e) {
      LOG.warn(
          "Route {} cannot commit; what it delivered last will be delivered again: {}",
          target,
          e.getMessage());
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    status.countRead();
    Parcel parcel = GroupClients.open(reader, record);
    PartitionProgress.Entry entry =
        progress
            .computeIfAbsent(parcel.partition(), partition -> new PartitionProgress())
            .read(record.offset());
    if (parcel.transition().isPresent() && !filter.wants(parcel.transition().get())) {
      status.countFiltered();
      entry.done();
      return;
    }
    ParcelTask task = new ParcelTask(parcel, entry);
    underWay.computeIfAbsent(parcel.partition(), partition -> new HashSet<>()).add(task);
    lanes.add(lane(parcel), task);
  }

  private static String lane(Parcel parcel) {
    return parcel
        .transition()
        .map(Transition::deviceId)
        .orElseGet(
            () ->
                parcel.source().key() == null
                    ? ""
                    : new String(parcel.source().key(), StandardCharsets.UTF_8));
  }

  /** Takes note of what the lanes have done. */
  private void settle() {
    for (ParcelTask task = done.poll(); task != null; task = done.poll()) {
      task.entry.done();
      Set<ParcelTask> tasks = underWay.get(task.parcel.partition());
      if (tasks != null) {
        tasks.remove(task);
      }
    }
    int waiting = waiting();
    status.waiting(waiting);
    if (waiting == 0) {
      status.works();
    }
  }

  private int waiting() {
    return underWay.values().stream().mapToInt(Set::size).sum();
  }

  private void commitNowAndThen() {
    if (System.nanoTime() - committedNanos >= COMMIT_EVERY.toNanos()) {
      commit();
    }
  }

  private void commit() {
    committedNanos = System.nanoTime();
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      PartitionProgress of = progress.get(partition);
      if (of != null) {
        of.committable(consumer.position(partition))
            .ifPresent(to -> positions.put(partition, new OffsetAndMetadata(to)));
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
    positions.forEach((partition, to) -> progress.get(partition).committed(to.offset()));
  }

  private void pauseOrResume() {
    boolean full = waiting() >= limits.waiting();
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      PartitionProgress of = progress.get(partition);
      boolean far = of != null && of.span() >= limits.span();
      (full || far ? pause : resume).add(partition);
    }
    consumer.pause(pause);
    consumer.resume(resume);
  }

  private Outcome attempt(ParcelTask task) {
    Outcome outcome;
    try {
      outcome =
          task.parcel.transition().isPresent()
              ? delivery.deliver(task.parcel.transition().get())
              : new Outcome.Refused("the record cannot be read: " + task.parcel.problem());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Later("stopped", Optional.empty(), false);
    } catch (RuntimeException e) {
      // A fault of ours must not take an alert with it, nor the thread that delivers others.
      LOG.error("Route {} cannot deliver {}", target, task.parcel.origin(), e);
      outcome = new Outcome.Later("fault: " + e, Optional.empty(), false);
    }
    if (outcome instanceof Outcome.Delivered) {
      status.countDelivered(1);
      return outcome;
    }
    if (outcome instanceof Outcome.Later later) {
      // One line per outage, not one per alert.
      if (status.failed(later.reason())) {
        LOG.warn("Route {} will try again: {}", target, later.reason());
      }
      if (!task.tooOld()) {
        return outcome;
      }
      return putAside(
          task,
          "not delivered for " + limits.giveUpAfter().orElseThrow() + "; lately " + later.reason());
    }
    status.works();
    return putAside(task, ((Outcome.Refused) outcome).reason());
  }

  /** Writes a record to the topic of what could not be delivered, and waits until it lies there. */
  private Outcome putAside(ParcelTask task, String reason) {
    try {
      producer.send(UndeliveredRecord.of(undeliveredTopic, target, task.parcel, reason)).get();
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Later("stopped", Optional.empty(), false);
    } catch (ExecutionException | KafkaException e) {
      String why = "cannot write to " + undeliveredTopic + ": " + e.getMessage();
      LOG.warn("Route {} keeps {}: {}", target, task.parcel.origin(), why);
      status.failed(why);
      return new Outcome.Later(why, Optional.empty(), false);
    }
    status.countUndelivered();
    // The reason may repeat what was sent: it is for the topic, not for a log.
    LOG.warn("Route {} put {} aside, see {}", target, task.parcel.origin(), undeliveredTopic);
    return new Outcome.Refused(reason);
  }

  /** One record in its lane. */
  private final class ParcelTask extends DeviceLanes.Task {
    private final Parcel parcel;
    private final PartitionProgress.Entry entry;
    private final long sinceNanos = System.nanoTime();

    private ParcelTask(Parcel parcel, PartitionProgress.Entry entry) {
      this.parcel = parcel;
      this.entry = entry;
    }

    @Override
    Outcome attempt() {
      return OrderedRoute.this.attempt(this);
    }

    private boolean tooOld() {
      return limits
          .giveUpAfter()
          .filter(most -> System.nanoTime() - sinceNanos >= most.toNanos())
          .isPresent();
    }
  }

  /** Lets go of partitions that others get. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.info("Route {} got {} partitions", target, partitions.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      settle();
      try {
        commit();
      } catch (KafkaException e) {
        LOG.warn("Route {} cannot commit before it gives partitions away", target, e);
      }
      forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      forget(partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        progress.remove(partition);
        Set<ParcelTask> tasks = underWay.remove(partition);
        if (tasks != null) {
          tasks.forEach(ParcelTask::forget);
        }
      }
    }
  }
}
