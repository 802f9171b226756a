// SPDX-License-Identifier: Apache-2.0
/**
 * From options to a running job: in an embedded cluster, in this process, or on a cluster
 * elsewhere.
 *
 * <p>Called on the command's thread. A submitted job goes on by itself; whoever holds its client
 * cancels it.
 */
package io.monolead.cli.job;
