// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.fhir;

/** The code and identifier systems of the resources: those of others, and our own. */
final class FhirSystems {
  static final String LOINC = "http://loinc.org";
  static final String SNOMED_CT = "http://snomed.info/sct";
  static final String UCUM = "http://unitsofmeasure.org";

  /** ISO/IEEE 11073-10101, by the name that FHIR gives it. */
  static final String MDC = "urn:iso:std:iso:11073:10101";

  static final String FLAG_CATEGORY = "http://terminology.hl7.org/CodeSystem/flag-category";
  static final String OBSERVATION_CATEGORY =
      "http://terminology.hl7.org/CodeSystem/observation-category";
  static final String FLAG_PRIORITY = "http://hl7.org/fhir/flag-priority-code";
  static final String FLAG_PRIORITY_EXTENSION =
      "http://hl7.org/fhir/StructureDefinition/flag-priority";
  static final String FLAG_DETAIL_EXTENSION = "http://hl7.org/fhir/StructureDefinition/flag-detail";

  private static final String OWN = "http://monolead.io/fhir/";

  /** Labels of models, such as AFIB. */
  static final String LABEL = OWN + "CodeSystem/label";

  /** Technical conditions, such as LEAD_OFF. */
  static final String CONDITION = OWN + "CodeSystem/technical-condition";

  /** What an observation and its components tell. */
  static final String ITEM = OWN + "CodeSystem/alert-item";

  /** Leads that ISO/IEEE 11073-10101 has no code for. */
  static final String LEAD = OWN + "CodeSystem/lead";

  /** Priorities after IEC 60601-1-8. */
  static final String PRIORITY = OWN + "CodeSystem/alarm-priority";

  /** Models, by id; the version is the coding's. */
  static final String MODEL = OWN + "CodeSystem/model";

  /** Identifiers of alerts. */
  static final String ALERT_ID = OWN + "alert-id";

  /** Identifiers of devices, unless others are configured. */
  static final String DEVICE_ID = OWN + "device-id";

  private FhirSystems() {}
}
