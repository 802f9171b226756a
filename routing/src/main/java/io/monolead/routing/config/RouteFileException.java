// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.config;

import java.io.IOException;

/** A file that does not say where alerts go; the message names file, place and remedy. */
public final class RouteFileException extends IOException {
  private static final long serialVersionUID = 1L;

  RouteFileException(String message) {
    super(message);
  }
}
