// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * All that the job wrote in one run, each list in the order of its topic's partitions.
 *
 * @param scores scores
 * @param alerts transitions of alerts of all labels
 * @param technical transitions of technical alerts
 */
public record StreamResult(
    List<Received<EcgScore>> scores,
    List<Received<EcgAlert>> alerts,
    List<Received<TechnicalAlert>> technical) {
  public StreamResult {
    scores = List.copyOf(scores);
    alerts = List.copyOf(alerts);
    technical = List.copyOf(technical);
  }

  /** Digest of the scores: of the bytes of each device's sequence. */
  public String digestOfScores() {
    return digest(scores.stream().map(Received::source).toList());
  }

  /**
   * Digest of the alerts and technical alerts: of the bytes of each device's sequence per topic.
   */
  public String digestOfAlerts() {
    return digest(
        java.util.stream.Stream.concat(
                alerts.stream().map(Received::source), technical.stream().map(Received::source))
            .toList());
  }

  /**
   * SHA-256 over the values of each key in order. Which keys share a partition, and how the keys
   * interleave there, is up to chance and does not count; nor does the prefix of the topics.
   */
  private static String digest(Collection<SourceRecord> records) {
    TreeMap<String, MessageDigest> byKey = new TreeMap<>();
    for (SourceRecord record : records) {
      String topic = record.topic().substring(record.topic().indexOf("ecg."));
      String key = topic + "\n" + new String(record.key(), StandardCharsets.UTF_8);
      MessageDigest digest = byKey.computeIfAbsent(key, any -> sha256());
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(record.value().length).flip());
      digest.update(record.value());
    }
    MessageDigest all = sha256();
    byKey.forEach(
        (key, digest) -> {
          all.update(key.getBytes(StandardCharsets.UTF_8));
          all.update(digest.digest());
        });
    return HexFormat.of().formatHex(all.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
