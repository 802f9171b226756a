// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

/**
 * The policy that judged a label.
 *
 * @param label name of the label
 * @param version name of the policy
 * @param enabled whether alerts of this label are raised at all
 * @param threshold probability at which a window counts
 * @param clearRatio while raised, a window counts from threshold times this
 * @param windowsRequired windows that must count
 * @param windowsConsidered the latest windows looked at
 * @param minimumQuality windows of lower quality neither raise nor clear
 * @param minimumDurationSeconds how long the condition must have lasted
 * @param coolDownSeconds after an alert has cleared, no new one for so long
 */
public record PolicyFacts(
    String label,
    String version,
    boolean enabled,
    double threshold,
    double clearRatio,
    int windowsRequired,
    int windowsConsidered,
    double minimumQuality,
    double minimumDurationSeconds,
    double coolDownSeconds) {}
