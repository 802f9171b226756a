// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import java.util.List;

/**
 * A score as it is kept.
 *
 * @param startMicros event time of the window's first sample
 * @param endMicros event time just after the window's last sample
 * @param model id and version
 * @param labels in the order of the model; one list shared by all scores of a model
 * @param probabilities one per label, 0 to 1; not to be written to
 * @param quality share of the window that is usable signal, 0 to 1
 * @param issues what lowers the quality
 */
public record WindowScore(
    long startMicros,
    long endMicros,
    String model,
    List<String> labels,
    float[] probabilities,
    float quality,
    List<String> issues) {}
