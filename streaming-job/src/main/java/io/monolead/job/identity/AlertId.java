// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids of alerts, derived from what the alert is about, so that a replay gives the same id and a
 * consumer of an at-least-once topic can drop what it has seen.
 */
public final class AlertId {
  /** Half of a SHA-256: no two alerts will meet, and people can still compare two by eye. */
  private static final int BYTES = 16;

  private AlertId() {}

  /**
   * The id of an alert.
   *
   * @param key the device's lead
   * @param kind the label or the technical condition
   * @param onsetMicros event time at which it began
   * @return 32 lower-case hexadecimal digits
   */
  public static String of(LeadKey key, String kind, long onsetMicros) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    update(digest, key.deviceId());
    update(digest, key.lead());
    update(digest, kind);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, onsetMicros));
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static void update(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    // The length keeps ("a", "bc") apart from ("ab", "c").
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }
}
