// SPDX-License-Identifier: Apache-2.0
/**
 * How the routes fare, for Prometheus and for whoever watches over processes.
 *
 * <p>Threading: everything here may be used from any thread; whoever starts a {@link
 * io.monolead.routing.status.StatusServer} closes it.
 */
package io.monolead.routing.status;
