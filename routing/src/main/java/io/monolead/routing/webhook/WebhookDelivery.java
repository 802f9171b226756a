// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.routing.delivery.OrderedRoute.Delivery;
import io.monolead.routing.delivery.Outcome;
import io.monolead.routing.http.HttpAnswer;
import io.monolead.routing.http.HttpSender;
import io.monolead.routing.http.UnreachableException;
import io.monolead.routing.transition.Transition;
import io.monolead.routing.transition.TransitionJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Posts each transition as one JSON object. */
public final class WebhookDelivery implements Delivery {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpSender sender;
  private final Optional<WebhookSecret> secret;
  private final Clock clock;

  /**
   * @param sender sends to the receiver
   * @param secret signs the requests; empty for requests without a signature
   * @param clock gives the time of an attempt
   */
  public WebhookDelivery(HttpSender sender, Optional<WebhookSecret> secret, Clock clock) {
    this.sender = sender;
    this.secret = secret;
    this.clock = clock;
  }

  @Override
  public Outcome deliver(Transition transition) throws InterruptedException {
    byte[] body = body(transition);
    try {
      HttpAnswer answer = sender.post(body, headers(transition, body));
      if (answer.taken()) {
        return new Outcome.Delivered();
      }
      return answer.refused()
          ? new Outcome.Refused(answer.summary())
          // The text may repeat what was sent, and this reason goes to a log.
          : new Outcome.Later("HTTP " + answer.status(), answer.retryAfter(), answer.busy());
    } catch (UnreachableException e) {
      return new Outcome.Later(e.getMessage(), Optional.empty(), true);
    } catch (IOException e) {
      // It may be this very message that the receiver stumbles over.
      return new Outcome.Later(e.getMessage(), Optional.empty(), false);
    }
  }

  /** The bytes that are sent: the transition, with its key first. */
  static byte[] body(Transition transition) {
    ObjectNode object = JSON.createObjectNode();
    object.put("key", transition.key());
    object.setAll(TransitionJson.of(transition));
    try {
      return JSON.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of plain values is always JSON", e);
    }
  }

  private Map<String, String> headers(Transition transition, byte[] body) {
    String key = transition.key();
    long seconds = clock.instant().getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Idempotency-Key", key);
    headers.put("webhook-id", key);
    headers.put("webhook-timestamp", Long.toString(seconds));
    secret.ifPresent(with -> headers.put("webhook-signature", with.sign(key, seconds, body)));
    return headers;
  }
}
