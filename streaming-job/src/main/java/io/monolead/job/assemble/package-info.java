// SPDX-License-Identifier: Apache-2.0
/**
 * From segments to windows, per lead of a device.
 *
 * <p>{@link io.monolead.job.assemble.SegmentAssembler} decides, {@link
 * io.monolead.job.assemble.LeadState} is all it remembers, {@link
 * io.monolead.job.assemble.AssembleFunction} ties both to Flink's state and event time, {@link
 * io.monolead.job.assemble.AssembleOperator} keeps event time going when nothing arrives. Windows
 * depend only on the order of a device's own records. "Signal lost" says the same in a live run and
 * in a replay as long as each partition is ordered by time within the watermark's bound; a device
 * that delivers a backlog behind others' newer records may be called lost in one run and not in
 * another, because that is what it was.
 *
 * <p>State per lead is bounded: at 500 Hz and the default rules under 10 KB of samples, 32 KiB of
 * waiting segments and 1 KB of fingerprints; the entry goes after a day of silence. Functions
 * belong to one thread; nothing needs closing.
 */
package io.monolead.job.assemble;
