// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.fhir;

import io.monolead.routing.delivery.GroupClients;
import io.monolead.routing.delivery.Parcel;
import io.monolead.routing.delivery.Route;
import io.monolead.routing.delivery.RouteStatus;
import io.monolead.routing.delivery.UndeliveredRecord;
import io.monolead.routing.transition.Transition;
import io.monolead.routing.transition.TransitionFilter;
import io.monolead.routing.transition.TransitionReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each transition to a topic as a FHIR transaction, exactly once.
 *
 * <p>What was read, what was written for it and the new position are one Kafka transaction: a
 * reader of committed records sees each transition once and in order, whatever fails in between. A
 * failure ends the run, with the transaction given up; the next one begins at the committed
 * position.
 */
public final class FhirRoute implements Route {
  private static final Logger LOG = LoggerFactory.getLogger(FhirRoute.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final String target;
  private final GroupClients clients;
  private final TransitionFilter filter;
  private final FhirMapping mapping;
  private final String topic;
  private final String undeliveredTopic;
  private final RouteStatus status;
  private final TransitionReader reader;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private volatile boolean stopping;

  /**
   * Opens a route.
   *
   * @param target the target's name
   * @param topic where the resources go
   * @param undeliveredTopic where records go that FHIR cannot say
   * @throws KafkaException if the broker does not answer or refuses
   */
  public FhirRoute(
      String target,
      GroupClients clients,
      TransitionFilter filter,
      FhirMapping mapping,
      String topic,
      String undeliveredTopic,
      RouteStatus status)
      throws InterruptedException {
    this.target = target;
    this.clients = clients;
    this.filter = filter;
    this.mapping = mapping;
    this.topic = topic;
    this.undeliveredTopic = undeliveredTopic;
    this.status = status;
    reader = new TransitionReader(clients.topics());
    clients.settleStart();
    // Kafka fences by the group's generation, so that each process may have an id of its own.
    producer = clients.newProducer(Optional.of(clients.group() + "-" + UUID.randomUUID()));
    try {
      producer.initTransactions();
      consumer = clients.newConsumer();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  @Override
  public void run() throws InterruptedException {
    try {
      consumer.subscribe(clients.alertTopics());
      while (!stopping) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          deliver(records);
        }
      }
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    }
  }

  private void deliver(ConsumerRecords<byte[], byte[]> records) {
    List<ProducerRecord<byte[], byte[]>> resources = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> undelivered = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      status.countRead();
      translate(GroupClients.open(reader, record), resources, undelivered);
    }
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      positions.put(partition, new OffsetAndMetadata(consumer.position(partition)));
    }
    producer.beginTransaction();
    try {
      resources.forEach(this::send);
      undelivered.forEach(this::send);
      producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
      producer.commitTransaction();
    } catch (KafkaException e) {
      giveUp();
      throw e;
    }
    if (!resources.isEmpty()) {
      status.countDelivered(resources.size());
    }
    undelivered.forEach(record -> status.countUndelivered());
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    // A failure of a record fails the commit of the transaction.
    var unused = producer.send(record);
  }

  private void translate(
      Parcel parcel,
      List<ProducerRecord<byte[], byte[]>> resources,
      List<ProducerRecord<byte[], byte[]>> undelivered) {
    if (parcel.transition().isEmpty()) {
      undelivered.add(undelivered(parcel, "the record cannot be read: " + parcel.problem()));
      return;
    }
    Transition transition = parcel.transition().get();
    if (!filter.wants(transition)) {
      status.countFiltered();
      return;
    }
    try {
      resources.add(
          new ProducerRecord<>(
              topic,
              null,
              Math.max(0, Math.floorDiv(transition.transitionMicros(), 1_000)),
              transition.deviceId().getBytes(StandardCharsets.UTF_8),
              mapping.json(transition).getBytes(StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      undelivered.add(undelivered(parcel, e.getMessage()));
    }
  }

  private ProducerRecord<byte[], byte[]> undelivered(Parcel parcel, String reason) {
    LOG.warn("Route {} puts {} aside, see {}", target, parcel.origin(), undeliveredTopic);
    return UndeliveredRecord.of(undeliveredTopic, target, parcel, reason);
  }

  private void giveUp() {
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      // The broker gives it up by itself after the transaction's timeout.
      LOG.debug("Route {} cannot give up its transaction", target, e);
    }
  }

  @Override
  public void stop() {
    // Polls are short; a wake-up could hit the last commit instead.
    stopping = true;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    consumer.close();
  }
}
