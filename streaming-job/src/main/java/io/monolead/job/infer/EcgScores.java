// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.QualityIssue;
import io.monolead.signal.SignalQuality;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;

/** A scored window as the message of the scores topic. */
public final class EcgScores
    implements MapFunction<ScoredWindow, EcgScore>, ResultTypeQueryable<EcgScore> {
  private static final long serialVersionUID = 1L;

  @Override
  public EcgScore map(ScoredWindow window) {
    List<LabelProbability> probabilities = new ArrayList<>(window.labels().size());
    for (int i = 0; i < window.labels().size(); i++) {
      probabilities.add(new LabelProbability(window.labels().get(i), window.probabilities()[i]));
    }
    // In the order of the enum: a set has none of its own, and equal runs must give equal bytes.
    List<QualityIssue> issues =
        window.quality().issues().stream().sorted().map(EcgScores::issue).toList();
    return new EcgScore(
        window.deviceId(),
        window.lead(),
        window.startMicros(),
        window.endMicros(),
        window.modelId(),
        window.modelVersion(),
        probabilities,
        window.quality().usableShare(),
        issues);
  }

  private static QualityIssue issue(SignalQuality.Issue issue) {
    return switch (issue) {
      case FLAT_LINE -> QualityIssue.FLAT_LINE;
      case SATURATION -> QualityIssue.SATURATION;
      case MISSING_SAMPLES -> QualityIssue.MISSING_SAMPLES;
      case NON_FINITE -> QualityIssue.NON_FINITE;
    };
  }

  @Override
  public TypeInformation<EcgScore> getProducedType() {
    return MessageTypeInformation.forMessage(EcgScore.class);
  }
}
