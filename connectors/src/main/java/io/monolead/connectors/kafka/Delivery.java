// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/**
 * What a job promises of its results.
 *
 * <p>At least once: results are visible at once, and a few may come twice after a failure; alert
 * ids tell. Exactly once: results become visible to committed readers at the next checkpoint, each
 * one time.
 *
 * @param guarantee the promise
 * @param transactionalIdPrefix begins the ids of the job's transactions; no other running job may
 *     have the same; set for exactly-once alone
 * @param transactionTimeout after which the broker gives up an open transaction: longer than a
 *     checkpoint interval and a restart together, or results are lost; exactly-once alone
 */
public record Delivery(
    DeliveryGuarantee guarantee,
    Optional<String> transactionalIdPrefix,
    Optional<Duration> transactionTimeout) {
  /** Kafka's own limit unless its operator sets another. */
  public static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

  private static final String BROKER_LIMIT = "transaction.max.timeout.ms";

  public Delivery {
    boolean exactlyOnce = guarantee == DeliveryGuarantee.EXACTLY_ONCE;
    if (exactlyOnce
        != (transactionalIdPrefix.filter(prefix -> !prefix.isBlank()).isPresent()
            && transactionTimeout.filter(timeout -> timeout.toMillis() > 0).isPresent())) {
      throw new IllegalArgumentException(
          "Exactly-once delivery, and no other, takes a prefix of transactional ids and a timeout");
    }
  }

  /** Results visible at once, a few twice after a failure. */
  public static Delivery atLeastOnce() {
    return new Delivery(DeliveryGuarantee.AT_LEAST_ONCE, Optional.empty(), Optional.empty());
  }

  /** Results visible at checkpoints, each one time, with the default timeout. */
  public static Delivery exactlyOnce(String transactionalIdPrefix) {
    return exactlyOnce(transactionalIdPrefix, DEFAULT_TRANSACTION_TIMEOUT);
  }

  /** Results visible at checkpoints, each one time. */
  public static Delivery exactlyOnce(String transactionalIdPrefix, Duration transactionTimeout) {
    return new Delivery(
        DeliveryGuarantee.EXACTLY_ONCE,
        Optional.of(transactionalIdPrefix),
        Optional.of(transactionTimeout));
  }

  /**
   * Checks against a broker what it would otherwise refuse in the middle of the job.
   *
   * @param answerWithin time in which the broker must answer
   * @throws BrokerException if the transaction timeout is above the broker's limit, or the broker
   *     does not answer
   */
  public void verify(KafkaConnection connection, Duration answerWithin) {
    if (transactionTimeout.isEmpty()) {
      return;
    }
    try (BrokerAdmin broker = new BrokerAdmin(connection, answerWithin)) {
      for (Node node : broker.await(broker.admin().describeCluster().nodes())) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
        Config config =
            broker.await(broker.admin().describeConfigs(List.of(resource)).values().get(resource));
        ConfigEntry limit = config.get(BROKER_LIMIT);
        if (limit != null && Long.parseLong(limit.value()) < transactionTimeout.get().toMillis()) {
          throw new BrokerException(
              "The transaction timeout of "
                  + transactionTimeout.get().toMillis()
                  + " ms is above the limit of the broker at "
                  + connection
                  + ", "
                  + BROKER_LIMIT
                  + " = "
                  + limit.value()
                  + " ms; lower the one or raise the other");
        }
      }
    } catch (ExecutionException e) {
      throw new BrokerException(
          "Kafka at " + connection + " does not tell its limits: " + e.getCause().getMessage(), e);
    }
  }
}
