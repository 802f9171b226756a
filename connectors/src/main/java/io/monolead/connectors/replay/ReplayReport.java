// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import java.util.List;

/**
 * What a replay sent.
 *
 * @param segments segments of all devices
 * @param samples samples of all segments
 * @param tooShort devices that sent nothing because their signal is shorter than 0.1 s
 * @param interrupted whether the thread was interrupted before the end
 */
public record ReplayReport(
    long segments, long samples, List<String> tooShort, boolean interrupted) {}
