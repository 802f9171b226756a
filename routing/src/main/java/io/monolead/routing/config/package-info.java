// SPDX-License-Identifier: Apache-2.0
/**
 * The file that says where alerts go.
 *
 * <p>Threading: everything here may be used from any thread. Nothing to close.
 */
package io.monolead.routing.config;
