// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

/**
 * Windows for one training step. The arrays are reused for the next step.
 *
 * @param size number of windows
 * @param samples samples per lead
 * @param inputs {@code [batch][lead][sample]}, flat
 * @param targets {@code [batch][label]}, flat
 * @param rows the recording of each window, as its row in the training set
 * @param starts first sample of each window within its recording
 */
public record Batch(
    int size, int samples, float[] inputs, float[] targets, int[] rows, int[] starts) {}
