// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import java.util.OptionalLong;

/**
 * All streams in figures.
 *
 * @param streams streams on the wall
 * @param live streams whose samples come and are good
 * @param silent streams of which nothing comes
 * @param leadOff streams whose electrode has lost contact
 * @param poor streams of little usable signal
 * @param high open alerts of high priority that nobody acknowledged
 * @param medium of medium priority
 * @param low of low priority
 * @param notShown streams that are not shown because the wall is full
 * @param lagMillis how old the newest sample of all is; empty if nothing came lately or all that
 *     comes is a replay of old recordings
 */
public record WallSummary(
    int streams,
    int live,
    int silent,
    int leadOff,
    int poor,
    int high,
    int medium,
    int low,
    long notShown,
    OptionalLong lagMillis) {}
