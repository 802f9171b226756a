// SPDX-License-Identifier: Apache-2.0
/**
 * Public data sets, fetched from their publishers, every file checked against the publisher's list
 * of SHA-256 sums. A download that was broken off goes on with what is missing.
 *
 * <p>Nothing here writes to a terminal: a {@link io.monolead.connectors.download.DownloadListener}
 * is told, from several threads. Nothing needs closing.
 */
package io.monolead.connectors.download;
