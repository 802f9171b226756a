// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.fhir;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/**
 * Codes of labels, technical conditions and leads.
 *
 * <p>SNOMED CT's codes are those by which the PhysioNet/Computing in Cardiology Challenge 2021
 * labels its ECGs, PTB-XL's among them: <a
 * href="https://github.com/physionetchallenges/evaluation-2021">dx_mapping_scored.csv,
 * dx_mapping_unscored.csv</a>. Leads have the reference identifiers of ISO/IEEE 11073-10101 for an
 * electric potential of the ECG. What is in neither table has a code of our own and no other.
 */
final class LabelCoding {
  /** A SNOMED CT concept. */
  private record Concept(String code, String display) {}

  private static final Map<String, Concept> LABELS =
      Map.ofEntries(
          Map.entry("AFIB", new Concept("164889003", "atrial fibrillation")),
          Map.entry("AFLT", new Concept("164890007", "atrial flutter")),
          Map.entry("SR", new Concept("426783006", "sinus rhythm")),
          Map.entry("STACH", new Concept("427084000", "sinus tachycardia")),
          Map.entry("SBRAD", new Concept("426177001", "sinus bradycardia")),
          Map.entry("SARRH", new Concept("427393009", "sinus arrhythmia")),
          Map.entry("1AVB", new Concept("270492004", "1st degree av block")),
          Map.entry("2AVB", new Concept("195042002", "2nd degree av block")),
          Map.entry("3AVB", new Concept("27885002", "complete heart block")),
          Map.entry("CLBBB", new Concept("733534002", "complete left bundle branch block")),
          Map.entry("CRBBB", new Concept("713427006", "complete right bundle branch block")),
          Map.entry("ILBBB", new Concept("251120003", "incomplete left bundle branch block")),
          Map.entry("IRBBB", new Concept("713426002", "incomplete right bundle branch block")),
          Map.entry("LAFB", new Concept("445118002", "left anterior fascicular block")),
          Map.entry("LPFB", new Concept("445211001", "left posterior fascicular block")),
          Map.entry("PAC", new Concept("284470004", "premature atrial contraction")),
          Map.entry("PVC", new Concept("427172004", "premature ventricular contractions")),
          Map.entry("STD_", new Concept("429622005", "st depression")),
          Map.entry("STE_", new Concept("164931005", "st elevation")),
          Map.entry("WPW", new Concept("74390002", "wolff parkinson white pattern")));

  private static final Map<String, String> LEADS =
      Map.ofEntries(
          Map.entry("I", "131329"),
          Map.entry("II", "131330"),
          Map.entry("III", "131389"),
          Map.entry("aVR", "131390"),
          Map.entry("aVL", "131391"),
          Map.entry("aVF", "131392"),
          Map.entry("V1", "131331"),
          Map.entry("V2", "131332"),
          Map.entry("V3", "131333"),
          Map.entry("V4", "131334"),
          Map.entry("V5", "131335"),
          Map.entry("V6", "131336"));

  private LabelCoding() {}

  /** A label: our own code first, then SNOMED CT's where there is one. */
  static CodeableConcept label(String label) {
    CodeableConcept concept = concept(FhirSystems.LABEL, label);
    snomed(label)
        .ifPresent(
            code -> {
              concept.addCoding(code);
              concept.setText(code.getDisplay());
            });
    return concept;
  }

  /** SNOMED CT's code of a label, with the Challenge's words for it. */
  private static Optional<Coding> snomed(String label) {
    return Optional.ofNullable(LABELS.get(label))
        .map(known -> new Coding(FhirSystems.SNOMED_CT, known.code(), known.display()));
  }

  /** A technical condition. */
  static CodeableConcept condition(String condition) {
    return concept(FhirSystems.CONDITION, condition);
  }

  /** A lead: by ISO/IEEE 11073-10101 if it is one of the twelve. */
  static CodeableConcept lead(String lead) {
    String code = LEADS.get(lead);
    return code == null
        ? concept(FhirSystems.LEAD, lead)
        : new CodeableConcept(
                new Coding(
                    FhirSystems.MDC, code, "MDC_ECG_ELEC_POTL_" + lead.toUpperCase(Locale.ROOT)))
            .setText("lead " + lead);
  }

  /** A code that is its own text. A code has no white space at its ends and no two in a row. */
  private static CodeableConcept concept(String system, String text) {
    String code = text.strip().replaceAll("\\s+", " ");
    CodeableConcept concept = new CodeableConcept();
    if (!code.isEmpty()) {
      concept.addCoding(new Coding(system, code, null));
    }
    return concept.setText(code.isEmpty() ? "unnamed" : code);
  }
}
