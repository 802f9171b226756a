// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.job.infer.NetworkTime;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import java.util.List;
import java.util.Optional;

/**
 * All that the job wrote in one run, each list in the order of its topic's partitions.
 *
 * @param scores scores
 * @param alerts transitions of alerts of all labels
 * @param technical transitions of technical alerts
 * @param time where the time of the run went; empty if that is not known
 */
public record StreamResult(
    List<Received<EcgScore>> scores,
    List<Received<EcgAlert>> alerts,
    List<Received<TechnicalAlert>> technical,
    Optional<NetworkTime> time) {
  public StreamResult {
    scores = List.copyOf(scores);
    alerts = List.copyOf(alerts);
    technical = List.copyOf(technical);
  }

  /** What was written, by a run of which no times are known. */
  public StreamResult(
      List<Received<EcgScore>> scores,
      List<Received<EcgAlert>> alerts,
      List<Received<TechnicalAlert>> technical) {
    this(scores, alerts, technical, Optional.empty());
  }

  /** Digest of the scores: of the bytes of the sequence of each device and lead. */
  public String digestOfScores() {
    SequenceDigest digest = new SequenceDigest();
    scores.forEach(one -> digest.add(one.source(), one.record()));
    return digest.sha256();
  }

  /**
   * Digest of the alerts and technical alerts: of the bytes of the sequence of each device and lead
   * per label, and of each technical alert.
   */
  public String digestOfAlerts() {
    SequenceDigest digest = new SequenceDigest();
    alerts.forEach(one -> digest.add(one.source(), one.record()));
    technical.forEach(one -> digest.add(one.source(), one.record()));
    return digest.sha256();
  }
}
