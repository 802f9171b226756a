// SPDX-License-Identifier: Apache-2.0
/**
 * Transitions as HTTP requests with a key against doubles and a signature.
 *
 * <p>Threading: everything here may be used from any thread. Nothing to close.
 */
package io.monolead.routing.webhook;
