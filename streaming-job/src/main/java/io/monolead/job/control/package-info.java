// SPDX-License-Identifier: Apache-2.0
/**
 * What people tell a running job: which model scores, which policy judges.
 *
 * <p>The topics {@code ecg.models} and {@code ecg.policies} are logs, and the schedules {@link
 * io.monolead.job.control.ModelSchedule} and {@link io.monolead.job.control.PolicySchedule} follow
 * from their records alone: which model scores a window depends on the log and the window's end,
 * not on when a subtask heard of it. A subtask knows the whole log before it sees its first window,
 * after every restart as well. Nothing of it is state of Flink.
 *
 * <p>Schedules are immutable. A {@link io.monolead.job.control.ControlLog} may be asked from any
 * thread; whoever opened it closes it.
 */
package io.monolead.job.control;
