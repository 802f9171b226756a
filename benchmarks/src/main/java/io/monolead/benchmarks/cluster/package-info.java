// SPDX-License-Identifier: Apache-2.0
/**
 * A small cluster on one machine: broker, job manager and task managers as processes of their own,
 * each in a network namespace of its own, with real TCP between them.
 *
 * <p>{@link io.monolead.benchmarks.cluster.ClusterRun} is the command. It needs private namespaces
 * of network, mounts and processes, in which {@code benchmarks/cluster} starts it; whatever ends
 * it, they end with it, and with them every process, interface and address.
 *
 * <p>Threading: one thread runs the command; one samples ({@link
 * io.monolead.benchmarks.process.Sampler}), one sends and one reads results. Whoever opens
 * something closes it; closing kills processes.
 */
package io.monolead.benchmarks.cluster;
