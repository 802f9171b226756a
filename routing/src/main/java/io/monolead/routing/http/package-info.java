// SPDX-License-Identifier: Apache-2.0
/**
 * Sending a body to somebody else's HTTP server, and what its answer means for a delivery.
 *
 * <p>Threading: everything here may be used from any thread. Nothing to close: connections are kept
 * alive by Java's client and go with it.
 */
package io.monolead.routing.http;
