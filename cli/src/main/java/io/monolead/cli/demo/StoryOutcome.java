// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.cli.terminal.TextTable;
import io.monolead.connectors.scenario.Story;
import io.monolead.connectors.scenario.Story.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a story expected, and what the alerts said.
 *
 * @param told expectations whose time came, each with the alert that met it, if any did
 * @param others alerts that nobody expected
 * @param orders acknowledgements that the story asks for
 * @param acknowledged alerts that the job has as acknowledged
 * @param models which version scored windows, in the order of their use
 */
record StoryOutcome(
    List<Told> told, List<Raised> others, int orders, int acknowledged, List<ModelUse> models) {
  StoryOutcome {
    told = List.copyOf(told);
    others = List.copyOf(others);
    models = List.copyOf(models);
  }

  /**
   * An alert that was raised.
   *
   * @param deviceId the device
   * @param subject label or technical condition
   * @param atSeconds end of the window that raised it, or onset of the condition, in the story
   * @param modelVersion who judged; empty for a technical condition
   */
  record Raised(String deviceId, String subject, double atSeconds, String modelVersion) {}

  /** An expectation and what met it. */
  record Told(Expectation expected, Optional<Raised> by) {}

  /**
   * Windows that a version scored.
   *
   * @param version the version
   * @param windows how many
   * @param fromSeconds end of the first, in the story
   * @param toSeconds end of the last
   */
  record ModelUse(String version, long windows, double fromSeconds, double toSeconds) {
    ModelUse and(double end) {
      return new ModelUse(
          version, windows + 1, Math.min(fromSeconds, end), Math.max(toSeconds, end));
    }
  }

  /**
   * Compares.
   *
   * @param playedSeconds how much of the story was played: what is due later is not judged
   */
  static StoryOutcome of(
      Story story,
      double playedSeconds,
      List<Raised> raised,
      int orders,
      int acknowledged,
      List<ModelUse> models) {
    List<Raised> others = new ArrayList<>(raised);
    List<Told> told = new ArrayList<>();
    for (Expectation expected : story.expectations()) {
      Optional<Raised> by =
          others.stream()
              .filter(
                  alert ->
                      alert.deviceId().equals(expected.deviceId())
                          && alert.subject().equals(expected.subject())
                          && alert.atSeconds() >= expected.fromSeconds()
                          && alert.atSeconds() <= expected.toSeconds())
              .findFirst();
      by.ifPresent(others::remove);
      if (by.isPresent() || expected.toSeconds() <= playedSeconds) {
        told.add(new Told(expected, by));
      }
    }
    return new StoryOutcome(told, others, orders, acknowledged, models);
  }

  /** Whether everything that was expected has happened. */
  boolean asExpected() {
    return told.stream().allMatch(each -> each.by().isPresent());
  }

  /** The end of the story in words. */
  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line());
    lines.add(new Line().add("What the story expected, and what the alerts said", Style.BOLD));
    TextTable table = new TextTable("lllll", "device", "alert", "expected", "raised", "by");
    for (Told each : told) {
      table.row(
          each.expected().deviceId(),
          each.expected().subject(),
          StoryTeller.clock(each.expected().fromSeconds())
              + " to "
              + StoryTeller.clock(each.expected().toSeconds()),
          each.by().map(alert -> StoryTeller.clock(alert.atSeconds())).orElse("never"),
          each.by().map(Raised::modelVersion).orElse(""));
    }
    lines.addAll(table.lines());
    for (Raised each : others) {
      lines.add(
          new Line()
              .add(
                  String.format(
                      Locale.ROOT,
                      "not in the story: %s %s at %s%s",
                      each.deviceId(),
                      each.subject(),
                      StoryTeller.clock(each.atSeconds()),
                      each.modelVersion().isEmpty() ? "" : ", by " + each.modelVersion())));
    }
    if (orders > 0) {
      lines.add(new Line().add(acknowledged + " of " + orders + " alerts acknowledged"));
    }
    for (ModelUse use : models) {
      lines.add(
          new Line()
              .add(
                  String.format(
                      Locale.ROOT,
                      "version %s scored %d windows that end from %s to %s",
                      use.version(),
                      use.windows(),
                      StoryTeller.clock(use.fromSeconds()),
                      StoryTeller.clock(use.toSeconds()))));
    }
    lines.add(
        asExpected()
            ? new Line().add("all as the story expected", Style.GREEN)
            : new Line().add("not all as the story expected", Style.YELLOW));
    return lines;
  }
}
