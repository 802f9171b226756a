// SPDX-License-Identifier: Apache-2.0
/**
 * What the PhysioNet/Computing in Cardiology Challenges 2020 and 2021 add to WFDB headers.
 *
 * <p>The signals themselves, MATLAB v4 files with a WFDB header, are read by {@link
 * io.monolead.connectors.wfdb}. Values are immutable; nothing needs closing.
 */
package io.monolead.connectors.challenge;
