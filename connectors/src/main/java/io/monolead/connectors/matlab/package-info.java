// SPDX-License-Identifier: Apache-2.0
/**
 * Recordings as MATLAB files of level 5, as CPSC2018 (ICBEB2018) publishes them.
 *
 * <p>MATLAB level 4 files of the PhysioNet Challenges come with a WFDB header and are read by
 * {@link io.monolead.connectors.wfdb}. The element reader here is small on purpose: it understands
 * structures of numbers and texts, passes over everything else without allocating for it, bounds
 * what it inflates, and so survives files made to harm, which general MAT libraries do not promise.
 *
 * <p>Threading: formats hold no state and may be shared. Files are closed before a method returns.
 */
package io.monolead.connectors.matlab;
