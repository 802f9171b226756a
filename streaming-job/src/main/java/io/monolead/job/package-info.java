// SPDX-License-Identifier: Apache-2.0
/**
 * The Flink job: segments of single-lead ECG in, scores and alerts out.
 *
 * <p>{@link io.monolead.job.MonitoringJob} wires the operators of the packages below in the order
 * in which data flows: {@code decode}, {@code assemble}, {@code infer}, {@code alert}. {@link
 * io.monolead.job.JobMain} reads options and starts it on a cluster; the command line does the same
 * in its own process.
 *
 * <p>Delivery is at least once unless set otherwise: an alert is then visible within milliseconds,
 * and the few that come twice after a failure carry the same id. Exactly once delays each by up to
 * a checkpoint interval. In both cases the results of a lead depend on nothing but its own records.
 */
package io.monolead.job;
