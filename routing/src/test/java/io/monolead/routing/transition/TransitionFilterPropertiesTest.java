// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.routing.SampleAlerts;
import io.monolead.routing.transition.Transition.Priority;
import io.monolead.routing.transition.Transition.State;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.TechnicalState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;

class TransitionFilterPropertiesTest {
  private static final List<Transition> EVERY_KIND =
      Stream.concat(
              Stream.of(AlertState.values())
                  .flatMap(
                      state ->
                          Stream.of(AlertPriority.values())
                              .map(
                                  priority ->
                                      Transition.of(
                                          SampleAlerts.alert(
                                              "a", "ward-3-bed-7", state, priority, 5, null)))),
              Stream.of(TechnicalState.values())
                  .map(state -> Transition.of(SampleAlerts.technical("t", "home-1", state))))
          .toList();

  @Provide
  Arbitrary<String> fewLetters() {
    return Arbitraries.strings().withChars('a', 'b', '*').ofMaxLength(9);
  }

  @Property
  void aPatternFitsWhatTheRegularExpressionFits(
      @ForAll("fewLetters") String pattern, @ForAll("fewLetters") String text) {
    String name = text.replace('*', 'c');
    String regex =
        Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));

    assertThat(TransitionFilter.fits(pattern, name)).isEqualTo(name.matches(regex));
  }

  @Example
  void aHostileNameCannotMakeAPatternTakeForEver() {
    String pattern = "a*".repeat(500) + "b";
    String name = "a".repeat(20_000);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(TransitionFilter.fits(pattern, name)).isFalse());
  }

  @Property
  void whatPassesFitsEveryPartAndWhatDoesNotFailsOne(
      @ForAll boolean alerts,
      @ForAll boolean technical,
      @ForAll Set<Priority> priorities,
      @ForAll Set<State> states,
      @ForAll boolean wardOnly,
      @ForAll boolean labelled) {
    TransitionFilter filter =
        new TransitionFilter(
            alerts,
            technical,
            labelled ? Set.of("AFIB", "PVC") : Set.of(),
            priorities,
            states,
            wardOnly ? List.of("ward-3-*", "icu-*") : List.of());

    for (Transition each : EVERY_KIND) {
      boolean heart = each.kind() == Transition.Kind.ALERT;
      boolean expected = heart ? alerts : technical;
      expected &= !labelled || heart;
      expected &= !wardOnly || heart;
      expected &= priorities.isEmpty() || priorities.contains(each.priority());
      expected &= states.isEmpty() || states.contains(each.state());
      assertThat(filter.wants(each)).as("%s of %s", filter, each).isEqualTo(expected);
    }
  }

  @Example
  void withoutConditionsEverythingPasses() {
    assertThat(EVERY_KIND).hasSize(11).allMatch(TransitionFilter.ALL::wants);
  }
}
