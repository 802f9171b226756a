// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.monolead.connectors.kafka.BrokerException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How questions are answered: in JSON, failures too, and some only later. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final String JSON = "application/json";

  private final LiveJson json;

  Answers(LiveJson json) {
    this.json = json;
  }

  /** Answers with a JSON text. */
  void json(Context context, HttpStatus status, String body) {
    context.status(status).contentType(JSON).result(body);
  }

  /** Answers that it was not done, and why, for people. */
  void error(Context context, HttpStatus status, String message) {
    json(context, status, json.error(message));
  }

  /**
   * Answers with what went wrong.
   *
   * @param failure whose message is for people, unless it is none of those that are expected here
   */
  void fail(Exception failure, Context context) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    HttpStatus status;
    String message = cause.getMessage();
    if (cause instanceof HttpResponseException response) {
      status = HttpStatus.forStatus(response.getStatus());
    } else if (cause instanceof IllegalArgumentException) {
      status = HttpStatus.BAD_REQUEST;
    } else if (cause instanceof SignIn.TooManyAttempts) {
      status = HttpStatus.TOO_MANY_REQUESTS;
    } else if (cause instanceof BrokerException) {
      status = HttpStatus.SERVICE_UNAVAILABLE;
    } else if (cause instanceof RejectedExecutionException) {
      status = HttpStatus.SERVICE_UNAVAILABLE;
      message = "Too many questions wait already; ask again in a moment";
    } else {
      status = HttpStatus.INTERNAL_SERVER_ERROR;
      // Its message may name a device.
      LOG.error("The monitor could not answer {}: {}", context.path(), cause.getClass().getName());
      message = "The monitor failed to answer; its log says where";
    }
    error(context, status, message);
  }

  /** Answers when a value is there, or with why it never will be. */
  <T> void later(Context context, CompletableFuture<T> answer, Consumer<T> write) {
    context.future(
        () ->
            answer.handle(
                (value, failure) -> {
                  if (failure == null) {
                    write.accept(value);
                  } else {
                    fail(
                        failure instanceof Exception exception
                            ? exception
                            : new IllegalStateException(failure),
                        context);
                  }
                  return null;
                }));
  }
}
