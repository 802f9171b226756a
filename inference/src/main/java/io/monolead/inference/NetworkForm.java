// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.util.Arrays;
import java.util.Set;

/**
 * Forms in which a bundle may hold its network, the most exact first. All compute the same network
 * from the same weights; batch normalisation is folded in all of them.
 */
public enum NetworkForm {
  /** Operators that every build of the engine has, on every device: in every bundle. */
  PLAIN("network.pt", ""),

  /**
   * Float32 with weights packed for oneDNN when the file is loaded, and fused activations; on CPUs.
   */
  FLOAT32("network-float32.pt", ""),

  /**
   * Convolutions in floating point of 16 bits, channels innermost: for GPUs. A CPU computes it too,
   * slowly, and so checks it.
   */
  HALF("network-half.pt", ""),

  /** As {@link #FLOAT32}, in bfloat16. */
  BFLOAT16("network-bfloat16.pt", "avx512_bf16 amx_bf16"),

  /**
   * Convolutions of 8-bit integers. Processors without instructions for their dot products saturate
   * on the way, and would give other scores.
   */
  INT8("network-int8.pt", "avx512_vnni avx_vnni");

  private final String part;

  /** Features of processors, one of which is needed; empty if none is. */
  private final String anyOf;

  NetworkForm(String part, String anyOf) {
    this.part = part;
    this.anyOf = anyOf;
  }

  /** Whether it is one of those to choose from on a kind of device. */
  boolean isFor(ComputeDevice.Kind kind) {
    return this == PLAIN || (this == HALF) == (kind == ComputeDevice.Kind.GPU);
  }

  /** Name of its part in a bundle. */
  public String part() {
    return part;
  }

  /**
   * Whether a processor computes it well and right.
   *
   * @param features of the processor, as Linux names them
   */
  public boolean runsOn(Set<String> features) {
    return anyOf.isEmpty() || Arrays.stream(anyOf.split(" ")).anyMatch(features::contains);
  }

  /** Whether this machine's processor computes it well and right. */
  public boolean runsHere() {
    return runsOn(Processor.features());
  }
}
