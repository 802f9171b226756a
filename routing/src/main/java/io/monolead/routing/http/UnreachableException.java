// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.http;

import java.io.IOException;

/** There is no connection to the target: nothing was sent, and nothing else would get through. */
public final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
