// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import java.util.List;
import java.util.Optional;

/**
 * A fenced block of a page.
 *
 * @param page the page's path from the project's root
 * @param line line of the opening fence, from 1
 * @param language what stands behind the fence, such as {@code sh}; empty for nothing
 * @param lines what is between the fences
 * @param marker the comment that stands right before the block, without its brackets; empty if
 *     there is none
 */
record CodeBlock(
    String page, int line, String language, List<String> lines, Optional<String> marker) {
  CodeBlock {
    lines = List.copyOf(lines);
  }

  /** Where it is, as an editor takes it. */
  String place() {
    return page + ":" + line;
  }

  /** Whether it holds commands and nothing else. */
  boolean isScript() {
    return language.equals("sh");
  }

  /** Whether it shows commands, each behind a dollar sign, and what they print. */
  boolean isTranscript() {
    return language.equals("console");
  }

  /** The commands in it, as a shell would read them; empty if it holds none. */
  List<String> commands() {
    if (isScript()) {
      return lines;
    }
    if (!isTranscript() && !language.isEmpty()) {
      return List.of();
    }
    return lines.stream()
        .filter(each -> each.startsWith("$ "))
        .map(each -> each.substring(2))
        .toList();
  }
}
