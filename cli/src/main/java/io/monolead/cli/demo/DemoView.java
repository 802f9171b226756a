// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import io.monolead.cli.board.BoardTable;
import io.monolead.cli.board.DeviceBoard;
import io.monolead.cli.board.Event;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the screen shows: where everything is, the devices, the latest events, and figures.
 *
 * @param bootstrap address of the broker
 * @param flink address of Flink's web page
 * @param description what plays
 * @param zone time zone of the times shown
 */
record DemoView(String bootstrap, String flink, String description, ZoneId zone) {
  private static final int EVENTS = 8;
  private static final int OTHER_LINES = 7;

  /**
   * The screen.
   *
   * @param elapsed time since the devices started
   * @param duration how long they play; empty if until the end
   * @param page address of the web page, once there is one
   * @param captions what a story tells; empty without one
   * @param firstScore time from the start of the command to the first score, once there is one
   * @param columns width of the terminal
   * @param rows height of the terminal
   */
  List<Line> lines(
      DeviceBoard board,
      Duration elapsed,
      Optional<Duration> duration,
      Optional<String> page,
      List<Line> captions,
      Optional<Duration> firstScore,
      int columns,
      int rows) {
    List<Line> lines = new ArrayList<>();
    lines.add(
        new Line()
            .add("monolead", Style.BOLD)
            .add("  " + description + "  ")
            .add(
                DurationText.clock(elapsed)
                    + duration.map(all -> " of " + DurationText.clock(all)).orElse(""),
                Style.CYAN));
    Line where = new Line();
    page.ifPresent(
        address -> where.add("monitor ", Style.FAINT).add(address, Style.BOLD).add("   "));
    lines.add(
        where.add("broker ", Style.FAINT).add(bootstrap).add("   Flink ", Style.FAINT).add(flink));
    lines.addAll(captions);
    lines.add(new Line());
    int room = rows - OTHER_LINES - captions.size();
    int events = Math.min(EVENTS, Math.max(2, room - board.devices().size() - 1));
    lines.addAll(new BoardTable(columns).lines(board, Math.max(3, room - events)));
    lines.add(new Line());
    List<Event> latest = board.latestEvents(events);
    for (int i = 0; i < events; i++) {
      lines.add(i < latest.size() ? latest.get(i).line(zone) : new Line());
    }
    lines.add(new Line());
    lines.add(figures(board, firstScore));
    return lines;
  }

  private static Line figures(DeviceBoard board, Optional<Duration> firstScore) {
    return new Line()
        .add(board.scores() + " scores", Style.BOLD)
        .add(
            firstScore
                .map(time -> ", the first after " + DurationText.seconds(time))
                .orElse(", waiting for the first"))
        .add("   ")
        .add(board.raised() + " alerts raised", Style.BOLD)
        .add(", " + board.cleared() + " cleared")
        .add("   Ctrl-C ends", Style.FAINT);
  }
}
