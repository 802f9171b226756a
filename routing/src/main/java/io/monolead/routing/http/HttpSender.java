// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Posts bodies to one target and brings its answers.
 *
 * <p>Redirects are not followed: whoever could answer with one could lead alerts elsewhere. The
 * timeout covers the whole exchange, the answer's body included; of that no more than its first
 * bytes are read.
 */
public final class HttpSender {
  private static final int LONGEST_TEXT = 300;

  private final HttpTarget target;
  private final Clock clock;
  private final HttpClient client;

  /** A sender to a target. */
  public HttpSender(HttpTarget target, Clock clock) {
    this.target = target;
    this.clock = clock;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(target.timeout())
            .build();
  }

  /** Where it sends to. */
  public HttpTarget target() {
    return target;
  }

  /**
   * Posts JSON.
   *
   * @param headers headers of this request, over those of the target
   * @throws UnreachableException if there is no connection
   * @throws IOException if there is no whole answer within the timeout
   */
  public HttpAnswer post(byte[] json, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.url())
            .timeout(target.timeout())
            .header("User-Agent", "monolead-route")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json));
    target.headers().forEach(request::setHeader);
    target.authorization().ifPresent(value -> request.setHeader("Authorization", value));
    headers.forEach(request::setHeader);
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request.build(), head -> new FirstBytes(LONGEST_TEXT));
    try {
      HttpResponse<String> response =
          answer.get(target.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return new HttpAnswer(
          response.statusCode(),
          response
              .headers()
              .firstValue("Retry-After")
              .flatMap(text -> RetryAfter.parse(text, clock.instant())),
          response.body());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String what =
          cause.getClass().getSimpleName()
              + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
      if (cause instanceof ConnectException
          || cause instanceof HttpConnectTimeoutException
          || cause instanceof SSLHandshakeException) {
        throw new UnreachableException(what, cause);
      }
      throw new IOException(what, cause);
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within " + text(target.timeout()), e);
    } finally {
      // After an answer this does nothing; otherwise it closes the connection.
      answer.cancel(true);
    }
  }

  private static String text(Duration duration) {
    return duration.toMillis() + " ms";
  }
}
