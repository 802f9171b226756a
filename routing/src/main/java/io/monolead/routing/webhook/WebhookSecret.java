// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.webhook;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests after the <a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">
 * Standard Webhooks</a> specification, 1.0, with a symmetric key: HMAC-SHA256 over id, timestamp
 * and body.
 */
public final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * A secret as the specification writes it.
   *
   * @param text {@code whsec_} and 24 to 64 bytes in Base64; white space around it does no harm
   * @throws IllegalArgumentException if it is anything else; the message does not hold it
   */
  public static WebhookSecret parse(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "a secret begins with whsec_; make one with: echo whsec_$(openssl rand -base64 32)");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(stripped.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      // Java's message may quote a part of the secret.
      throw new IllegalArgumentException("what follows whsec_ is not Base64");
    }
    if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a secret has "
              + LEAST_BYTES
              + " to "
              + MOST_BYTES
              + " bytes, not "
              + bytes.length
              + "; make one with: echo whsec_$(openssl rand -base64 32)");
    }
    return new WebhookSecret(bytes);
  }

  /**
   * The value of the header {@code webhook-signature}.
   *
   * @param id the message's id
   * @param timestampSeconds time of the attempt, seconds since 1970
   * @param body the exact bytes that are sent
   */
  public String sign(String id, long timestampSeconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + timestampSeconds + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "a secret";
  }
}
