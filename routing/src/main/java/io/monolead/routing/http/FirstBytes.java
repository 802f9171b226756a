// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * Keeps the first bytes of an answer's body as one line of text. A body that goes on for long is
 * read to its end but not kept, up to a limit at which the connection is given up.
 */
final class FirstBytes implements BodySubscriber<String> {
  /** An answer to an alert has no reason to be longer; below it the connection stays of use. */
  private static final long LONGEST_BODY = 1 << 20;

  private final int most;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CompletableFuture<String> body = new CompletableFuture<>();
  private Subscription subscription;
  private long seen;

  FirstBytes(int most) {
    this.most = most;
  }

  @Override
  public CompletionStage<String> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      seen += buffer.remaining();
      byte[] part = new byte[Math.min(buffer.remaining(), Math.max(0, most - kept.size()))];
      buffer.get(part);
      kept.writeBytes(part);
    }
    if (seen > LONGEST_BODY) {
      subscription.cancel();
      body.complete(text());
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(text());
  }

  /** Line breaks and control characters of somebody else's text stay out of our logs. */
  private String text() {
    return kept.toString(StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
