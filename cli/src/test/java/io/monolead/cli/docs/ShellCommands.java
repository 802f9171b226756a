// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a script into its simple commands and their words, as a POSIX shell does (IEEE Std 1003.1,
 * Shell Command Language, 2.2, 2.3 and 2.7), as far as the documents' scripts need: quotes,
 * continued lines, comments, lists, pipes and redirections. Nothing is expanded.
 */
final class ShellCommands {
  private final String script;
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private StringBuilder word = new StringBuilder();
  private boolean inWord;
  private boolean redirected;

  private ShellCommands(String script) {
    this.script = script;
  }

  /** The words of each simple command, in order. */
  static List<List<String>> of(List<String> lines) {
    return new ShellCommands(String.join("\n", lines)).split();
  }

  /**
   * The arguments of every call of monolead in a script, in order. The word {@code ...} stands for
   * arguments that were left out.
   */
  static List<List<String>> monolead(List<String> lines) {
    List<List<String>> calls = new ArrayList<>();
    for (List<String> command : of(lines)) {
      int at = command.indexOf("./monolead");
      if (at < 0 && !command.isEmpty() && command.get(0).equals("monolead")) {
        at = 0;
      }
      if (at >= 0) {
        calls.add(List.copyOf(command.subList(at + 1, command.size())));
      }
    }
    return calls;
  }

  private List<List<String>> split() {
    for (int i = 0; i < script.length(); i++) {
      char c = script.charAt(i);
      switch (c) {
        case '\\' -> {
          i++;
          if (i < script.length() && script.charAt(i) != '\n') {
            append(script.charAt(i));
          }
        }
        case '\'', '"' -> {
          inWord = true;
          int end = i + 1;
          while (end < script.length() && script.charAt(end) != c) {
            if (c == '"' && script.charAt(end) == '\\') {
              end++;
            }
            word.append(script.charAt(end));
            end++;
          }
          i = end;
        }
        case '#' -> {
          if (inWord) {
            append(c);
          } else {
            while (i + 1 < script.length() && script.charAt(i + 1) != '\n') {
              i++;
            }
          }
        }
        case ' ', '\t' -> endWord();
        case '>', '<' -> {
          // The number of a descriptor before it belongs to the redirection.
          if (inWord && word.chars().allMatch(Character::isDigit)) {
            word = new StringBuilder();
            inWord = false;
          }
          endWord();
          while (i + 1 < script.length() && (">&" + c).indexOf(script.charAt(i + 1)) >= 0) {
            i++;
          }
          redirected = true;
        }
        case '\n', ';', '&', '|', '(', ')' -> endCommand();
        default -> append(c);
      }
    }
    endCommand();
    return commands;
  }

  private void append(char c) {
    inWord = true;
    word.append(c);
  }

  private void endWord() {
    if (!inWord) {
      return;
    }
    if (redirected) {
      redirected = false;
    } else {
      words.add(word.toString());
    }
    word = new StringBuilder();
    inWord = false;
  }

  private void endCommand() {
    endWord();
    redirected = false;
    if (!words.isEmpty()) {
      commands.add(List.copyOf(words));
      words = new ArrayList<>();
    }
  }
}
