// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

/**
 * Mnemonics of the annotation codes (<a
 * href="https://physionet.org/physiotools/wag/annot-5.htm">annot(5)</a>, {@code ecgcodes.h}).
 */
final class AnnotationCodes {
  /** Highest code that is an annotation; above are instructions to the reader. */
  static final int LAST = 49;

  /** Code of a remark. */
  static final int NOTE = 22;

  /** Indexed by code; empty where the standard assigns none. */
  private static final String[] MNEMONICS = {
    " ", "N", "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "~", "", "|", "", "s",
    "T", "*", "D", "\"", "=", "p", "B", "^", "t", "+", "u", "?", "!", "[", "]", "e", "n", "@", "x",
    "f", "(", ")", "r"
  };

  private AnnotationCodes() {}

  /**
   * Mnemonic of a code from 0 to {@value #LAST}; a code without one, free for users to define, is
   * written as {@code [42]}.
   */
  static String mnemonic(int code) {
    return code < MNEMONICS.length && !MNEMONICS[code].isEmpty()
        ? MNEMONICS[code]
        : "[" + code + "]";
  }
}
