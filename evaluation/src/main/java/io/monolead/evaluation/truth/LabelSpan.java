// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

/**
 * A label that is really true of a device for a while.
 *
 * @param deviceId the device
 * @param label the label
 * @param span when
 */
public record LabelSpan(String deviceId, String label, TimeSpan span) {}
