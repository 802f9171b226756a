// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static io.monolead.job.JobHarness.GARBAGE;
import static io.monolead.job.JobHarness.LABELS;
import static io.monolead.job.JobHarness.SECONDS;
import static io.monolead.job.JobHarness.WINDOWS;
import static io.monolead.job.JobHarness.arithmetic;
import static io.monolead.job.JobHarness.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.schemas.AlertState;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole job on a broker and a cluster, with arithmetic in place of the network. */
class MonitoringJobITCase {
  private static JobHarness harness;

  @BeforeAll
  static void start() throws Exception {
    harness = JobHarness.start(2);
    harness.createTopics("ecg.");
    harness.produce("ecg.segments", 0, SECONDS);
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  @Test
  void segmentsBecomeScoresAlertsTechnicalAlertsAndDeadLetters() throws Exception {
    harness.environment("plain.", arithmetic()).execute();

    List<EcgScore> scores = harness.records(EcgScore.class, "plain.scores");
    assertThat(scores).hasSize(WINDOWS);
    assertThat(scores)
        .filteredOn(score -> score.getDeviceId().equals("device-1"))
        .allSatisfy(
            score -> {
              assertThat(score.getProbabilities().get(0).getProbability()).isEqualTo(0.101f);
              assertThat(score.getProbabilities().get(1).getProbability()).isEqualTo(0.0505f);
              assertThat(score.getModelId()).isEqualTo("mean");
              assertThat(score.getSignalQuality()).isEqualTo(1);
            });

    // AFIB is the second label, so 0.902 / 2 = 0.451: below the threshold. See the next test.
    assertThat(harness.records(EcgAlert.class, "plain.alerts.AFIB")).isEmpty();

    assertThat(harness.records(TechnicalAlert.class, "plain.alerts.technical"))
        .extracting(
            alert ->
                alert.getDeviceId()
                    + " "
                    + alert.getCondition()
                    + " "
                    + alert.getState()
                    + " "
                    + (alert.getOnsetMicros() - TestSegments.EPOCH) / TestSegments.SECOND)
        .containsExactlyInAnyOrder(
            "device-3 LEAD_OFF RAISED 40",
            "device-3 LEAD_OFF CLEARED 40",
            "device-5 SIGNAL_LOST RAISED 50",
            "device-5 SIGNAL_LOST CLEARED 50");

    List<DeadLetter> letters = harness.records(DeadLetter.class, "plain.dead-letters");
    assertThat(letters)
        .extracting(DeadLetter::getReason)
        .containsExactlyInAnyOrder(
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.INVALID_RATE,
            DeadLetterReason.INVALID_RATE,
            DeadLetterReason.INVALID_RATE);
    assertThat(letters)
        .allSatisfy(letter -> assertThat(letter.getTopic()).isEqualTo("ecg.segments"))
        .filteredOn(letter -> ByteBuffer.wrap(GARBAGE).equals(letter.getValue()))
        .hasSize(3);
  }

  @Test
  void anEpisodeIsRaisedAndClearedInTheRightDevice() throws Exception {
    harness.environment("episode.", arithmetic(), "--alert.thresholds", "AFIB:0.4").execute();
    List<EcgAlert> alerts = harness.records(EcgAlert.class, "episode.alerts.AFIB");
    assertThat(alerts).extracting(EcgAlert::getDeviceId).containsOnly("device-2");
    assertThat(alerts)
        .extracting(EcgAlert::getState)
        .containsExactly(AlertState.RAISED, AlertState.CLEARED);
    // Windows that start at 30 to 75 s begin in fibrillation.
    assertThat(alerts.get(1).getOnsetMicros() - TestSegments.EPOCH).isEqualTo(30_000_000);
    assertThat(alerts.get(1).getEndMicros() - TestSegments.EPOCH).isEqualTo(85_000_000);
  }

  @Test
  void everyRunGivesTheSameBytesWhateverTheParallelismAndTheBatches() throws Exception {
    harness
        .environment("one.", arithmetic(), "--parallelism", "1", "--alert.thresholds", "AFIB:0.4")
        .execute();
    harness
        .environment(
            "two.",
            arithmetic(),
            "--parallelism",
            "2",
            "--inference.batch-size",
            "32",
            "--alert.thresholds",
            "AFIB:0.4")
        .execute();
    assertThat(harness.content("two.")).isEqualTo(harness.content("one.")).isNotEmpty();
  }

  @Test
  void afterAFailureExactlyOnceGivesWhatAnUndisturbedRunGives() throws Exception {
    harness.createTopics("split.");
    harness.produce("split.segments", 0, SECONDS / 2);
    FailingScorer.reset();
    JobClient job =
        harness
            .environment(
                "split.segments",
                false,
                "failing.",
                batchSize -> new FailingScorer(LABELS, batchSize),
                "--alert.thresholds",
                "AFIB:0.4",
                "--delivery.guarantee",
                "exactly-once",
                "--restart-strategy.type",
                "fixed-delay",
                "--restart-strategy.fixed-delay.attempts",
                "3",
                "--restart-strategy.fixed-delay.delay",
                "100 ms")
            .executeAsync();
    awaitTrue(
        () ->
            checkpoints(job).getCounts().getNumberOfCompletedCheckpoints() > 2
                && !harness.records(EcgScore.class, "failing.scores").isEmpty());
    FailingScorer.failNext();
    harness.produce("split.segments", SECONDS / 2, SECONDS);
    awaitTrue(() -> harness.records(EcgScore.class, "failing.scores").size() >= WINDOWS);
    long restored = checkpoints(job).getCounts().getNumberOfRestoredCheckpoints();
    job.cancel().get();

    harness
        .environment(
            "split.segments", true, "calm.", arithmetic(), "--alert.thresholds", "AFIB:0.4")
        .execute();
    assertThat(FailingScorer.failures()).isEqualTo(1);
    assertThat(restored).isEqualTo(1);
    assertThat(harness.content("failing.")).isEqualTo(harness.content("calm."));
  }

  private static CheckpointStatsSnapshot checkpoints(JobClient job) throws Exception {
    return harness
        .flink()
        .cluster()
        .getExecutionGraph(job.getJobID())
        .get()
        .getCheckpointStatsSnapshot();
  }
}
