// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

/**
 * How a stretch of text looks, with its ANSI "select graphic rendition" code (ECMA-48, 8.3.117).
 */
public enum Style {
  PLAIN(""),
  BOLD("1"),
  FAINT("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  CYAN("36"),
  ALARM("1;31"),
  HEADING("1;4");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  /** The text between the codes that turn this style on and off. */
  public String wrap(String text) {
    return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
