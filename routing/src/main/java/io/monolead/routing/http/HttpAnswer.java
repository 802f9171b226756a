// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.http;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a server answered.
 *
 * @param status the status code
 * @param retryAfter how long the server asks to wait
 * @param text the first bytes of the body, for people
 */
public record HttpAnswer(int status, Optional<Duration> retryAfter, String text) {
  private static final int SUCCESS = 200;
  private static final int REDIRECT = 300;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;
  private static final int UNAVAILABLE = 503;
  private static final int TOO_MANY = 429;

  /**
   * Client errors that say something of the address, the credentials or the moment and nothing of
   * what was sent: another body would have got the same answer, so it is kept until somebody has
   * repaired the cause. Meanings after RFC 9110, section 15.5, RFC 8470 and RFC 6585; 409 is what
   * receivers answer to a key whose first request they are still busy with (the draft on
   * Idempotency-Key of the IETF).
   */
  private static final Set<Integer> NOT_THE_MESSAGE =
      Set.of(401, 402, 403, 404, 405, 407, 408, 409, 410, 421, 425, TOO_MANY);

  /** Whether the server has taken it. */
  public boolean taken() {
    return status >= SUCCESS && status < REDIRECT;
  }

  /** Whether it refuses this very message, and will do so again. */
  public boolean refused() {
    return status >= CLIENT_ERROR && status < SERVER_ERROR && !NOT_THE_MESSAGE.contains(status);
  }

  /** Whether it asks to be left alone for a while, by whatever message. */
  public boolean busy() {
    return status == TOO_MANY || status == UNAVAILABLE;
  }

  /** The answer in one line, for people. */
  public String summary() {
    return "HTTP " + status + (text.isBlank() ? "" : ": " + text);
  }
}
