// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.download;

import java.io.IOException;

/** A download cannot go on; the message says what is in the way and what to do. */
public final class DownloadFailure extends IOException {
  private static final long serialVersionUID = 1L;

  DownloadFailure(String message) {
    super(message);
  }

  DownloadFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
