// SPDX-License-Identifier: Apache-2.0
/**
 * From bytes to segments that can be trusted.
 *
 * <p>Everything a device or a broken client can send ends either as an {@link
 * io.monolead.job.decode.IncomingSegment}, all of whose fields are within their stated ranges, or
 * as a dead letter with origin, reason and the original bytes. Nothing here throws on data and
 * nothing here keeps state. Decoders belong to one thread; nothing needs closing.
 */
package io.monolead.job.decode;
