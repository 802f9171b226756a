// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

/**
 * What every client is told first.
 *
 * @param prefix begins the names of the topics that are shown
 * @param attention whether the monitor has a network that explains scores
 * @param instance another one each time a monitor starts: numbers of streams hold within one
 */
record LiveFacts(String prefix, boolean attention, String instance) {}
