// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

/**
 * A mark at one sample of a recording: a beat, a change of rhythm, or a remark.
 *
 * @param sample index of the sample, counted from 0 at the recording's sampling rate
 * @param code the mnemonic of the WFDB annotation codes, such as {@code N}, {@code V} or {@code +}
 * @param text the auxiliary text, such as {@code (AFIB} at a rhythm change; empty if there is none
 */
public record Annotation(long sample, String code, String text) {
  /** Code of an annotation that marks a change of rhythm. */
  public static final String RHYTHM_CHANGE = "+";
}
