// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.fhir;

import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;

/** How the patient who wears a device is named to those who read the resources. */
public sealed interface PatientReference {
  /**
   * By a resource on the server.
   *
   * @param reference such as {@code Patient/123}
   */
  record Literal(String reference) implements PatientReference {}

  /**
   * By an identifier of the hospital's.
   *
   * @param system whose identifiers these are, a URI
   * @param value the identifier
   */
  record Logical(String system, String value) implements PatientReference {}

  /** The reference as FHIR has it; a new one. */
  default Reference toReference() {
    if (this instanceof Literal literal) {
      return new Reference(literal.reference()).setType("Patient");
    }
    Logical logical = (Logical) this;
    return new Reference()
        .setType("Patient")
        .setIdentifier(new Identifier().setSystem(logical.system()).setValue(logical.value()));
  }
}
