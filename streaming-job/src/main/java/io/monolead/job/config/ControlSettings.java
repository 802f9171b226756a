// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a running job takes orders.
 *
 * @param enabled whether it follows control topics at all
 * @param models whether model commands are followed
 * @param policies whether alert policies are followed
 * @param notice time between an order's record and its earliest effect
 * @param longestSilence how long after it was sent a silence may end
 */
public record ControlSettings(
    boolean enabled, boolean models, boolean policies, Duration notice, Duration longestSilence)
    implements Serializable {}
