// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a network is computed, as an option says it.
 *
 * @param kind what sort of device
 * @param index which GPU, from 0; 0 for the others
 */
public record ComputeDevice(Kind kind, int index) {
  private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,3}))?");

  /** A GPU if the engine finds one, else the CPU. */
  public static final ComputeDevice AUTO = new ComputeDevice(Kind.AUTO, 0);

  /** The CPU. */
  public static final ComputeDevice CPU = new ComputeDevice(Kind.CPU, 0);

  /** Sorts of devices. */
  public enum Kind {
    /** To be chosen when the engine runs. */
    AUTO,
    /** The processor. */
    CPU,
    /** A graphics processor that the engine's build supports. */
    GPU
  }

  public ComputeDevice {
    if (index < 0 || (kind != Kind.GPU && index > 0)) {
      throw new IllegalArgumentException("There is no device " + kind + " " + index);
    }
  }

  /** A GPU by its number. */
  public static ComputeDevice gpu(int index) {
    return new ComputeDevice(Kind.GPU, index);
  }

  /**
   * Reads {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static ComputeDevice parse(String text) {
    Matcher gpu = GPU.matcher(text);
    if (gpu.matches()) {
      return gpu(gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1)));
    }
    return switch (text) {
      case "auto" -> AUTO;
      case "cpu" -> CPU;
      default ->
          throw new IllegalArgumentException(
              "A device is auto, cpu, gpu or gpu:N, not '" + text + "'");
    };
  }

  /**
   * The device that is meant on a machine with so many GPUs.
   *
   * @param gpus GPUs that the engine finds
   * @throws IllegalArgumentException if it is a GPU that is not there
   */
  ComputeDevice among(int gpus) {
    if (kind == Kind.AUTO) {
      return gpus > 0 ? gpu(0) : CPU;
    }
    if (kind == Kind.GPU && index >= gpus) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The device is to be %s, but the engine finds %d GPUs; it needs the engine's natives"
                  + " for CUDA and a driver that fits them, or choose auto or cpu",
              this,
              gpus));
    }
    return this;
  }

  @Override
  public String toString() {
    return kind == Kind.GPU ? "gpu:" + index : kind.name().toLowerCase(Locale.ROOT);
  }
}
