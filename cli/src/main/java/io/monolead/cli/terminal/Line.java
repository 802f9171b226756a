// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** One line of styled text, composed from left to right. Not thread-safe. */
public final class Line {
  private record Span(String text, Style style) {}

  private final List<Span> spans = new ArrayList<>();
  private int width;

  /** Adds text without style. */
  public Line add(String text) {
    return add(text, Style.PLAIN);
  }

  /** Adds text in a style. */
  public Line add(String text, Style style) {
    if (!text.isEmpty()) {
      spans.add(new Span(text, style));
      width += text.codePointCount(0, text.length());
    }
    return this;
  }

  /** Adds another line's text with its styles. */
  public Line add(Line other) {
    spans.addAll(other.spans);
    width += other.width;
    return this;
  }

  /** Adds text in exactly so many columns: padded on the right, or cut with an ellipsis. */
  public Line cell(String text, int columns, Style style) {
    String fitted = fit(text, columns);
    return add(fitted, style).add(" ".repeat(columns - fitted.codePointCount(0, fitted.length())));
  }

  /** Adds text in exactly so many columns: padded on the left, or cut with an ellipsis. */
  public Line number(String text, int columns, Style style) {
    String fitted = fit(text, columns);
    return add(" ".repeat(columns - fitted.codePointCount(0, fitted.length()))).add(fitted, style);
  }

  /** Columns the text takes. */
  public int width() {
    return width;
  }

  /** The text without styles. */
  public String text() {
    StringBuilder text = new StringBuilder();
    spans.forEach(span -> text.append(span.text));
    return text.toString();
  }

  /**
   * The line as it is written to a terminal.
   *
   * @param columns most columns to use; what is longer is cut with an ellipsis
   * @param colours whether styles are written
   */
  public String render(int columns, boolean colours) {
    StringBuilder text = new StringBuilder();
    int left = columns;
    boolean cut = width > columns;
    for (Span span : spans) {
      int length = span.text.codePointCount(0, span.text.length());
      String part = span.text;
      if (cut && length >= left) {
        part =
            left == 0
                ? ""
                : span.text.substring(0, span.text.offsetByCodePoints(0, left - 1)) + "…";
        length = left;
      }
      text.append(colours ? span.style.wrap(part) : part);
      left -= length;
      if (left == 0) {
        break;
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }

  private static String fit(String text, int columns) {
    int length = text.codePointCount(0, text.length());
    if (length <= columns) {
      return text;
    }
    return columns == 0 ? "" : text.substring(0, text.offsetByCodePoints(0, columns - 1)) + "…";
  }
}
