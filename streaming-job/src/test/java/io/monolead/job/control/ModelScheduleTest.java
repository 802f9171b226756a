// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.schemas.ModelAction;
import io.monolead.schemas.ModelCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelScheduleTest {
  private static final long SECOND = 1_000_000;
  private final List<ModelCommand> commands = new ArrayList<>();
  private final Map<String, String> bad = new java.util.HashMap<>();

  private void command(ModelAction action, String bundle, double fromSeconds) {
    command(action, bundle, fromSeconds, 0);
  }

  private void command(ModelAction action, String bundle, double fromSeconds, double share) {
    commands.add(
        ModelCommand.newBuilder()
            .setLead("i")
            .setAction(action)
            .setBundleUri(bundle)
            .setBundleSha256("0".repeat(64))
            .setCanaryShare((float) share)
            .setEffectiveFromMicros(Math.round(fromSeconds * SECOND))
            .build());
  }

  private ModelSchedule schedule() {
    return ModelSchedule.of(
        ControlEntries.at(0, commands.toArray(new ModelCommand[0])), 0, Map.copyOf(bad));
  }

  /** Champion, and challenger if there is one, of a window of lead I. */
  private String at(double endSeconds) {
    ModelSchedule.Assignment at = schedule().at("I", "d", Math.round(endSeconds * SECOND));
    return at.champion().uri() + at.challenger().map(model -> "+" + model.uri()).orElse("");
  }

  @Test
  void aDeployedBundleScoresWindowsThatEndAtOrAfterItsTime() {
    command(ModelAction.DEPLOY, "a", 100);
    assertThat(at(99.999999)).isEmpty();
    assertThat(at(100)).isEqualTo("a");
    assertThat(schedule().at("II", "d", 200 * SECOND).champion()).isEqualTo(ModelRef.OF_OPTIONS);
  }

  @Test
  void rollingBackGoesToTheChampionBeforeAndInTheEndToTheOptions() {
    command(ModelAction.DEPLOY, "a", 100);
    command(ModelAction.DEPLOY, "b", 200);
    command(ModelAction.ROLL_BACK, "", 300);
    command(ModelAction.ROLL_BACK, "", 400);
    command(ModelAction.ROLL_BACK, "", 500);
    assertThat(List.of(at(150), at(250), at(350), at(450), at(550)))
        .containsExactly("a", "b", "a", "", "");
  }

  @Test
  void aChallengerScoresBesideWhicheverChampionUntilItEnds() {
    command(ModelAction.SHADOW, "s", 100);
    command(ModelAction.SHADOW, "", 200);
    command(ModelAction.SHADOW, "t", 300);
    command(ModelAction.DEPLOY, "a", 400);
    assertThat(List.of(at(150), at(250), at(350), at(450))).containsExactly("+s", "", "+t", "a+t");
  }

  @Test
  void commandsTakeEffectInTheOrderOfTheirTimesAndThenOfTheLog() {
    command(ModelAction.DEPLOY, "later", 200);
    command(ModelAction.DEPLOY, "first", 100);
    command(ModelAction.DEPLOY, "second", 100);
    assertThat(List.of(at(100), at(200))).containsExactly("second", "later");
  }

  @Test
  void aCanaryScoresItsShareOfTheDevicesAndAlwaysTheSameOnes() {
    command(ModelAction.CANARY, "c", 100, 0.1);
    command(ModelAction.CANARY, "c", 200, 0.3);
    command(ModelAction.ROLL_BACK, "", 300);
    ModelSchedule schedule = schedule();
    int tenth = 0;
    int third = 0;
    for (int i = 0; i < 10_000; i++) {
      String device = "device-" + i;
      boolean before = schedule.at("I", device, 150 * SECOND).champion().uri().equals("c");
      boolean after = schedule.at("I", device, 250 * SECOND).champion().uri().equals("c");
      assertThat(before && !after).as("a device leaves while the share grows").isFalse();
      assertThat(schedule.at("I", device, 350 * SECOND).champion().uri()).isEmpty();
      tenth += before ? 1 : 0;
      third += after ? 1 : 0;
    }
    // 10,000 draws: three standard deviations are 90 and 137 devices.
    assertThat(tenth).isCloseTo(1000, within(90));
    assertThat(third).isCloseTo(3000, within(137));
  }

  @Test
  void thePlaceOfADeviceIsTheBeginningOfItsHash() {
    // printf device-1 | sha256sum: 03204de9...
    assertThat(ModelSchedule.place("device-1"))
        .isCloseTo(0x03204de9L / 4294967296.0, within(1e-12));
  }

  @Test
  void aCommandTakesEffectNoEarlierThanItsRecordAndTheNotice() {
    command(ModelAction.DEPLOY, "a", 5);
    ModelSchedule schedule =
        ModelSchedule.of(ControlEntries.at(60_000, commands.get(0)), 10 * SECOND, Map.of());
    assertThat(schedule.verdicts().get(0).effectiveFromMicros()).isEqualTo(70 * SECOND);
    assertThat(schedule.at("I", "d", 69 * SECOND).champion().uri()).isEmpty();
    assertThat(schedule.at("I", "d", 70 * SECOND).champion().uri()).isEqualTo("a");
  }

  @Test
  void aBadBundleChangesNothing() {
    command(ModelAction.DEPLOY, "a", 100);
    command(ModelAction.DEPLOY, "bad", 200);
    command(ModelAction.ROLL_BACK, "", 300);
    bad.put("control-0@1", "its golden windows are not reproduced");
    // What is rolled back is the order that was refused.
    assertThat(List.of(at(150), at(250), at(350))).containsExactly("a", "a", "a");
    assertThat(schedule().verdicts())
        .extracting(ModelSchedule.Verdict::refusal)
        .containsExactly(
            Optional.empty(),
            Optional.of("its golden windows are not reproduced"),
            Optional.empty());
  }

  @Test
  void aBadCanaryOrChallengerLeavesTheOneBeforeItInPlace() {
    command(ModelAction.CANARY, "c", 100, 1);
    command(ModelAction.SHADOW, "s", 100);
    command(ModelAction.CANARY, "bad", 200, 1);
    command(ModelAction.SHADOW, "bad", 200);
    command(ModelAction.ROLL_BACK, "", 300);
    bad.put("control-0@2", "bad");
    bad.put("control-0@3", "bad");
    assertThat(List.of(at(150), at(250), at(350))).containsExactly("c+s", "c+s", "+s");
  }

  @Test
  void whoeverNeverTriedABadBundleKnowsTheSameChampionAfterIt() {
    command(ModelAction.DEPLOY, "a", 100);
    command(ModelAction.DEPLOY, "bad", 200);
    command(ModelAction.CANARY, "bad", 250, 1);
    command(ModelAction.ROLL_BACK, "", 300);
    command(ModelAction.ROLL_BACK, "", 400);
    command(ModelAction.ROLL_BACK, "", 500);
    List<String> untried = List.of(at(450), at(550));
    bad.put("control-0@1", "bad");
    bad.put("control-0@2", "bad");
    assertThat(List.of(at(450), at(550))).isEqualTo(untried).containsExactly("a", "");
  }

  @Test
  void whatCannotBeMeantIsRefusedWithWhatIsAllowed() {
    command(ModelAction.DEPLOY, "", 1);
    command(ModelAction.CANARY, "c", 1, 1.5);
    command(ModelAction.SHADOW, "s", -1);
    command(ModelAction.UNKNOWN, "u", 1);
    commands.add(
        ModelCommand.newBuilder(commands.get(3))
            .setAction(ModelAction.DEPLOY)
            .setBundleSha256("ABC")
            .build());
    assertThat(schedule().verdicts())
        .extracting(verdict -> verdict.refusal().orElse("accepted"))
        .containsExactly(
            "DEPLOY names no bundle",
            "canaryShare is 1.5; allowed: 0 to 1",
            "effectiveFromMicros is -1000000; allowed: 0 or more",
            "this release does not know the action",
            "bundleSha256 is 'ABC'; it must be the file's SHA-256 in lower-case hexadecimal");
    assertThat(at(10)).isEmpty();
  }
}
