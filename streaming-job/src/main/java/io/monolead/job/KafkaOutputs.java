// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.connectors.kafka.RecordSink;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.job.config.JobSettings;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.util.function.SerializableFunction;

/**
 * The topics of results: keyed by device, so that one device's results stay in order, and stamped
 * with event time, so that equal runs write equal records.
 */
final class KafkaOutputs {
  private KafkaOutputs() {}

  static JobOutputs of(JobSettings settings) {
    String prefix = settings.topics().prefix();
    return new JobOutputs(
        sink(
            EcgScore.class,
            settings,
            "scores",
            score -> new TopicNames(prefix).scores(),
            score -> utf8(score.getDeviceId()),
            score -> score.getWindowEndMicros() / 1000),
        sink(
            EcgScore.class,
            settings,
            "shadow-scores",
            score -> new TopicNames(prefix).shadowScores(),
            score -> utf8(score.getDeviceId()),
            score -> score.getWindowEndMicros() / 1000),
        sink(
            EcgAlert.class,
            settings,
            "alerts",
            alert -> new TopicNames(prefix).alerts(alert.getLabel()),
            alert -> utf8(alert.getDeviceId()),
            alert -> alert.getTransitionMicros() / 1000),
        sink(
            TechnicalAlert.class,
            settings,
            "technical",
            alert -> new TopicNames(prefix).technicalAlerts(),
            alert -> utf8(alert.getDeviceId()),
            alert ->
                (alert.getEndMicros() == null ? alert.getOnsetMicros() : alert.getEndMicros())
                    / 1000),
        sink(
            DeadLetter.class,
            settings,
            "dead-letters",
            letter -> new TopicNames(prefix).deadLetters(),
            letter -> bytes(letter.getKey()),
            DeadLetter::getTimestampMillis),
        sink(
            ControlReport.class,
            settings,
            "control-reports",
            report -> new TopicNames(prefix).controlReports(),
            report -> utf8(report.getSubject()),
            report -> report.getEffectiveFromMicros() / 1000));
  }

  private static <T extends SpecificRecord> Sink<T> sink(
      Class<T> type,
      JobSettings settings,
      String name,
      SerializableFunction<T, String> topic,
      SerializableFunction<T, byte[]> key,
      SerializableFunction<T, Long> eventTimeMillis) {
    return RecordSink.builder(type)
        .setConnection(settings.kafka())
        .setTopics(name, topic)
        .setKey(key)
        .setEventTimeMillis(eventTimeMillis)
        .optDelivery(settings.delivery())
        .build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
