// SPDX-License-Identifier: Apache-2.0
/**
 * The monitoring job under load: a generator in this process, a broker and the job in processes of
 * their own, and what comes out of the topics.
 *
 * <p>{@link io.monolead.benchmarks.load.LoadRun} is the command, each part of it a benchmark with a
 * result of its own. Segments are encoded once and sent many times with other numbers and times
 * ({@link io.monolead.benchmarks.load.LoadFleet}), so that the generator takes next to nothing of
 * what is measured.
 *
 * <p>Threading: one thread runs the command; one sends ({@link
 * io.monolead.benchmarks.load.OpenLoop}) and one reads results ({@link
 * io.monolead.benchmarks.load.ResultWatch}). Whoever opens something closes it; closing ends
 * threads and processes, and processes end with the one that started them.
 */
package io.monolead.benchmarks.load;
