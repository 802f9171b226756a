// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import static io.monolead.monitor.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.monitor.Samples;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WallTest {
  private static final long START = 1_800_000_000L * SECOND;

  private long now = START;
  private final Heard heard = new Heard();
  private final Wall wall = wall(WallLimits.DEFAULT);

  private Wall wall(WallLimits limits) {
    Wall made = new Wall(limits, () -> now, HeartRateMeter.none());
    made.listen(heard);
    return made;
  }

  /** What the listener was told. */
  private static final class Heard implements WallListener {
    private final List<HeldSegment> segments = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();
    private final List<String> technical = new ArrayList<>();
    private int scores;

    @Override
    public void segment(LeadStream stream, HeldSegment segment) {
      segments.add(segment);
    }

    @Override
    public void score(LeadStream stream, WindowScore score) {
      scores++;
    }

    @Override
    public void alert(LeadStream stream, EcgAlert alert) {
      alerts.add(alert.getAlertId() + " " + alert.getState());
    }

    @Override
    public void technical(LeadStream stream, TechnicalAlert alert) {
      technical.add(alert.getAlertId() + " " + alert.getState());
    }
  }

  private void second(String device, int number) {
    now = START + (number + 1) * SECOND;
    wall.segment(Samples.segment(device, number, START + number * SECOND), 0, number, true);
  }

  private LeadStream stream(String device) {
    return wall.find(device, "I").orElseThrow();
  }

  @Test
  void aStreamThatSendsIsLiveAndOneThatStoppedIsSilent() {
    second("bed-7", 0);
    assertThat(stream("bed-7").row().status()).isEqualTo(StreamStatus.LIVE);
    assertThat(stream("bed-7").row().lastMicros()).hasValue(START + SECOND);
    assertThat(stream("bed-7").row().rateHz()).hasValue(250);

    now += 10 * SECOND;
    wall.tick();
    assertThat(stream("bed-7").row().status()).isEqualTo(StreamStatus.LIVE);
    wall.drainChanged();
    now += SECOND;
    wall.tick();
    assertThat(stream("bed-7").row().status()).isEqualTo(StreamStatus.SILENT);
    assertThat(stream("bed-7").row().sinceMicros()).isEqualTo(START + SECOND);
    assertThat(wall.drainChanged()).containsExactly(stream("bed-7").n());
  }

  @Test
  void whoeverSendsAMinuteAtATimeIsNotSilentInBetween() {
    wall.segment(Samples.segment("slow", "I", 0, START, 15_000, false), 0, 0, true);
    now += 100 * SECOND;
    wall.tick();
    assertThat(stream("slow").row().status()).isEqualTo(StreamStatus.LIVE);
    now += 30 * SECOND;
    wall.tick();
    assertThat(stream("slow").row().status()).isEqualTo(StreamStatus.SILENT);
  }

  @Test
  void aLeadThatIsOffIsSeenFromTheDeviceAndFromTheJob() {
    wall.segment(Samples.segment("a", "I", 0, START, 250, true), 0, 0, true);
    assertThat(stream("a").row().status()).isEqualTo(StreamStatus.LEAD_OFF);

    second("b", 0);
    wall.technical(
        Samples.technical("t1", "b", TechnicalCondition.LEAD_OFF, TechnicalState.RAISED, START + 5),
        true);
    assertThat(stream("b").row().status()).isEqualTo(StreamStatus.LEAD_OFF);
    assertThat(stream("b").row().sinceMicros()).isEqualTo(START + 5);
    wall.technical(
        Samples.technical(
            "t1", "b", TechnicalCondition.LEAD_OFF, TechnicalState.CLEARED, START + 5),
        true);
    assertThat(stream("b").row().status()).isEqualTo(StreamStatus.LIVE);
    assertThat(heard.technical).containsExactly("t1 RAISED", "t1 CLEARED");
  }

  @Test
  void aPoorWindowMakesAPoorStream() {
    second("a", 0);
    wall.score(Samples.score("a", START + SECOND, 0.1f, 0.25f), 0);
    assertThat(stream("a").row().status()).isEqualTo(StreamStatus.POOR);
    assertThat(stream("a").row().quality()).hasValue(0.25);
    wall.score(Samples.score("a", START + 2 * SECOND, 0.1f, 0.95f), 0);
    assertThat(stream("a").row().status()).isEqualTo(StreamStatus.LIVE);
    assertThat(stream("a").row().model()).hasValue("monitoring 0.4.0");
    assertThat(heard.scores).isEqualTo(2);
  }

  @Test
  void anAlertIsToldOnceHoweverOftenItIsRead() {
    second("a", 0);
    EcgAlert raised = Samples.alert("x", "a", AlertState.RAISED, START + 30 * SECOND);
    EcgAlert updated = Samples.alert("x", "a", AlertState.UPDATED, START + 90 * SECOND);
    EcgAlert cleared = Samples.alert("x", "a", AlertState.CLEARED, START + 99 * SECOND);

    wall.alert(raised, true);
    wall.alert(updated, true);
    // The job goes back to a checkpoint and says it all again.
    wall.alert(raised, true);
    wall.alert(updated, true);
    assertThat(stream("a").row().alerts()).containsExactly(updated);
    assertThat(stream("a").row().priority()).hasValue(AlertPriority.MEDIUM);
    wall.alert(cleared, true);
    wall.alert(updated, true);

    assertThat(heard.alerts).containsExactly("x RAISED", "x UPDATED", "x CLEARED");
    assertThat(stream("a").row().alerts()).isEmpty();
    assertThat(wall.newestAlerts(10)).containsExactly(cleared);
  }

  @Test
  void anAcknowledgementAtTheTimeOfTheAlertIsNews() {
    EcgAlert raised = Samples.alert("x", "a", AlertState.RAISED, START);
    EcgAlert acknowledged =
        EcgAlert.newBuilder(raised)
            .setState(AlertState.UPDATED)
            .setAcknowledgedBy("nurse 1")
            .build();
    wall.alert(raised, true);
    wall.alert(acknowledged, true);

    assertThat(stream("a").row().alerts()).containsExactly(acknowledged);
    assertThat(stream("a").row().priority()).as("nobody need worry").isEmpty();
    assertThat(wall.summary().medium()).isZero();
  }

  @Test
  void whatWasThereAtTheStartIsShownAndNotTold() {
    wall.alert(Samples.alert("x", "a", AlertState.RAISED, START), false);

    assertThat(stream("a").row().alerts()).hasSize(1);
    assertThat(stream("a").row().status()).isEqualTo(StreamStatus.WAITING);
    assertThat(heard.alerts).isEmpty();
  }

  @Test
  void aMinuteOfSamplesIsKept() {
    for (int i = 0; i < 100; i++) {
      second("a", i);
    }

    List<HeldSegment> kept = stream("a").samples(Long.MIN_VALUE, Long.MAX_VALUE);
    assertThat(kept).hasSize(60);
    assertThat(kept.get(0).startMicros()).isEqualTo(START + 40 * SECOND);
    assertThat(wall.sampleBytes()).isEqualTo(60 * (32 + 500));
    assertThat(stream("a").samples(START + 50 * SECOND, START + 52 * SECOND)).hasSize(2);
  }

  @Test
  void theSamplesOfAllTogetherStayWithinTheirRoom() {
    Wall small = wall(WallLimits.DEFAULT.withSampleBytes(20 * 532));
    for (int i = 0; i < 30; i++) {
      now = START + (i + 1) * SECOND;
      small.segment(Samples.segment("a", i, START + i * SECOND), 0, 2 * i, true);
      small.segment(Samples.segment("b", i, START + i * SECOND), 0, 2 * i + 1, true);
    }

    assertThat(small.sampleBytes()).isEqualTo(20 * 532);
    for (String device : List.of("a", "b")) {
      List<HeldSegment> kept =
          small.find(device, "I").orElseThrow().samples(Long.MIN_VALUE, Long.MAX_VALUE);
      assertThat(kept).hasSize(10);
      assertThat(kept.get(0).startMicros()).isEqualTo(START + 20 * SECOND);
    }
  }

  @Test
  void aSegmentTwiceIsOneAndALateOneIsPutInItsPlace() {
    second("a", 0);
    second("a", 2);
    assertThat(heard.segments.get(1).gapBefore()).isTrue();
    second("a", 1);
    second("a", 1);
    second("a", 3);

    assertThat(stream("a").samples(0, Long.MAX_VALUE))
        .extracting(HeldSegment::startMicros)
        .containsExactly(START, START + SECOND, START + 2 * SECOND, START + 3 * SECOND);
    assertThat(heard.segments)
        .as("live strips go forward only")
        .extracting(HeldSegment::startMicros)
        .containsExactly(START, START + 2 * SECOND, START + 3 * SECOND);
    assertThat(heard.segments.get(2).gapBefore()).isFalse();
    assertThat(wall.sampleBytes()).isEqualTo(4 * 532);
  }

  @Test
  void aClockThatIsSetBackBeginsAnewAndASingleOldSegmentDoesNot() {
    for (int i = 3600; i < 3605; i++) {
      second("a", i);
    }
    wall.segment(Samples.segment("a", 1, START), 0, 9_000, true);
    second("a", 3605);
    assertThat(stream("a").samples(0, Long.MAX_VALUE)).hasSize(6);

    for (int i = 0; i < 5; i++) {
      wall.segment(Samples.segment("a", i, START + i * SECOND), 0, 9_001 + i, true);
    }
    assertThat(stream("a").samples(0, Long.MAX_VALUE))
        .extracting(HeldSegment::startMicros)
        .containsExactly(START + 2 * SECOND, START + 3 * SECOND, START + 4 * SECOND);
    assertThat(stream("a").lastMicros()).hasValue(START + 5 * SECOND);
  }

  @Test
  void silencesHoldUntilTheirTimeOrUntilSomebodyResumes() {
    second("a", 0);
    wall.action(action("a", AlertActionKind.SILENCE, "AFIB", START + 100 * SECOND));
    wall.action(action("a", AlertActionKind.SILENCE, null, START + 50 * SECOND));
    assertThat(stream("a").row().silences())
        .containsExactly(
            new Silence("AFIB", START + 100 * SECOND, "nurse 1"),
            new Silence("", START + 50 * SECOND, "nurse 1"));

    now = START + 50 * SECOND;
    wall.tick();
    assertThat(stream("a").row().silences()).hasSize(1);
    wall.action(action("a", AlertActionKind.RESUME, null, null));
    assertThat(stream("a").row().silences()).isEmpty();
  }

  @Test
  void aSilenceOfAReplayOfAnotherYearEndsByItsOwnTime() {
    long year = START - 365L * 86_400 * SECOND;
    wall.segment(Samples.segment("old", 0, year), 0, 0, true);
    wall.action(action("old", AlertActionKind.SILENCE, null, year + 60 * SECOND));
    wall.tick();
    assertThat(stream("old").row().silences()).hasSize(1);

    wall.segment(Samples.segment("old", 60, year + 60 * SECOND), 0, 1, true);
    wall.tick();
    assertThat(stream("old").row().silences()).isEmpty();
  }

  private static AlertAction action(
      String device, AlertActionKind kind, String label, Long untilMicros) {
    return AlertAction.newBuilder()
        .setDeviceId(device)
        .setLead("I")
        .setKind(kind)
        .setLabel(label)
        .setBy("nurse 1")
        .setUntilMicros(untilMicros)
        .build();
  }

  @Test
  void moreStreamsThanAllowedAreCountedAndLeftOut() {
    Wall small = wall(WallLimits.DEFAULT.withStreams(2));
    for (String device : List.of("a", "b", "c", "d", "c")) {
      small.segment(Samples.segment(device, 0, START), 0, 0, true);
    }

    assertThat(small.streams()).hasSize(2);
    assertThat(small.summary().notShown()).isEqualTo(2);
    assertThat(small.find("c", "I")).isEmpty();
  }

  @Test
  void aStreamOfWhichNothingIsHeardForADayLeaves() {
    second("a", 0);
    int n = stream("a").n();
    now += Duration.ofHours(25).toSeconds() * SECOND;
    wall.tick();

    assertThat(wall.streams()).isEmpty();
    assertThat(wall.drainRemoved()).containsExactly(n);
    second("a", 100_000);
    assertThat(stream("a").n()).isNotEqualTo(n);
  }

  @Test
  void whatCannotBeShownIsCountedAndHurtsNobody() {
    second("a", 0);
    List<EcgSegment> hostile =
        List.of(
            Samples.segment("x".repeat(10_000), 0, START),
            Samples.segment("  ", 0, START),
            Samples.segment("a", "V".repeat(33), 0, START, 250, false),
            with(builder -> builder.setSamplingRateHz(Double.NaN)),
            with(builder -> builder.setSamplingRateHz(-1)),
            with(builder -> builder.setSamplingRateHz(1e300)),
            with(builder -> builder.setResolutionNanovolts(0)),
            with(builder -> builder.setResolutionNanovolts(Double.POSITIVE_INFINITY)),
            with(builder -> builder.setStartTimeMicros(Long.MIN_VALUE)),
            with(builder -> builder.setStartTimeMicros(Long.MAX_VALUE)),
            with(builder -> builder.setSamples(ByteBuffer.allocate(0))),
            with(builder -> builder.setSamples(ByteBuffer.allocate(3))),
            with(builder -> builder.setSamples(ByteBuffer.allocate(2 * 250 * 61))));

    hostile.forEach(segment -> wall.segment(segment, 0, 1, true));

    assertThat(wall.refused()).isEqualTo(hostile.size());
    assertThat(wall.streams()).hasSize(1);
    assertThat(stream("a").samples(0, Long.MAX_VALUE)).hasSize(1);
  }

  private static EcgSegment with(java.util.function.Consumer<EcgSegment.Builder> change) {
    EcgSegment.Builder builder = EcgSegment.newBuilder(Samples.segment("a", 9, START + SECOND));
    change.accept(builder);
    return builder.build();
  }

  @Test
  void aLeadIsOneHoweverItIsSpelled() {
    wall.segment(Samples.segment("a", "aVR", 0, START, 250, false), 0, 0, true);
    wall.segment(Samples.segment("a", "AVR", 1, START + SECOND, 250, false), 0, 1, true);

    assertThat(wall.streams()).hasSize(1);
    assertThat(wall.find("a", "aVR")).isPresent();
  }

  @Test
  void scoresOfTenMinutesAreKeptEachOnce() {
    for (int i = 0; i < 700; i++) {
      wall.score(Samples.score("a", START + i * SECOND, 0.5f, 1), 3);
      wall.score(Samples.score("a", START + i * SECOND, 0.5f, 1), 3);
    }

    assertThat(stream("a").scores(0, Long.MAX_VALUE)).hasSize(601);
    assertThat(wall.scoresKept()).isEqualTo(601);
    assertThat(stream("a").scorePartition()).hasValue(3);
    assertThat(wall.labels()).containsExactly("AFIB", "NORM");
  }

  @Test
  void theNewestSampleSaysHowFarBehindTheWallIs() {
    wall.segment(Samples.segment("replay", 0, START - 86_400 * SECOND), 0, 0, true);
    assertThat(wall.summary().lagMillis()).isEmpty();
    now = START + SECOND + 120_000;
    wall.segment(Samples.segment("late", 0, START - 10 * SECOND), 0, 1, true);
    wall.segment(Samples.segment("a", 0, START), 0, 1, true);

    assertThat(wall.summary().lagMillis()).hasValue(120);
    assertThat(wall.summary().lagMillis()).isEmpty();
  }

  @Test
  void theHeartRateIsMeasuredOnlyOfStreamsThatSomebodyLooksAt() {
    List<Long> measured = new ArrayList<>();
    Wall looked =
        new Wall(
            WallLimits.DEFAULT,
            () -> now,
            rate ->
                new HeartRateMeter() {
                  @Override
                  public void add(HeldSegment segment) {
                    measured.add(segment.startMicros());
                  }

                  @Override
                  public OptionalDouble beatsPerMinute() {
                    return OptionalDouble.of(72.4);
                  }
                });
    looked.segment(Samples.segment("a", 0, START), 0, 0, true);
    looked.segment(Samples.segment("a", 1, START + SECOND), 0, 1, true);
    LeadStream stream = looked.find("a", "I").orElseThrow();
    assertThat(measured).isEmpty();
    assertThat(stream.heartRate()).isEmpty();

    stream.lookAt(now);
    looked.segment(Samples.segment("a", 2, START + 2 * SECOND), 0, 2, true);
    assertThat(measured).containsExactly(START, START + SECOND, START + 2 * SECOND);
    assertThat(stream.heartRate()).hasValue(72.4);

    now += 61 * SECOND;
    looked.tick();
    assertThat(stream.heartRate()).isEmpty();
  }

  @Test
  void aFullBookGivesUpClearedAlertsFirst() {
    Wall small =
        wall(
            new WallLimits(
                10,
                Duration.ofSeconds(60),
                1 << 20,
                Duration.ofMinutes(10),
                100,
                3,
                Duration.ofSeconds(10),
                Duration.ofHours(24)));
    small.alert(Samples.alert("open", "a", AlertState.RAISED, START), true);
    small.alert(Samples.alert("over", "a", AlertState.CLEARED, START + 1), true);
    small.alert(Samples.alert("b", "a", AlertState.RAISED, START + 2), true);
    small.alert(Samples.alert("c", "a", AlertState.RAISED, START + 3), true);
    assertThat(small.newestAlerts(10))
        .extracting(EcgAlert::getAlertId)
        .containsExactly("c", "b", "open");

    small.alert(Samples.alert("d", "a", AlertState.RAISED, START + 4), true);
    assertThat(small.newestAlerts(10))
        .extracting(EcgAlert::getAlertId)
        .containsExactly("d", "c", "b");
    assertThat(small.find("a", "I").orElseThrow().row().alerts()).hasSize(3);
  }
}
