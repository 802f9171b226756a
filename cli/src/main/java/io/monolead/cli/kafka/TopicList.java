// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.kafka;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.connectors.kafka.KafkaConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** What topics a broker has and how much is in them. */
public final class TopicList {
  private static final int PATIENCE_MILLIS = 8_000;

  private TopicList() {}

  /**
   * One topic.
   *
   * @param name name of the topic
   * @param partitions number of partitions
   * @param records records between the first and the last offset; a few of them may be marks of
   *     transactions
   */
  public record Entry(String name, int partitions, long records) {}

  /**
   * The topics whose names begin with a prefix, in alphabetical order.
   *
   * @throws CommandFailure if the broker does not answer
   */
  public static List<Entry> list(KafkaConnection connection, String prefix)
      throws InterruptedException {
    Map<String, Object> properties = new HashMap<>(connection.clientProperties());
    properties.put("bootstrap.servers", connection.bootstrapServers());
    properties.put("request.timeout.ms", PATIENCE_MILLIS / 2);
    properties.put("default.api.timeout.ms", PATIENCE_MILLIS);
    try (Admin admin = Admin.create(properties)) {
      List<String> names =
          admin.listTopics().names().get().stream()
              .filter(name -> name.startsWith(prefix))
              .sorted()
              .toList();
      List<Entry> entries = new ArrayList<>();
      Map<String, TopicDescription> described =
          new TreeMap<>(admin.describeTopics(names).allTopicNames().get());
      for (TopicDescription topic : described.values()) {
        List<TopicPartition> partitions =
            topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
        long records =
            sum(admin, partitions, OffsetSpec.latest())
                - sum(admin, partitions, OffsetSpec.earliest());
        entries.add(new Entry(topic.name(), partitions.size(), records));
      }
      return entries;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthenticationException
          || e.getCause() instanceof AuthorizationException) {
        throw new CommandFailure(
            "Kafka at "
                + connection
                + " refuses us: "
                + e.getCause().getMessage()
                + ". Look at the properties that --kafka-config names",
            e);
      }
      throw new CommandFailure(
          "No Kafka broker answers at "
              + connection
              + " within "
              + PATIENCE_MILLIS / 1000
              + " s. Is it running, and is the address right?",
          e);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CommandFailure(
          "Cannot connect to Kafka at " + connection + ": " + cause.getMessage(), e);
    }
  }

  /**
   * Makes sure that a topic is there.
   *
   * @throws CommandFailure if it is not, with the command that makes it, or if nobody answers
   */
  public static void require(KafkaConnection connection, String topic) throws InterruptedException {
    if (list(connection, topic).stream().noneMatch(entry -> entry.name().equals(topic))) {
      throw new CommandFailure(
          "Kafka at "
              + connection
              + " has no topic "
              + topic
              + "; create the topics with 'monolead topics create'");
    }
  }

  private static long sum(Admin admin, List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    partitions.forEach(partition -> question.put(partition, which));
    return admin.listOffsets(question).all().get().values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }
}
