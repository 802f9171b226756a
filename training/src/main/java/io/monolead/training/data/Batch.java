// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

/**
 * Windows for one training step. The arrays are reused for the next step.
 *
 * @param size number of windows
 * @param inputs {@code [batch][lead][sample]}, flat
 * @param targets {@code [batch][label]}, flat
 */
public record Batch(int size, float[] inputs, float[] targets) {}
