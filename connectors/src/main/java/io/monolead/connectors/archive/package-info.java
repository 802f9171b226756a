// SPDX-License-Identifier: Apache-2.0
/**
 * Folders of recordings that came in one file: zip, tar and tar.gz.
 *
 * <p>Contract: an archive is unpacked into a folder of its own, which its closing deletes, so that
 * every format reads it as any folder. Whoever opens it closes it. Archives made to harm (names
 * that lead elsewhere, a few bytes that become gigabytes) are refused.
 *
 * <p>Threading: an open archive may be read by many threads; one closes it.
 */
package io.monolead.connectors.archive;
