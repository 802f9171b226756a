// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.generator.Electrode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.scenario.Story.Caption;
import io.monolead.connectors.scenario.Story.Expectation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoryFilesTest {
  @TempDir Path folder;

  private static final String STORY =
      """
      {
        'name': 'night', 'description': 'of it', 'duration': '3m',
        'devices': [
          {'id': 'a', 'episodes': [{'from': '20s', 'for': '1m', 'rhythm': 'atrial-fibrillation'}],
           'lead_off': [{'from': '2m', 'for': '5s', 'electrodes': ['LA']}]},
          {'id': 'b', 'silent': [{'from': 30, 'for': '10s'}]}
        ],
        'captions': [{'at': '1m', 'text': 'later'}, {'at': 0, 'text': 'first'}],
        'acknowledge': [{'at': '40s', 'device': 'a', 'label': 'AFIB', 'by': 'nurse 1'}],
        'deploy': [{'at': '50s', 'version_suffix': '-next',
                    'thresholds': [{'label': 'PVC', 'threshold': 0.5}]}],
        'expect': [{'device': 'a', 'label': 'AFIB', 'from': '20s', 'by': '40s'},
                   {'device': 'b', 'technical': 'signal-lost', 'from': '30s', 'by': '1m'}]
      }
      """;

  private static Story parse(String text) throws ScenarioException {
    return StoryFiles.parse("mine.json", text.replace('\'', '"'));
  }

  @Test
  void aStoryIsReadAsItStands() throws IOException {
    Story story = parse(STORY);

    assertThat(story.name()).isEqualTo("night");
    assertThat(story.durationSeconds()).isEqualTo(180);
    assertThat(story.devices()).extracting(Story.Device::id).containsExactly("a", "b");
    HeartScenario heart = story.devices().get(0).heart();
    assertThat(heart.episodeAt(19).rhythm()).isEqualTo(Rhythm.SINUS);
    assertThat(heart.episodeAt(21).rhythm()).isEqualTo(Rhythm.ATRIAL_FIBRILLATION);
    assertThat(heart.episodeAt(81).rhythm()).isEqualTo(Rhythm.SINUS);
    assertThat(heart.electrodesOffAt(121)).containsExactly(Electrode.LA);
    assertThat(story.devices().get(1).silences()).containsExactly(new Story.Silence(30, 40));
    assertThat(story.captions()).containsExactly(new Caption(0, "first"), new Caption(60, "later"));
    assertThat(story.acknowledgements())
        .containsExactly(new Story.Acknowledgement(40, "a", "AFIB", "nurse 1"));
    assertThat(story.deployments())
        .containsExactly(new Story.Deployment(50, "-next", Map.of("PVC", 0.5f)));
    assertThat(story.expectations())
        .containsExactly(
            new Expectation("a", Optional.of("AFIB"), Optional.empty(), 20, 40),
            new Expectation("b", Optional.empty(), Optional.of("signal-lost"), 30, 60));
  }

  @Test
  void aFileIsReadFromItsPath() throws IOException {
    Path file = Files.writeString(folder.resolve("night.json"), STORY.replace('\'', '"'));

    assertThat(StoryFiles.read(file)).isEqualTo(parse(STORY));
    assertThatThrownBy(() -> StoryFiles.read(folder.resolve("none.json")))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("none.json");
  }

  @Test
  void theShippedStoryIsWhatItsDocumentationSays() throws IOException {
    Story story = StoryFiles.shipped();

    assertThat(story.durationSeconds()).isEqualTo(120);
    assertThat(story.devices()).hasSize(12);
    assertThat(story.deployments()).hasSize(1);
    assertThat(story.acknowledgements()).hasSize(1);
    assertThat(story.expectations())
        .extracting(Expectation::subject)
        .containsExactly("AFIB", "PVC", "lead-off", "signal-lost", "AFIB");
    // What happens to hearts is told.
    for (Story.Device device : story.devices()) {
      double at = 0;
      for (var episode : device.heart().episodes()) {
        double begin = at;
        if (begin > 0 && begin < story.durationSeconds()) {
          assertThat(story.captions())
              .as("a caption of %s at %s", device.id(), begin)
              .anySatisfy(
                  caption -> {
                    assertThat(caption.atSeconds()).isEqualTo(begin);
                    assertThat(caption.text())
                        .contains("bed " + Integer.parseInt(device.id().substring(4)));
                  });
        }
        at += episode.durationSeconds();
      }
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'id': 'b'                    | 'id': 'a'                    | devices[1].id: another device
          'id': 'b'                    | 'id': 'b c'                  | devices[1].id: write 1 to 48
          'device': 'a', 'label'       | 'device': 'z', 'label'       | acknowledge[0].device: there is no
          '-next'                      | '-NEXT'                      | deploy[0].version_suffix: write
          'threshold': 0.5             | 'threshold': 5               | thresholds[0].threshold: write a number
          'signal-lost'                | 'signal'                     | expect[1].technical: write one of
          'by': '40s'                  | 'by': '20s'                  | expect[0].by: write a time after
          'at': '1m'                   | 'at': '4m'                   | captions[0].at: this is after
          'atrial-fibrillation'        | 'flutter'                    | episodes[0].rhythm: write one of
          'text': 'first'              | 'words': 'first'             | captions[1].words: there is no such
          """)
  void whatIsWrongIsToldWithItsPlace(String right, String wrong, String message) {
    String quoted = STORY;
    assertThat(quoted).contains(right);
    assertThatThrownBy(
            () -> parse(quoted.replaceFirst(java.util.regex.Pattern.quote(right), wrong)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("mine.json, ")
        .hasMessageContaining(message);
  }
}
