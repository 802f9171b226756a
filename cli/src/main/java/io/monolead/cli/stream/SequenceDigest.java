// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * SHA-256 over the bytes of results, sequence by sequence.
 *
 * <p>A sequence is what has an order: the scores of one lead of one device, the alerts of one label
 * on it, the transitions of one technical alert. How sequences interleave in a topic is up to
 * chance and does not count, nor do partitions and the prefix of the topics; a record that is
 * missing, comes twice, out of turn or with one other bit makes another digest; its format does
 * not. Belongs to one thread.
 */
final class SequenceDigest {
  /** The first byte of Avro's single-object encoding. */
  private static final byte SINGLE_OBJECT = (byte) 0xC3;

  private final TreeMap<String, MessageDigest> bySequence = new TreeMap<>();
  private final WireFormat<EcgScore> scores = WireFormat.of(EcgScore.class);
  private final WireFormat<EcgAlert> alerts = WireFormat.of(EcgAlert.class);
  private final WireFormat<TechnicalAlert> technical = WireFormat.of(TechnicalAlert.class);
  private long records;

  /** Takes the next record, in the order of its partition. */
  void add(SourceRecord source, SpecificRecord record) {
    MessageDigest digest = bySequence.computeIfAbsent(sequence(record), any -> sha256Digest());
    byte[] bytes = bytes(source, record);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
    records++;
  }

  /** What the record would be in Avro: the format that it was written in does not count. */
  private byte[] bytes(SourceRecord source, SpecificRecord record) {
    if (source.value()[0] == SINGLE_OBJECT) {
      return source.value();
    }
    if (record instanceof EcgScore score) {
      return scores.encode(score);
    }
    if (record instanceof EcgAlert alert) {
      return alerts.encode(alert);
    }
    return technical.encode((TechnicalAlert) record);
  }

  private static String sequence(SpecificRecord record) {
    if (record instanceof EcgScore score) {
      return "score\n" + score.getDeviceId() + "\n" + score.getLead();
    }
    if (record instanceof EcgAlert alert) {
      return "alert\n" + alert.getLabel() + "\n" + alert.getDeviceId() + "\n" + alert.getLead();
    }
    if (record instanceof TechnicalAlert alert) {
      return "technical\n"
          + alert.getDeviceId()
          + "\n"
          + alert.getLead()
          + "\n"
          + alert.getAlertId();
    }
    throw new IllegalArgumentException("No result of windows: " + record.getSchema().getFullName());
  }

  /** Records so far. */
  long records() {
    return records;
  }

  /** The digest of all sequences, hexadecimal; call once. */
  String sha256() {
    MessageDigest all = sha256Digest();
    bySequence.forEach(
        (sequence, digest) -> {
          all.update(sequence.getBytes(StandardCharsets.UTF_8));
          all.update(digest.digest());
        });
    return HexFormat.of().formatHex(all.digest());
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
