// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import io.monolead.cli.report.AlertAudit;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.evaluation.alert.Episode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a demo went.
 *
 * @param played how long devices sent
 * @param firstScore time from the start of the command to the first score, if any
 * @param scores number of scores
 * @param segments number of segments sent
 * @param episodes alerts from raised to cleared
 * @param technical technical alerts raised, per condition in words
 * @param audit the alerts against what was really there
 * @param story how the story went, if one was played
 */
public record DemoOutcome(
    Duration played,
    Optional<Duration> firstScore,
    long scores,
    long segments,
    List<Episode> episodes,
    Map<String, Integer> technical,
    AlertAudit audit,
    Optional<StoryOutcome> story) {

  /** The summary. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line());
    lines.add(new Line().add("Summary", Style.BOLD));
    lines.add(
        new Line()
            .add(
                String.format(
                    Locale.ROOT,
                    "%d segments sent in %s, %d windows scored",
                    segments,
                    DurationText.clock(played),
                    scores)));
    lines.add(
        new Line()
            .add(
                firstScore
                    .map(time -> "first score " + DurationText.seconds(time) + " after the start")
                    .orElse("no score")));
    if (!technical.isEmpty()) {
      StringBuilder text = new StringBuilder("technical alerts:");
      technical.forEach(
          (condition, count) ->
              text.append(' ').append(count).append(' ').append(condition).append(','));
      text.setLength(text.length() - 1);
      lines.add(new Line().add(text.toString()));
    }
    lines.add(new Line());
    lines.addAll(audit.lines());
    story.ifPresent(told -> lines.addAll(told.lines()));
    return lines;
  }
}
