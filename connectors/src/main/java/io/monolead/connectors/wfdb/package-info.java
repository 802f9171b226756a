// SPDX-License-Identifier: Apache-2.0
/**
 * Recordings in the WFDB format of PhysioNet: header, signals, annotations.
 *
 * <p>Written from the specification (<a href="https://physionet.org/physiotools/wag/wag.htm">WFDB
 * Applications Guide</a>: header(5), signal(5), annot(5)). Whatever a file holds, a reader either
 * returns a recording or throws {@link io.monolead.connectors.recordings.RecordingFormatException};
 * it allocates no more than the files fill, but for stretches that a header declares missing, of
 * which it takes {@code 2^25} samples or sixteen times as many as the files hold. A FLAC stream may
 * fill far more than its bytes; no record of more than {@code 2^28} samples is read as a whole.
 *
 * <p>Threading: readers are immutable and may be shared. Files are closed before a method returns.
 */
package io.monolead.connectors.wfdb;
