// SPDX-License-Identifier: Apache-2.0
/**
 * Replay: recordings, and simulated hearts, sent as devices would send them.
 *
 * <p>A {@link io.monolead.connectors.replay.SignalSource} gives one lead sample by sample; a {@link
 * io.monolead.connectors.replay.Segmenter} cuts it into segments; the {@link
 * io.monolead.connectors.replay.Replayer} interleaves many devices in event time, at the pace of
 * the signal, faster, or at full speed, into a {@link io.monolead.connectors.replay.SegmentSink}.
 * The same input gives the same segments, byte for byte.
 *
 * <p>Threading: a replay runs in the thread that calls it and ends when that thread is interrupted.
 * Whoever opened a sink closes it.
 */
package io.monolead.connectors.replay;
