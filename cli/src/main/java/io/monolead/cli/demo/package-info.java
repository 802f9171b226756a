// SPDX-License-Identifier: Apache-2.0
/**
 * The demo: broker, cluster, job and devices in this process, watched for a while.
 *
 * <p>An {@link io.monolead.cli.demo.EmbeddedSystem} belongs to whoever started it, who closes it;
 * everything else runs on the command's thread.
 */
package io.monolead.cli.demo;
