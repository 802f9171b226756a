// SPDX-License-Identifier: Apache-2.0
/**
 * Where the time of the job goes: a drained run under the flight recorder, with the network and
 * without it, as flame graphs and as costs per window.
 */
package io.monolead.benchmarks.profile;
