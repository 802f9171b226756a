// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

import java.util.Optional;

/**
 * One row of {@code scp_statements.csv}.
 *
 * @param code the statement's code, such as {@code AFIB}
 * @param description what it means, in words
 * @param diagnostic whether it states a diagnosis
 * @param form whether it describes the form of the signal
 * @param rhythm whether it describes the rhythm
 * @param diagnosticClass one of NORM, STTC, MI, CD, HYP for diagnostic statements
 * @param diagnosticSubclass one of 23 finer classes for diagnostic statements
 */
public record ScpStatement(
    String code,
    String description,
    boolean diagnostic,
    boolean form,
    boolean rhythm,
    Optional<String> diagnosticClass,
    Optional<String> diagnosticSubclass) {}
