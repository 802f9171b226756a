// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import java.io.IOException;

/**
 * A file that is not what its format asks for: malformed, cut short, at odds with its own checksum,
 * or of a kind that is not read.
 *
 * <p>The message names the file, says what was found where, and what was expected. It is the only
 * exception a reader throws because of the content of a file; other {@link IOException}s come from
 * the file system.
 */
public class RecordingFormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_QUOTATION = 60;

  public RecordingFormatException(String message) {
    super(message);
  }

  public RecordingFormatException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Words of a file as a message may hold them: in quotation marks, cut after {@value
   * #LONGEST_QUOTATION} characters, with a question mark for each character that would break a line
   * or command a terminal.
   *
   * @param text what the file says, of any length
   */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("'");
    text.chars().limit(LONGEST_QUOTATION).forEach(c -> quoted.append(isPlain(c) ? (char) c : '?'));
    return quoted.append(text.length() > LONGEST_QUOTATION ? "...'" : "'").toString();
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
