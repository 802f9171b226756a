// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluation through the whole path: recordings go through an embedded broker and the job at full
 * speed, and what comes out is measured.
 *
 * <p>A {@link io.monolead.cli.stream.BoundedRun} uses a system that somebody else started and
 * closes; results are immutable.
 */
package io.monolead.cli.stream;
