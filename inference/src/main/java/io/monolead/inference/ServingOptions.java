// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * How a model is to be computed, where there is a choice.
 *
 * @param device where, spelled as {@link ComputeDevice#parse} reads it
 * @param precision in which form: {@code auto}, or the name of a {@link NetworkForm} in small
 *     letters
 */
public record ServingOptions(String device, String precision) implements Serializable {
  private static final String AUTO = "auto";

  /** The fastest that there is. */
  public static final ServingOptions FASTEST = new ServingOptions(AUTO, AUTO);

  /** The network as it was trained, on the CPU: the reference. */
  public static final ServingOptions REFERENCE = new ServingOptions("cpu", "plain");

  /** Rejects what cannot be read. */
  public ServingOptions {
    ComputeDevice.parse(device);
    form(precision);
  }

  /** The device. */
  ComputeDevice computeDevice() {
    return ComputeDevice.parse(device);
  }

  /** The form that is asked for; empty if the fastest is to be found out. */
  Optional<NetworkForm> form() {
    return form(precision);
  }

  private static Optional<NetworkForm> form(String precision) {
    if (precision.equals(AUTO)) {
      return Optional.empty();
    }
    for (NetworkForm form : NetworkForm.values()) {
      if (form.name().toLowerCase(Locale.ROOT).equals(precision)) {
        return Optional.of(form);
      }
    }
    throw new IllegalArgumentException(
        "A precision is auto, plain, float32, half, bfloat16 or int8, not '" + precision + "'");
  }
}
