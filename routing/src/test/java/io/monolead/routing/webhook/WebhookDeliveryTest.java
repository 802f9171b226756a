// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.routing.SampleAlerts;
import io.monolead.routing.delivery.Outcome;
import io.monolead.routing.http.HttpSender;
import io.monolead.routing.http.HttpTarget;
import io.monolead.routing.http.TestReceiver;
import io.monolead.routing.transition.Transition;
import io.monolead.schemas.AlertState;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookDeliveryTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_772_346_631), ZoneOffset.UTC);
  private static final Transition RAISED =
      SampleAlerts.transition("00112233445566778899aabbccddeeff", "ward-3", AlertState.RAISED, 0);

  /** The request that docs/routing.md shows; its signature was computed apart, in Python. */
  @Test
  void theRequestIsThatOfTheDocs() throws Exception {
    try (TestReceiver receiver =
        new TestReceiver((request, exchange) -> TestReceiver.status(exchange, 200))) {
      assertThat(delivery(receiver).deliver(RAISED)).isInstanceOf(Outcome.Delivered.class);

      TestReceiver.Request request = receiver.requests().get(0);
      assertThat(new String(request.body(), StandardCharsets.UTF_8))
          .isEqualTo(
              "{\"key\":\"cede20fc1a5dbfc004d51702b8f2bdbd\",\"type\":\"EcgAlert\","
                  + "\"alertId\":\"00112233445566778899aabbccddeeff\",\"deviceId\":\"ward-3\","
                  + "\"lead\":\"I\",\"label\":\"AFIB\",\"state\":\"RAISED\",\"priority\":\"HIGH\","
                  + "\"onsetMicros\":1772346600000000,\"endMicros\":null,"
                  + "\"transitionMicros\":1772346630000000,\"currentProbability\":0.9,"
                  + "\"peakProbability\":0.97,\"threshold\":0.6,\"windowsInEvidence\":7,"
                  + "\"modelId\":\"monitoring-lead-i\",\"modelVersion\":\"0.4.0\","
                  + "\"policyVersion\":\"options\",\"acknowledgedBy\":null}");
      assertThat(request.headers().getFirst("Idempotency-Key"))
          .isEqualTo("cede20fc1a5dbfc004d51702b8f2bdbd");
      assertThat(request.headers().getFirst("webhook-timestamp")).isEqualTo("1772346631");
      assertThat(request.headers().getFirst("webhook-signature"))
          .isEqualTo("v1,tDi6Ogo830chPucab+ebOyfVehxDvBztXIoUY0hhF4Y=");
    }
  }

  @Test
  void onlyARefusalKeepsTheReceiversWords() throws Exception {
    int[] status = {422};
    try (TestReceiver receiver =
        new TestReceiver(
            (request, exchange) -> {
              exchange.sendResponseHeaders(status[0], request.body().length);
              exchange.getResponseBody().write(request.body());
            })) {
      WebhookDelivery delivery = delivery(receiver);

      assertThat(((Outcome.Refused) delivery.deliver(RAISED)).reason()).contains("ward-3");
      for (int later : new int[] {500, 503, 429, 404, 302}) {
        status[0] = later;
        Outcome.Later outcome = (Outcome.Later) delivery.deliver(RAISED);
        // What is tried again is logged, and a receiver may repeat what it got.
        assertThat(outcome.reason()).isEqualTo("HTTP " + later);
        assertThat(outcome.wholeTarget()).isEqualTo(later == 503 || later == 429);
      }
    }
  }

  private static WebhookDelivery delivery(TestReceiver receiver) {
    return new WebhookDelivery(
        new HttpSender(
            new HttpTarget(receiver.url(), Duration.ofSeconds(10), Optional.empty(), Map.of()),
            CLOCK),
        Optional.of(WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
        CLOCK);
  }
}
