// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of an expression, one after the other. */
final class PromQlTokens {
  /** White space and comments, texts, words and numbers, symbols of two characters, of one. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<blank>(?:\\s|#[^\\n]*)+)"
              + "|(?<text>\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'|`[^`]*`)"
              + "|(?<word>[0-9]*\\.?[0-9]+[eE][+-]?[0-9]+|[0-9]+\\.[0-9]*|\\.[0-9]+"
              + "|[0-9][a-zA-Z0-9]*|[a-zA-Z_][a-zA-Z0-9_:]*)"
              + "|(?<symbol>==|!=|=~|!~|<=|>=|[-+*/%^=<>(){}\\[\\],:@])");

  private static final String END = "";

  private record Token(String word, boolean text, int at) {}

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  PromQlTokens(String source) {
    this.source = source;
    Matcher matcher = TOKEN.matcher(source);
    int at = 0;
    while (at < source.length()) {
      matcher.region(at, source.length());
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException(
            "At " + at + " of '" + source + "': '" + source.charAt(at) + "' is not understood");
      }
      if (matcher.group("blank") == null) {
        tokens.add(new Token(matcher.group(), matcher.group("text") != null, at));
      }
      at = matcher.end();
    }
  }

  boolean atEnd() {
    return position == tokens.size();
  }

  /** The next word without taking it; empty at the end, and before a text. */
  String peek() {
    return (atEnd() || isText()) ? END : tokens.get(position).word();
  }

  boolean isText() {
    return !atEnd() && tokens.get(position).text();
  }

  String next() {
    if (atEnd() || isText()) {
      throw problem("a word");
    }
    return tokens.get(position++).word();
  }

  /** Takes the next word if it is this. */
  boolean take(String word) {
    boolean here = !atEnd() && !isText() && peek().equals(word);
    position += here ? 1 : 0;
    return here;
  }

  /** As {@link #take}, for keywords: in any case. */
  boolean takeWord(String keyword) {
    boolean here = peek().equalsIgnoreCase(keyword);
    position += here ? 1 : 0;
    return here;
  }

  void expect(String word) {
    if (!take(word)) {
      throw problem("'" + word + "'");
    }
  }

  String match(Pattern pattern, String what) {
    if (!pattern.matcher(peek()).matches()) {
      throw problem(what);
    }
    return next();
  }

  /** A text without its quotes. */
  String text() {
    if (!isText()) {
      throw problem("a text in quotes");
    }
    String quoted = tokens.get(position++).word();
    String inner = quoted.substring(1, quoted.length() - 1);
    return quoted.startsWith("`") ? inner : inner.translateEscapes();
  }

  IllegalArgumentException problem(String expected) {
    int at = atEnd() ? source.length() : tokens.get(position).at();
    return new IllegalArgumentException("At " + at + " of '" + source + "': expected " + expected);
  }
}
