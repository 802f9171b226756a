// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** An admin client whose every call ends within a time limit and fails with a readable message. */
final class BrokerAdmin implements AutoCloseable {
  private final KafkaConnection connection;
  private final Duration timeout;
  private final Admin admin;

  BrokerAdmin(KafkaConnection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
    String millis = Long.toString(timeout.toMillis());
    try {
      admin =
          Admin.create(
              connection.properties(
                  Map.of("request.timeout.ms", millis, "default.api.timeout.ms", millis)));
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BrokerException(
          "Cannot connect to Kafka at " + connection + ": " + cause.getMessage(), e);
    }
  }

  Admin admin() {
    return admin;
  }

  /** Waits for an answer; a failure of the request itself comes back as the cause. */
  <T> T await(KafkaFuture<T> answer) throws ExecutionException {
    try {
      // The client's own limit comes first and says more; this one catches what it misses.
      return answer.get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw unreachable(e.getCause());
      }
      throw e;
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("Interrupted while waiting for Kafka at " + connection, e);
    }
  }

  private BrokerException unreachable(Throwable cause) {
    return new BrokerException(
        "No Kafka broker answered at "
            + connection
            + " within "
            + timeout.toMillis()
            + " ms; check the address, or start a broker there",
        cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
