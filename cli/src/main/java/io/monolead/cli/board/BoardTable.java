// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.board;

import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Sparkline;
import io.monolead.cli.terminal.Style;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table of devices for a terminal of a given width: what the source says (rhythm and heart
 * rate), the most probable label, its recent course, signal quality, and what is wrong now.
 */
public final class BoardTable {
  private static final int DEVICE = 10;
  private static final int RHYTHM = 13;
  private static final int RATE = 4;
  private static final int LABEL = 6;
  private static final int PROBABILITY = 4;
  private static final int QUALITY = 5;
  private static final int NARROW_SPARKLINE = 12;
  private static final int WIDE_SPARKLINE = 32;
  private static final int WIDE = 110;
  private static final double GOOD_QUALITY = 0.8;

  private final int columns;

  /** A table for so many columns; from 80 on nothing is cut. */
  public BoardTable(int columns) {
    this.columns = columns;
  }

  /** Headings and one line per device; at most so many lines, the rest is summed up in the last. */
  public List<Line> lines(DeviceBoard board, int mostLines) {
    List<Line> lines = new ArrayList<>();
    lines.add(headings());
    int rows = Math.max(1, mostLines - 1);
    List<DeviceStatus> devices = List.copyOf(board.devices());
    boolean all = devices.size() <= rows;
    for (DeviceStatus device : all ? devices : mostUrgent(devices, rows - 1)) {
      lines.add(row(device));
    }
    if (!all) {
      lines.add(
          new Line().add("and " + (devices.size() - rows + 1) + " more devices", Style.FAINT));
    }
    return lines;
  }

  /** Devices with alerts come first where there is no room for all. */
  private static List<DeviceStatus> mostUrgent(List<DeviceStatus> devices, int most) {
    List<DeviceStatus> chosen = new ArrayList<>();
    devices.stream().filter(BoardTable::urgent).limit(most).forEach(chosen::add);
    devices.stream().filter(d -> !urgent(d)).limit(most - chosen.size()).forEach(chosen::add);
    return chosen;
  }

  private static boolean urgent(DeviceStatus device) {
    return !device.alerts().isEmpty() || !device.conditions().isEmpty();
  }

  private Line headings() {
    Style style = Style.BOLD;
    return new Line()
        .cell("device", DEVICE, style)
        .add(" ")
        .cell("rhythm", RHYTHM, style)
        .number("bpm", RATE, style)
        .add("  ")
        .cell("label", LABEL, style)
        .number("p", PROBABILITY, style)
        .add("  ")
        .cell("risk", sparkline(), style)
        .number("signal", QUALITY + 1, style)
        .add("  ")
        .add("alerts", style);
  }

  private Line row(DeviceStatus device) {
    Optional<LabelProbability> top = device.topLabel();
    Line line =
        new Line()
            .cell(device.deviceId(), DEVICE, Style.PLAIN)
            .add(" ")
            .cell(device.truth().rhythm(), RHYTHM, Style.CYAN)
            .number(rate(device.truth().heartRateBpm()), RATE, Style.PLAIN)
            .add("  ")
            .cell(top.map(LabelProbability::getLabel).orElse("-"), LABEL, Style.PLAIN)
            .number(top.map(BoardTable::probability).orElse(""), PROBABILITY, Style.PLAIN)
            .add("  ")
            .add(Sparkline.of(device.history(), sparkline()), sparkStyle(device));
    quality(line, device);
    line.add("  ");
    alerts(line, device);
    return line;
  }

  private static void quality(Line line, DeviceStatus device) {
    Optional<Float> quality = device.score().map(score -> score.getSignalQuality());
    String text = quality.map(share -> Math.round(share * 100) + "%").orElse("");
    boolean good = quality.map(share -> share >= GOOD_QUALITY).orElse(true);
    line.number(text, QUALITY + 1, good ? Style.PLAIN : Style.YELLOW);
  }

  private static void alerts(Line line, DeviceStatus device) {
    boolean first = true;
    for (EcgAlert alert : device.alerts()) {
      line.add(first ? "● " : " ", Event.style(alert.getPriority()));
      line.add(alert.getLabel(), Event.style(alert.getPriority()));
      first = false;
    }
    if (!device.conditions().isEmpty()) {
      line.add(first ? "" : " ");
      line.add(
          device.conditions().stream()
              .map(TechnicalAlert::getCondition)
              .map(TechnicalCondition::name)
              .map(Event::words)
              .collect(Collectors.joining(", ")),
          Style.YELLOW);
    }
  }

  private int sparkline() {
    return columns >= WIDE ? WIDE_SPARKLINE : NARROW_SPARKLINE;
  }

  private static Style sparkStyle(DeviceStatus device) {
    return device.alerts().isEmpty() ? Style.GREEN : Style.RED;
  }

  private static String rate(double beatsPerMinute) {
    return Double.isNaN(beatsPerMinute) ? "" : String.valueOf(Math.round(beatsPerMinute));
  }

  private static String probability(LabelProbability top) {
    return String.format(Locale.ROOT, "%.2f", top.getProbability());
  }
}
