// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalPriority;
import io.monolead.schemas.TechnicalState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Records for tests. */
public final class Samples {
  public static final double RATE_HZ = 250;
  public static final long SECOND = 1_000_000;

  private Samples() {}

  /** A second of 250 samples that count from a number. */
  public static EcgSegment segment(String device, long sequence, long startMicros) {
    return segment(device, "I", sequence, startMicros, (int) RATE_HZ, false);
  }

  public static EcgSegment segment(
      String device, String lead, long sequence, long startMicros, int count, boolean leadOff) {
    ByteBuffer samples = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      samples.putShort((short) (sequence * 7 + i));
    }
    samples.flip();
    return EcgSegment.newBuilder()
        .setDeviceId(device)
        .setLead(lead)
        .setSequenceNumber(sequence)
        .setStartTimeMicros(startMicros)
        .setSamplingRateHz(RATE_HZ)
        .setResolutionNanovolts(2500)
        .setSamples(samples)
        .setLeadOff(leadOff)
        .build();
  }

  public static EcgAlert alert(String id, String device, AlertState state, long atMicros) {
    return EcgAlert.newBuilder()
        .setAlertId(id)
        .setDeviceId(device)
        .setLead("I")
        .setLabel("AFIB")
        .setState(state)
        .setPriority(AlertPriority.MEDIUM)
        .setOnsetMicros(atMicros - 20 * SECOND)
        .setEndMicros(state == AlertState.CLEARED ? atMicros : null)
        .setTransitionMicros(atMicros)
        .setCurrentProbability(0.75f)
        .setPeakProbability(0.875f)
        .setThreshold(0.5f)
        .setWindowsInEvidence(3)
        .setModelId("monitoring")
        .setModelVersion("0.4.0")
        .setPolicyVersion("default")
        .build();
  }

  public static TechnicalAlert technical(
      String id,
      String device,
      TechnicalCondition condition,
      TechnicalState state,
      long onsetMicros) {
    return TechnicalAlert.newBuilder()
        .setAlertId(id)
        .setDeviceId(device)
        .setLead("I")
        .setCondition(condition)
        .setState(state)
        .setPriority(TechnicalPriority.LOW)
        .setOnsetMicros(onsetMicros)
        .setEndMicros(state == TechnicalState.CLEARED ? onsetMicros + SECOND : null)
        .setDetail("seen")
        .build();
  }

  public static EcgScore score(String device, long endMicros, float probability, float quality) {
    return EcgScore.newBuilder()
        .setDeviceId(device)
        .setLead("I")
        .setWindowStartMicros(endMicros - 10 * SECOND)
        .setWindowEndMicros(endMicros)
        .setModelId("monitoring")
        .setModelVersion("0.4.0")
        .setProbabilities(
            List.of(
                new LabelProbability("NORM", 1 - probability),
                new LabelProbability("AFIB", probability)))
        .setSignalQuality(quality)
        .setQualityIssues(List.of())
        .build();
  }
}
