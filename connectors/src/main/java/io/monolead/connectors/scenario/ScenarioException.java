// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import java.io.IOException;
import java.io.Serial;

/** A scenario that cannot be used: its message names file, place in it and what to do. */
public final class ScenarioException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public ScenarioException(String message) {
    super(message);
  }
}
