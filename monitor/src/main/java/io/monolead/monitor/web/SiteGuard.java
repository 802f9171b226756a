// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/** Stands before every request: keeps other sites out, and tells browsers to. */
final class SiteGuard implements Handler {
  /** Nothing from elsewhere, nothing inline, in nobody's frame. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private final AccessRules access;

  SiteGuard(AccessRules access) {
    this.access = access;
  }

  /** What every answer carries, and who is not answered. */
  @Override
  public void handle(Context context) {
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    context.header("X-Frame-Options", "DENY");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    context.header("Cache-Control", "no-store");
    Optional<String> refusal = access.refusal(context.header("Host"), context.header("Origin"));
    if (refusal.isPresent()) {
      throw new HttpResponseException(HttpStatus.FORBIDDEN.getCode(), refusal.get());
    }
  }
}
