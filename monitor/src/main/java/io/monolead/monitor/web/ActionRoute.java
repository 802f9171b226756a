// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.monolead.monitor.feed.AlertDesk;
import io.monolead.monitor.wall.Wall;
import io.monolead.monitor.web.SignIn.Visitor;
import io.monolead.schemas.AlertAction;
import java.util.function.LongSupplier;

/** {@code POST /api/actions}: acknowledges or silences what the wall shows. */
final class ActionRoute implements Handler {
  private final Wall wall;
  private final AlertDesk desk;
  private final SignInRoutes signIn;
  private final boolean mayAct;
  private final LongSupplier nowMicros;
  private final LiveJson json;
  private final Answers answers;

  /**
   * @param mayAct whether anybody may act here
   * @param nowMicros the time, microseconds since 1970
   */
  ActionRoute(
      Wall wall,
      AlertDesk desk,
      SignInRoutes signIn,
      boolean mayAct,
      LongSupplier nowMicros,
      LiveJson json,
      Answers answers) {
    this.wall = wall;
    this.desk = desk;
    this.signIn = signIn;
    this.mayAct = mayAct;
    this.nowMicros = nowMicros;
    this.json = json;
    this.answers = answers;
  }

  @Override
  public void handle(Context context) {
    if (!mayAct) {
      answers.error(
          context,
          HttpStatus.FORBIDDEN,
          "This monitor only shows; it was started with --read-only");
      return;
    }
    // A page of another site cannot send this header without asking, and is never told yes.
    if (!"action".equals(context.header("X-Monolead"))) {
      answers.error(
          context, HttpStatus.FORBIDDEN, "An action needs the header 'X-Monolead: action'");
      return;
    }
    Visitor visitor = signIn.visitor(context);
    AlertAction action =
        ActionRequest.read(
            RequestParameters.body(context),
            visitor.user(),
            visitor.byProxy(),
            wall,
            nowMicros.getAsLong());
    answers.later(
        context,
        desk.send(action),
        sent ->
            answers.json(
                context,
                HttpStatus.ACCEPTED,
                json.object(
                    fields -> {
                      fields.writeStringField("topic", sent.topic());
                      fields.writeNumberField("partition", sent.partition());
                      fields.writeNumberField("offset", sent.offset());
                    })));
  }
}
