// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
  /** The example that the reference libraries of Standard Webhooks test themselves with. */
  @Test
  void theSignatureIsThatOfTheSpecificationsExample() {
    WebhookSecret secret = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");

    assertThat(
            secret.sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assertThat(secret).hasToString("a secret");
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 64})
  void lengthsAtTheLimitsAreTaken(int bytes) {
    WebhookSecret.parse(secretOf(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 23, 65})
  void lengthsBeyondTheLimitsAreRefused(int bytes) {
    assertThatThrownBy(() -> WebhookSecret.parse(secretOf(bytes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("24 to 64 bytes, not " + bytes)
        .hasMessageContaining("openssl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hunter2hunter2hunter2hunter2", "whsec_%%%%secret%%%%", "MfKQ9r8GKYqrTwjU"})
  void whatIsNoSecretIsRefusedWithoutBeingRepeated(String text) {
    assertThatThrownBy(() -> WebhookSecret.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("%%secret")
        .hasMessageNotContaining("MfKQ");
  }

  private static String secretOf(int bytes) {
    return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
  }
}
