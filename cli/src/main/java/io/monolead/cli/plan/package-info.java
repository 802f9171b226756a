// SPDX-License-Identifier: Apache-2.0
/**
 * How many cores, how much memory, network and storage a fleet of devices takes, reckoned from what
 * the benchmarks of this release measured.
 *
 * <p>Everything is immutable and does no input or output, but for {@link
 * io.monolead.cli.plan.MeasuredFigures#ofThisRelease}, which reads the results that are packed into
 * the program.
 */
package io.monolead.cli.plan;
