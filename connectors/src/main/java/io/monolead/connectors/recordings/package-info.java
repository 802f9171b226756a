// SPDX-License-Identifier: Apache-2.0
/**
 * The front door to recordings in files: whatever their format, a path becomes a {@link
 * io.monolead.signal.Recording}.
 *
 * <p>Each format is a {@link io.monolead.connectors.recordings.RecordingFormat}, found as a Java
 * service; another jar can add one. Content that is not sound ends in a {@link
 * io.monolead.connectors.recordings.RecordingFormatException} with file and reason, never in
 * another exception.
 *
 * <p>Threading: readers and formats hold no state and may be shared. Files are closed before a
 * method returns.
 */
package io.monolead.connectors.recordings;
