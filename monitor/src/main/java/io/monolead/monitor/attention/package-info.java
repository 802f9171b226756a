// SPDX-License-Identifier: Apache-2.0
/**
 * Which parts of a window a score comes from, for whoever asks on the page.
 *
 * <p>Threading: sources may be asked from any thread; they compute on one of their own, and whoever
 * opened them closes them.
 */
package io.monolead.monitor.attention;
