// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PolicyScheduleTest {
  private static AlertPolicy policy(String version, String devices, long from) {
    return AlertPolicy.newBuilder()
        .setLabel("AFIB")
        .setVersion(version)
        .setDevices(devices)
        .setEffectiveFromMicros(from)
        .build();
  }

  private static PolicySchedule schedule(AlertPolicy... policies) {
    return PolicySchedule.of(ControlEntries.at(0, policies), 0, AlertPolicies::check);
  }

  private static String of(PolicySchedule schedule, String device, long end) {
    return schedule.of("AFIB", device, end).map(AlertPolicy::getVersion).orElse("options");
  }

  @Test
  void theMostSpecificPatternThatFitsADeviceHolds() {
    PolicySchedule schedule =
        schedule(
            policy("all", "*", 0), policy("ward", "ward-3-*", 0), policy("bed", "ward-3-bed-7", 0));
    assertThat(of(schedule, "home-1", 1)).isEqualTo("all");
    assertThat(of(schedule, "ward-3-bed-1", 1)).isEqualTo("ward");
    assertThat(of(schedule, "ward-3-bed-7", 1)).isEqualTo("bed");
    assertThat(schedule.of("PVC", "home-1", 1)).isEmpty();
  }

  @Test
  void aLaterPolicyForTheSameDevicesTakesThePlaceOfTheEarlierOneFromItsTimeOn() {
    PolicySchedule schedule =
        schedule(policy("second", "*", 200), policy("first", "*", 100), policy("third", "*", 200));
    assertThat(List.of(of(schedule, "d", 99), of(schedule, "d", 100), of(schedule, "d", 199)))
        .containsExactly("options", "first", "first");
    assertThat(of(schedule, "d", 200)).isEqualTo("third");
  }

  @Test
  void aMoreGeneralPolicyDoesNotUndoASpecificOneThatIsOlder() {
    PolicySchedule schedule = schedule(policy("ward", "ward-*", 0), policy("all", "*", 100));
    assertThat(of(schedule, "ward-1", 200)).isEqualTo("ward");
  }

  @Test
  void charactersThatPatternsUseElsewhereStandForThemselves() {
    PolicySchedule schedule = schedule(policy("p", "a.c[1]*(x)", 0));
    assertThat(of(schedule, "a.c[1] anything (x)", 1)).isEqualTo("p");
    assertThat(of(schedule, "abc1(x)", 1)).isEqualTo("options");
  }

  @Test
  void aPatternIsMatchedInOnePassWhateverItIs() {
    PolicySchedule schedule = schedule(policy("p", "*a".repeat(30) + "b", 0));
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThat(of(schedule, "a".repeat(128), 1)).isEqualTo("options"));
    assertThat(of(schedule, "a".repeat(127) + "b", 1)).isEqualTo("p");
  }

  @Property
  void patternsMatchWhatRegularExpressionsDo(
      @ForAll @CharRange(from = 'a', to = 'b') @Chars('*') @StringLength(max = 8) String pattern,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 8) String device) {
    assertThat(DevicePattern.of(pattern).matches(device))
        .isEqualTo(device.matches(pattern.replace("*", ".*")));
  }

  @Test
  void aPolicyThatCannotBeIsRefusedAndTheOthersHold() {
    PolicySchedule schedule =
        schedule(
            policy("good", "*", 0),
            policy("bad", " ", 0),
            AlertPolicy.newBuilder(policy("worse", "*", 0)).setMinimumDurationMicros(-1).build());
    assertThat(of(schedule, "d", 1)).isEqualTo("good");
    assertThat(schedule.verdicts())
        .extracting(verdict -> verdict.refusal().orElse("accepted"))
        .containsExactly(
            "accepted",
            "Alert policy of AFIB: devices has 1 characters; allowed: 1 to 128, not all blank, * for any",
            "Alert policy of AFIB: minimumDurationMicros is -1; allowed: 0 or more");
  }
}
