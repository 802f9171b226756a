// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.generator.Conduction;
import io.monolead.connectors.generator.Electrode;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.HeartTruth;
import io.monolead.connectors.generator.NoiseLevels;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.generator.StShift;
import io.monolead.connectors.generator.StTerritory;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ScenarioFilesTest {
  @TempDir Path folder;

  private static Scenario parse(String text) throws ScenarioException {
    return ScenarioFiles.parse("mine.json", text.replace('\'', '"'));
  }

  @Test
  void aFileWithEverythingIsReadAsItStands() throws IOException {
    Scenario scenario =
        parse(
            """
            {
              // Comments are welcome.
              'name': 'all', 'description': 'of it', 'duration': '1h2m3.5s',
              'usual': {'rhythm': 'sinus-bradycardia', 'conduction': 'left-bundle-branch-block'},
              'episodes': [
                {'from': 0, 'for': '90s', 'rhythm': 'atrial-ectopy', 'ectopic_share': 0.25},
                {'from': '2m', 'for': 30,
                 'st': {'state': 'elevated', 'territory': 'inferior', 'millivolts': 0.3}}
              ],
              'noise': {'mains_hz': 60, 'muscle': 2},
              'disturbances': [{'from': '1m', 'for': '10s', 'motion': 7}],
              'lead_off': [{'from': '5m', 'for': '1m', 'electrodes': ['LA', 'V3']},
                           {'from': '10m', 'for': '1m'}]
            }
            """);

    Episode usual =
        new Episode(Rhythm.SINUS_BRADYCARDIA, 1).with(Conduction.LEFT_BUNDLE_BRANCH_BLOCK);
    assertThat(scenario.name()).isEqualTo("all");
    assertThat(scenario.description()).isEqualTo("of it");
    assertThat(scenario.durationSeconds()).isEqualTo(3723.5);
    assertThat(scenario.heart().episodes())
        .containsExactly(
            new Episode(Rhythm.ATRIAL_ECTOPY, 90, 0.25),
            usual.lasting(30),
            new Episode(Rhythm.SINUS, 30).with(StShift.elevation(StTerritory.INFERIOR, 0.3)),
            usual.lasting(3573.5));
    assertThat(scenario.heart().noise().mainsHz()).isEqualTo(60);
    assertThat(scenario.heart().noise().usual()).isEqualTo(new NoiseLevels(1, 2, 1, 1));
    assertThat(scenario.heart().noise().levelsAt(65)).isEqualTo(new NoiseLevels(1, 2, 7, 1));
    assertThat(scenario.heart().noise().levelsAt(70)).isEqualTo(new NoiseLevels(1, 2, 1, 1));
    assertThat(scenario.heart().electrodesOffAt(359)).isEqualTo(Set.of(Electrode.LA, Electrode.V3));
    assertThat(scenario.heart().electrodesOffAt(600)).isEqualTo(Electrode.ALL);
    assertThat(scenario.heart().electrodesOffAt(360)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name': 'a' | mine.json, line 1, column | not JSON",
        "[] | mine.json, top level | an object in braces",
        "{'name': 'a'} | mine.json, top level | duration is missing",
        "{'name': 'a b', 'duration': 9} | mine.json, name | letters, digits",
        "{'name': 'a', 'name': 'a', 'duration': 9} | mine.json, line 1 | Duplicate field",
        "{'name': 'a', 'duration': 'soon'} | mine.json, duration | such as '90s'",
        "{'name': 'a', 'duration': 0} | mine.json, duration | more than 0 s",
        "{'name': 'a', 'duration': '9999h'} | mine.json, duration | at most 366 days",
        "{'name': 'a', 'duration': 9, 'x': 1} | mine.json, x | the fields here are name,",
        "{'name': 'a', 'duration': 9, 'episodes': {}} | mine.json, episodes | a list in brackets",
        "{'name': 'a', 'duration': 9, 'usual': {'rhythm': 'flutter'}} | mine.json, usual.rhythm |"
            + " one of 'sinus', 'sinus-tachycardia'",
        "{'name': 'a', 'duration': 9, 'usual': {'rhythm': 'sinus', 'ectopic_share': 0.2}} |"
            + " mine.json, usual.ectopic_share | only the rhythms ventricular-ectopy and",
        "{'name': 'a', 'duration': 9, 'usual': {'rhythm': 'atrial-ectopy', 'ectopic_share': 0.9}} |"
            + " mine.json, usual.ectopic_share | a number from 0.01 to 0.5, not 0.9",
        "{'name': 'a', 'duration': 9, 'episodes': [{'from': 1}]} | mine.json, episodes[0] |"
            + " for is missing",
        "{'name': 'a', 'duration': 9, 'episodes': [{'from': 9, 'for': 1}]} |"
            + " mine.json, episodes[0].from | end at 9.0 s",
        "{'name': 'a', 'duration': 9, 'episodes': [{'from': 2, 'for': 8}]} | mine.json, duration |"
            + " ends at 10.0 s",
        "{'name': 'a', 'duration': 9, 'episodes': [{'from': 2, 'for': 3}, {'from': 4, 'for': 1}]} |"
            + " mine.json, episodes[1].from | lasts until 5.0 s",
        "{'name': 'a', 'duration': 9, 'usual': {'rhythm': 'atrial-fibrillation', 'conduction':"
            + " 'first-degree-block'}} | mine.json, usual.conduction | no P waves",
        "{'name': 'a', 'duration': 9, 'usual': {'st': {'state': 'elevated', 'territory':"
            + " 'inferior', 'millivolts': 2}}} | mine.json, usual.st.millivolts | from 0.05 to 1,"
            + " not 2",
        "{'name': 'a', 'duration': 9, 'noise': {'mains_hz': 55}} | mine.json, noise.mains_hz |"
            + " write 50 or 60",
        "{'name': 'a', 'duration': 9, 'lead_off': [{'from': 1, 'for': 1, 'electrodes': ['N']}]} |"
            + " mine.json, lead_off[0].electrodes[0] | one of 'RA', 'LA'",
        "{'name': 'a', 'duration': 9, 'lead_off': [{'from': 1, 'for': 1, 'electrodes': []}]} |"
            + " mine.json, lead_off[0].electrodes | at least one electrode",
        "{'name': 3, 'duration': 9} | mine.json, name | a text in quotes, not 3",
        "{'name': 'a', 'duration': 9} 7 | mine.json, line 1 | not JSON",
      })
  void aMistakeIsNamedWithItsPlaceAndTheRemedy(String text, String place, String remedy) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith(place)
        .hasMessageContaining(remedy.replace('\'', '"'));
  }

  @Test
  void aMistakeInAFileOnDiskNamesThatFile() throws IOException {
    Path file = folder.resolve("night.json");
    Files.writeString(file, "{}", StandardCharsets.UTF_8);

    assertThatThrownBy(() -> ScenarioFiles.find(file.toString()))
        .hasMessageStartingWith(file + ", top level: ");
    assertThatThrownBy(() -> ScenarioFiles.find("af-day"))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("'af-day'")
        .hasMessageContaining("sinus, af-night, conduction, ectopy, st");
    Files.writeString(file, "", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ScenarioFiles.find(file.toString()))
        .hasMessageContaining("the file is empty");
  }

  @ParameterizedTest
  @FieldSource("io.monolead.connectors.scenario.ScenarioFiles#SHIPPED")
  void whatShipsIsCalledByItsName(String name) throws IOException {
    Scenario scenario = ScenarioFiles.find(name);

    assertThat(scenario.name()).isEqualTo(name);
    assertThat(scenario.description()).isNotBlank();
    assertThat(scenario.heart().episodes().stream().mapToDouble(Episode::durationSeconds).sum())
        .isEqualTo(scenario.durationSeconds());
  }

  @Test
  void aNightHasThreeEpisodesOfFibrillationAtTheirTimesSampleBySample() throws IOException {
    Scenario night = ScenarioFiles.shipped("af-night");
    assertThat(night.durationSeconds()).isEqualTo(8 * 3600);
    int rateHz = 50;
    SimulatedHeart heart = new SimulatedHeart(night.heart(), Lead.I, rateHz, 3);
    HeartTruth truth = new HeartTruth();
    float[] block = new float[rateHz * 60];

    for (int minute = 0; minute < 480; minute++) {
      heart.read(block, 0, block.length, truth);
      boolean fibrillating =
          (minute >= 70 && minute < 82)
              || (minute >= 225 && minute < 260)
              || (minute >= 390 && minute < 394);
      boolean slow = minute >= 320 && minute < 340;
      for (int i = 0; i < block.length; i++) {
        assertThat(truth.labels(i))
            .containsExactly(fibrillating ? "AFIB" : slow ? "SBRAD" : "NORM");
        double seconds = minute * 60 + (double) i / rateHz;
        assertThat(truth.leadOff(i)).isEqualTo(seconds >= 18_300 && seconds < 18_390);
      }
    }
  }

  @Test
  void aScenarioThatIsShorterBeginsAnewWithItsFaults() throws IOException {
    HeartScenario heart =
        parse(
                """
                {'name': 'a', 'duration': 10,
                 'episodes': [{'from': 4, 'for': 2, 'rhythm': 'atrial-fibrillation'}],
                 'disturbances': [{'from': 1, 'for': 1, 'muscle': 9}],
                 'lead_off': [{'from': 8, 'for': 60}]}
                """)
            .lasting(25);

    for (int second = 0; second < 25; second++) {
      int at = second % 10;
      assertThat(heart.episodeAt(second).rhythm())
          .isEqualTo(at == 4 || at == 5 ? Rhythm.ATRIAL_FIBRILLATION : Rhythm.SINUS);
      assertThat(heart.noise().levelsAt(second).muscle()).isEqualTo(at == 1 ? 9 : 1);
      assertThat(heart.leadOffAt(second)).isEqualTo(at >= 8);
    }
  }
}
