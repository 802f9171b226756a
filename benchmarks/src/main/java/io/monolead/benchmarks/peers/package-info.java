// SPDX-License-Identifier: Apache-2.0
/**
 * Peers, measured side by side with ours: other engines on the same network ({@link
 * io.monolead.benchmarks.peers.PredictorBenchmark}), and other systems on the same records and the
 * same broker ({@link io.monolead.benchmarks.peers.SystemsBenchmark}). Each peer is a small program
 * that is written and tuned as its users would. Every process belongs to the benchmark that starts
 * it and ends with it.
 */
package io.monolead.benchmarks.peers;
