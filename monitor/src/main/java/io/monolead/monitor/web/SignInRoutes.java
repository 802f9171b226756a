// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.monolead.monitor.web.SignIn.Credentials;
import io.monolead.monitor.web.SignIn.Visitor;
import java.util.Optional;

/** Signing in and out, and who asks. */
final class SignInRoutes {
  private static final int SESSION_SECONDS = 12 * 3600;

  private final SignIn signIn;
  private final AccessRules access;
  private final boolean mayAct;
  private final LiveJson json;
  private final Answers answers;

  /**
   * @param mayAct whether who is signed in may act
   */
  SignInRoutes(SignIn signIn, AccessRules access, boolean mayAct, LiveJson json, Answers answers) {
    this.signIn = signIn;
    this.access = access;
    this.mayAct = mayAct;
    this.json = json;
    this.answers = answers;
  }

  /** What only those who are signed in get. */
  Handler needed(Handler handler) {
    return context -> {
      if (!visitor(context).signedIn()) {
        answers.error(
            context,
            HttpStatus.UNAUTHORIZED,
            "Sign in first: POST /api/login with the monitor's token, or send it as"
                + " 'Authorization: Bearer TOKEN'");
      } else {
        handler.handle(context);
      }
    };
  }

  /**
   * Who asks.
   *
   * @throws SignIn.TooManyAttempts if too many wrong tokens came from there
   */
  Visitor visitor(Context context) {
    return signIn.visitor(
        new Credentials(
            context.header("Authorization"),
            context.cookie(SignIn.COOKIE),
            signIn.userHeader().map(context::header).orElse(null),
            context.ip()));
  }

  /** {@code GET /api/session}: who the reader is to the monitor. */
  void session(Context context) {
    Visitor visitor = visitor(context);
    answers.json(
        context,
        HttpStatus.OK,
        json.object(
            fields -> {
              fields.writeBooleanField("signedIn", visitor.signedIn());
              fields.writeBooleanField("tokenNeeded", signIn.tokenNeeded());
              fields.writeStringField("user", visitor.user().orElse(null));
              fields.writeBooleanField("mayAct", mayAct);
            }));
  }

  /** {@code POST /api/login}: the token for a cookie. */
  void logIn(Context context) {
    JsonNode body = RequestParameters.body(context);
    Optional<String> cookie =
        signIn.logIn(body.path("token").asText(null), body.path("name").asText(null), context.ip());
    if (cookie.isEmpty()) {
      answers.error(context, HttpStatus.UNAUTHORIZED, "This is not the monitor's token");
      return;
    }
    setCookie(context, cookie.get(), SESSION_SECONDS);
    answers.json(
        context, HttpStatus.OK, json.object(fields -> fields.writeBooleanField("signedIn", true)));
  }

  /** {@code POST /api/logout}. */
  void logOut(Context context) {
    String cookie = context.cookie(SignIn.COOKIE);
    if (cookie != null) {
      signIn.logOut(cookie);
    }
    setCookie(context, "", 0);
    answers.json(
        context, HttpStatus.OK, json.object(fields -> fields.writeBooleanField("signedIn", false)));
  }

  private void setCookie(Context context, String value, int seconds) {
    context.header(
        "Set-Cookie",
        SignIn.COOKIE
            + "="
            + value
            + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
            + seconds
            + (access.isSecure(context.header("Host")) ? "; Secure" : ""));
  }
}
