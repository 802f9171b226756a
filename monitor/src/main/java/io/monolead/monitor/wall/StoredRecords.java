// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.LabelProbability;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Records of one stream as they are read from Kafka again. */
public final class StoredRecords {
  private StoredRecords() {}

  /** The segment; empty if it is not this stream's or cannot be shown. */
  public static Optional<HeldSegment> segmentOf(LeadStream stream, EcgSegment segment) {
    return isOf(stream, segment.getDeviceId(), segment.getLead())
        ? SegmentCheck.held(segment, false)
        : Optional.empty();
  }

  /** The score; empty if it is not this stream's. */
  public static Optional<WindowScore> scoreOf(LeadStream stream, EcgScore score) {
    if (!isOf(stream, score.getDeviceId(), score.getLead())) {
      return Optional.empty();
    }
    List<LabelProbability> given = score.getProbabilities();
    float[] probabilities = new float[given.size()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = given.get(i).getProbability();
    }
    return Optional.of(
        new WindowScore(
            score.getWindowStartMicros(),
            score.getWindowEndMicros(),
            score.getModelId() + " " + score.getModelVersion(),
            given.stream().map(LabelProbability::getLabel).toList(),
            probabilities,
            score.getSignalQuality(),
            score.getQualityIssues().stream().map(Enum::name).toList()));
  }

  private static boolean isOf(LeadStream stream, String device, String lead) {
    if (!stream.device().equals(device)) {
      return false;
    }
    try {
      return Lead.parse(lead).name().equals(stream.lead());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Segments by time, each once, with the gaps between them marked. */
  public static List<HeldSegment> inOrder(List<HeldSegment> segments) {
    List<HeldSegment> sorted = new ArrayList<>(segments);
    sorted.sort(Comparator.comparingLong(HeldSegment::startMicros));
    List<HeldSegment> result = new ArrayList<>();
    for (HeldSegment segment : sorted) {
      HeldSegment before = result.isEmpty() ? null : result.get(result.size() - 1);
      double period = 1e6 / segment.samplingRateHz();
      if (before != null && segment.startMicros() < before.endMicros() - period / 2) {
        // Sent twice.
        continue;
      }
      boolean gap =
          before != null
              && segment.startMicros() - before.endMicros()
                  > Math.max(1, LeadStream.GAP_PERIODS * period);
      result.add(segment.withGapBefore(gap));
    }
    return result;
  }
}
