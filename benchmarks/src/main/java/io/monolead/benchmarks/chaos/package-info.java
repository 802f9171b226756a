// SPDX-License-Identifier: Apache-2.0
/**
 * The chaos run: the job on a broker, job manager and task managers in processes of their own,
 * which are killed, stopped, cut off and left without disk space while recordings replay; and the
 * same records through an undisturbed run, whose results must be the same, byte for byte.
 *
 * <p>{@link io.monolead.benchmarks.chaos.ChaosRun} is the command. Faults follow from a seed
 * ({@link io.monolead.benchmarks.chaos.FaultPlan}), their moments from that and from how fast the
 * system recovers.
 *
 * <p>Threading: one thread runs the command; besides it one sends segments, one watches scores and
 * one starts again what has ended. {@link io.monolead.benchmarks.process.ServerProcess} may be
 * called from any thread, everything else belongs to the command's. Whoever opens something closes
 * it; closing ends processes. What even that would miss ends with the command's own namespaces,
 * which {@code benchmarks/chaos} makes.
 */
package io.monolead.benchmarks.chaos;
