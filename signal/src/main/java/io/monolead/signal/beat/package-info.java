// SPDX-License-Identifier: Apache-2.0
/**
 * Beats and heart rate of one lead as its samples arrive, for displays.
 *
 * <p>It is no diagnosis and no alarm: a heart rate is told where it can be told, and where it
 * cannot there is none, with the reason.
 *
 * <p>Threading: a detector belongs to one thread at a time. Nothing needs closing.
 */
package io.monolead.signal.beat;
