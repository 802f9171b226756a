// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.Signals;

/**
 * Where output goes: a terminal that can be drawn upon again, or a file or pipe that only grows.
 *
 * <p>The size is asked for once and again after the window changed. Thread-safe.
 */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 100;
  private static final int DEFAULT_ROWS = 40;
  private static final int ANSWER_SECONDS = 2;
  private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");

  private final PrintWriter out;
  private final boolean interactive;
  private final boolean colours;
  private volatile int columns;
  private volatile int rows;

  /**
   * An output of known properties.
   *
   * @param out where text is written
   * @param interactive whether lines can be drawn again
   * @param colours whether styles are written
   * @param columns width in columns
   * @param rows height in lines
   */
  public Terminal(PrintWriter out, boolean interactive, boolean colours, int columns, int rows) {
    this.out = out;
    this.interactive = interactive;
    this.colours = colours;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * The process's own standard output.
   *
   * @param environment the process's environment: {@code TERM}, {@code NO_COLOR} (no-color.org),
   *     {@code COLUMNS}
   */
  public static Terminal ofProcess(PrintWriter out, Map<String, String> environment) {
    boolean terminal = outputIsTerminal() && !"dumb".equals(environment.get("TERM"));
    boolean colours = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    Terminal result = new Terminal(out, terminal, colours, DEFAULT_COLUMNS, DEFAULT_ROWS);
    if (terminal) {
      result.measure();
      Signals.register("WINCH", result::measure);
    } else {
      result.columns = number(environment.getOrDefault("COLUMNS", ""), DEFAULT_COLUMNS);
    }
    return result;
  }

  /** Whether lines can be drawn again in place. */
  public boolean interactive() {
    return interactive;
  }

  /** Width in columns. */
  public int columns() {
    return columns;
  }

  /** Height in lines. */
  public int rows() {
    return rows;
  }

  /** Writes a line in full length. */
  public void print(Line line) {
    out.println(line.render(Integer.MAX_VALUE, colours));
    out.flush();
  }

  /** Writes lines. */
  public void print(List<Line> lines) {
    lines.forEach(this::print);
  }

  /** Writes plain text and a line's end. */
  public void println(String text) {
    out.println(text);
    out.flush();
  }

  /** A line cut at this terminal's width, with styles if it shows them. */
  String fitted(Line line) {
    return line.render(columns, colours);
  }

  /** Writes control sequences and text as they are. */
  void raw(String text) {
    out.print(text);
    out.flush();
  }

  private void measure() {
    Matcher size = SIZE.matcher(sizeOfTerminal().strip());
    if (size.matches()) {
      rows = number(size.group(1), DEFAULT_ROWS);
      columns = number(size.group(2), DEFAULT_COLUMNS);
    }
  }

  private static int number(String digits, int otherwise) {
    return digits.matches("[1-9]\\d{0,4}") ? Integer.parseInt(digits) : otherwise;
  }

  /** Whether file descriptor 1 is a terminal; System.console() also looks at the input. */
  private static boolean outputIsTerminal() {
    try {
      Process test = new ProcessBuilder("test", "-t", "1").redirectOutput(Redirect.INHERIT).start();
      return test.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) && test.exitValue() == 0;
    } catch (IOException e) {
      return false; // No such command, as on Windows: plain lines serve everywhere.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Lines and columns as {@code stty} prints them, or nothing. */
  private static String sizeOfTerminal() {
    try {
      Process process = new ProcessBuilder("sh", "-c", "stty size </dev/tty 2>/dev/null").start();
      process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS);
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
