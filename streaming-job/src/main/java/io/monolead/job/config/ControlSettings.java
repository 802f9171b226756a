// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a running job takes orders.
 *
 * @param enabled whether it follows the control topics
 * @param notice time between an order's record and its earliest effect
 * @param longestSilence how long after it was sent a silence may end
 */
public record ControlSettings(boolean enabled, Duration notice, Duration longestSilence)
    implements Serializable {}
