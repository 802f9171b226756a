// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static io.monolead.job.JobHarness.SECONDS;
import static io.monolead.job.JobHarness.arithmetic;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job goes on from savepoints: at another parallelism, and from those of earlier releases. */
class SavepointITCase {
  /**
   * Savepoints of that state, written by {@link WriteSavepoint}, after the first half of what the
   * devices send, at parallelism 1, with a raised alert, a silent device, and windows half full.
   */
  private static final String KEPT = "/io/monolead/job/savepoints/";

  private static JobHarness harness;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    harness = JobHarness.start(4);
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  @Test
  void fromOneToFourToTwoSubtasksTheResultsAreThoseOfAPlainRun() throws Exception {
    harness.createTopics("scaled.");
    harness.produce("scaled.segments", 0, SECONDS / 3);
    String first = runToSavepoint("scaled.", "1", 20, null);
    harness.produce("scaled.segments", SECONDS / 3, 2 * SECONDS / 3);
    String second = runToSavepoint("scaled.", "4", 60, first);
    harness.produce("scaled.segments", 2 * SECONDS / 3, SECONDS);
    runToSavepoint("scaled.", "2", JobHarness.WINDOWS, second);

    runWhole("scaled.segments", "steady.");
    Map<String, List<String>> steady = harness.content("steady.");
    assertThat(harness.content("scaled.")).isEqualTo(steady).isNotEmpty();
  }

  /**
   * The first is from before there were orders and actions; the second has operators and state for
   * them.
   */
  @Test
  void keptSavepointsAreGoneOnFrom() throws Exception {
    harness.createTopics("release.");
    harness.produce("release.segments", 0, SECONDS / 2);
    harness.produce("release.segments", SECONDS / 2, SECONDS);
    runWhole("release.segments", "whole.");
    Map<String, List<String>> whole = harness.content("whole.");
    for (String kept : List.of("0.1.0", "0.1.0-orders")) {
      assertGoneOnFrom(kept, whole);
    }
  }

  private void assertGoneOnFrom(String kept, Map<String, List<String>> whole) throws Exception {
    Path savepoint = Path.of(getClass().getResource(KEPT + kept).toURI());
    String prefix = "from." + kept + ".";
    harness.runToSavepoint(
        "release.segments", prefix, "2", 50, savepoint.toUri().toString(), folder);

    Map<String, List<String>> continued = harness.content(prefix);
    assertThat(continued.keySet())
        .as("what was sent after it")
        .anyMatch(key -> key.contains("AFIB"));
    continued.forEach(
        (key, values) -> {
          if (key.startsWith("dead")) {
            assertThat(whole.get(key)).as(key).containsAll(values);
          } else {
            List<String> all = whole.get(key);
            assertThat(all.subList(all.size() - values.size(), all.size()))
                .as(key)
                .isEqualTo(values);
          }
        });
    // Half of the 23 windows of a device that sends all the time.
    assertThat(continued.get(key(continued, "device-0"))).hasSize(12);
  }

  private static String key(Map<String, List<String>> content, String device) {
    return content.keySet().stream()
        .filter(key -> key.startsWith("scores") && key.endsWith(device))
        .findFirst()
        .orElseThrow();
  }

  private static void runWhole(String input, String prefix) throws Exception {
    harness
        .environment(input, true, prefix, arithmetic(), JobHarness.arguments("2", null))
        .execute();
  }

  private String runToSavepoint(String prefix, String parallelism, int windows, String from)
      throws Exception {
    return harness.runToSavepoint(prefix + "segments", prefix, parallelism, windows, from, folder);
  }
}
