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

  public RecordingFormatException(String message) {
    super(message);
  }

  public RecordingFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
