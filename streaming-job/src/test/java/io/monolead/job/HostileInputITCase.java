// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.RecordReader;
import io.monolead.job.decode.HostileSegments;
import io.monolead.job.decode.RejectedSegmentException;
import io.monolead.job.decode.SegmentDecoder;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole job on real brokers, with far more hostile records than valid ones: each of them is
 * accounted for, and the valid devices' results are the bytes of a run without them.
 */
class HostileInputITCase {
  /** {@code -Dmonolead.hostile.records=...} for another number. */
  private static final int HOSTILE = Integer.getInteger("monolead.hostile.records", 100_000);

  private static final long SEED = Long.getLong("monolead.hostile.seed", 20_261_125L);
  private static final int DEVICES = 6;

  private static JobHarness harness;

  private record Sent(Future<RecordMetadata> at, long millis, byte[] value) {
    String origin() throws Exception {
      return at.get().partition() + "@" + at.get().offset();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    harness = JobHarness.start(2);
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  @Test
  void everyHostileRecordIsAccountedForAndNobodyElseNoticesThem() throws Exception {
    run("clean.", 0);
    List<Sent> hostile = run("attacked.", HOSTILE);

    assertThat(hostile).hasSize(HOSTILE);
    Map<String, List<String>> clean = validResults("clean.");
    assertThat(clean.keySet()).hasSize(DEVICES + 2).contains("alerts.AFIB device-2");
    Map<String, List<String>> attacked = validResults("attacked.");
    assertThat(attacked.keySet()).isEqualTo(clean.keySet());
    clean.forEach((what, bytes) -> assertThat(attacked.get(what)).as(what).isEqualTo(bytes));

    Map<String, DeadLetter> letters = new HashMap<>();
    for (DeadLetter letter : harness.records(DeadLetter.class, "attacked.dead-letters")) {
      DeadLetter before = letters.put(letter.getPartition() + "@" + letter.getOffset(), letter);
      assertThat(before).as("a record is a dead letter once, not twice: %s", letter).isNull();
      assertThat(letter.getTopic()).isEqualTo("attacked.segments");
      assertThat(letter.getDetail()).isNotBlank();
    }
    SegmentDecoder decoder = new SegmentDecoder(Duration.ofMinutes(5));
    int rejected = 0;
    for (Sent sent : hostile) {
      DeadLetter letter = letters.remove(sent.origin());
      DeadLetterReason expected = reason(decoder, sent);
      if (expected != null) {
        rejected++;
        assertThat(letter).as("record %s, rejected for %s", sent.origin(), expected).isNotNull();
        assertThat(letter.getReason()).isEqualTo(expected);
      }
      if (letter != null) {
        // One that decodes may still be late, or at a time before the device's last one.
        assertThat(bytes(letter.getValue())).isEqualTo(sent.value());
        assertThat(bytes(letter.getKey())).isEqualTo("hostile".getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(letters).as("no valid record is a dead letter").isEmpty();
    assertThat(rejected).isGreaterThan(HOSTILE / 2);
  }

  private static DeadLetterReason reason(SegmentDecoder decoder, Sent sent) {
    try {
      decoder.decode(sent.value(), sent.millis());
      return null;
    } catch (RejectedSegmentException e) {
      return e.reason();
    }
  }

  /** Valid segments with hostile ones in between, through the job to its end. */
  private static List<Sent> run(String prefix, int hostile) throws Exception {
    String topic = prefix + "segments";
    harness.createTopics(prefix);
    HostileSegments generator = new HostileSegments(SEED);
    List<Sent> sent = new ArrayList<>();
    List<Future<RecordMetadata>> taken = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = harness.newProducer()) {
      int steps = JobHarness.SECONDS * DEVICES;
      for (int step = 0; step < steps; step++) {
        int device = step % DEVICES;
        int second = step / DEVICES;
        // Sent when measured, as live devices do.
        long millis = TestSegments.EPOCH / 1000 + (second + 1) * 1000L;
        byte[] valid = TestSegments.bytes(harness.segment(device, second));
        taken.add(send(producer, topic, millis, "device-" + device, valid));
        while (sent.size() < (long) hostile * (step + 1) / steps) {
          byte[] value = generator.next();
          sent.add(new Sent(send(producer, topic, millis, "hostile", value), millis, value));
        }
      }
    }
    for (Future<RecordMetadata> one : taken) {
      one.get();
    }
    harness
        .environment(
            topic,
            true,
            prefix,
            JobHarness.arithmetic(),
            "--alert.thresholds",
            "AFIB:0.4",
            "--inference.batch-size",
            "8",
            "--checkpoint.interval",
            "500 ms")
        .execute();
    return sent;
  }

  private static Future<RecordMetadata> send(
      KafkaProducer<byte[], byte[]> producer, String topic, long millis, String key, byte[] value) {
    return producer.send(
        new ProducerRecord<>(topic, null, millis, key.getBytes(StandardCharsets.UTF_8), value));
  }

  /** Scores, alerts and technical alerts of the valid devices, byte by byte, in order. */
  private static Map<String, List<String>> validResults(String prefix) {
    Map<String, List<String>> results = new TreeMap<>();
    collect(results, EcgScore.class, prefix + "scores");
    collect(results, EcgAlert.class, prefix + "alerts.NORM");
    collect(results, EcgAlert.class, prefix + "alerts.AFIB");
    collect(results, TechnicalAlert.class, prefix + "alerts.technical");
    return results;
  }

  private static <T extends SpecificRecord> void collect(
      Map<String, List<String>> results, Class<T> type, String topic) {
    String kind = topic.substring(topic.indexOf('.') + 1);
    for (RecordReader.Received<T> one : harness.read(type, topic)) {
      String device = new String(one.source().key(), StandardCharsets.UTF_8);
      if (device.startsWith("device-")) {
        results
            .computeIfAbsent(kind + " " + device, key -> new ArrayList<>())
            .add(HexFormat.of().formatHex(one.source().value()));
      }
    }
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
