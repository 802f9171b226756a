// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import io.monolead.routing.transition.Transition;
import io.monolead.routing.transition.Transition.Evidence;
import io.monolead.routing.transition.Transition.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.utilities.xhtml.NodeType;

/**
 * Writes a transition as a FHIR R4 transaction: an Observation of what was seen, and for an alert
 * of the heart whose patient is known a Flag that warns while it lasts.
 *
 * <p>A Flag in R4 is about a Patient, a Group, a Location and so on, not about a Device, and must
 * be about something; so there is none where only the device is known. An Observation may be about
 * a Device. Technical alerts are about the device and get no Flag.
 *
 * <p>Ids, times and everything else follow from the transition alone, so that a transition that is
 * delivered again overwrites itself, and the next of the same alert overwrites the one before.
 */
public final class FhirMapping {
  private static final Pattern LEGAL_ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");
  private static final long MICROS = 1_000_000;
  private static final int LONGEST_ID_BYTES = 16;

  /** FHIR writes years with four digits. */
  private static final long FIRST_MICROS =
      Instant.parse("0001-01-01T00:00:00Z").getEpochSecond() * MICROS;

  private static final long END_MICROS =
      Instant.parse("9999-12-31T00:00:00Z").getEpochSecond() * MICROS;

  private final FhirContext context = FhirContext.forR4Cached();
  private final String deviceSystem;
  private final Map<String, PatientReference> patients;

  /**
   * A mapping.
   *
   * @param deviceSystem whose identifiers the devices' ids are; empty for our own
   * @param patients who wears which device, by the device's id
   */
  public FhirMapping(Optional<String> deviceSystem, Map<String, PatientReference> patients) {
    this.deviceSystem = deviceSystem.orElse(FhirSystems.DEVICE_ID);
    this.patients = Map.copyOf(patients);
  }

  /**
   * The transaction as JSON on one line.
   *
   * @throws IllegalArgumentException if FHIR cannot say it: a time beyond the years 1 to 9999, an
   *     empty device id
   */
  public String json(Transition transition) {
    return context.newJsonParser().encodeResourceToString(bundle(transition));
  }

  /** The transaction. */
  Bundle bundle(Transition transition) {
    check(transition);
    Optional<PatientReference> patient =
        transition.kind() == Kind.ALERT
            ? Optional.ofNullable(patients.get(transition.deviceId()))
            : Optional.empty();
    Bundle bundle = new Bundle();
    bundle.setType(BundleType.TRANSACTION);
    Observation observation = observation(transition, patient);
    put(bundle, observation);
    patient.ifPresent(known -> put(bundle, flag(transition, known, observation)));
    return bundle;
  }

  private static void check(Transition transition) {
    time(transition.onsetMicros());
    time(transition.transitionMicros());
    transition.endMicros().ifPresent(FhirMapping::time);
    if (transition.deviceId().isBlank()) {
      throw new IllegalArgumentException("the device has no id, and FHIR has no empty texts");
    }
  }

  private static void put(Bundle bundle, DomainResource resource) {
    String type = resource.fhirType();
    String path = type + "/" + resource.getIdElement().getIdPart();
    bundle
        .addEntry()
        // A name within the transaction; what counts for the server is the path below.
        .setFullUrl("urn:uuid:" + UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)))
        .setResource(resource)
        .getRequest()
        .setMethod(HTTPVerb.PUT)
        .setUrl(path);
  }

  private Observation observation(Transition transition, Optional<PatientReference> patient) {
    Observation observation = new Observation();
    observation.setId(id(transition.alertId()));
    observation.addIdentifier(identifier(transition));
    observation.setStatus(
        transition.open() ? ObservationStatus.PRELIMINARY : ObservationStatus.FINAL);
    observation.setSubject(
        patient.map(PatientReference::toReference).orElseGet(() -> device(transition)));
    observation.setDevice(device(transition));
    observation.setEffective(period(transition));
    observation.setIssuedElement(issued(transition.transitionMicros()));
    if (transition.kind() == Kind.ALERT) {
      observation.addCategory(
          new CodeableConcept(
              new Coding(FhirSystems.OBSERVATION_CATEGORY, "procedure", "Procedure")));
      observation.setCode(
          new CodeableConcept(new Coding(FhirSystems.LOINC, "8601-7", "EKG impression")));
      observation.setValue(LabelCoding.label(transition.label()));
    } else {
      observation.setCode(item("technical-condition", "Technical condition of an ECG lead"));
      observation.setValue(LabelCoding.condition(transition.label()));
      if (!transition.detail().isBlank()) {
        observation.addNote(new Annotation().setText(transition.detail()));
      }
    }
    component(observation, "lead", "Lead", LabelCoding.lead(transition.lead()));
    component(
        observation,
        "priority",
        "Alarm priority after IEC 60601-1-8",
        new CodeableConcept(
            new Coding(
                FhirSystems.PRIORITY,
                transition.priority().name().toLowerCase(Locale.ROOT),
                null)));
    component(
        observation,
        "state",
        "Latest transition of the alert",
        new StringType(transition.state().name()));
    transition.evidence().ifPresent(evidence -> evidence(observation, evidence));
    narrative(observation, transition);
    return observation;
  }

  private static void evidence(Observation observation, Evidence evidence) {
    observation.setMethod(
        new CodeableConcept(
                new Coding(FhirSystems.MODEL, evidence.modelId(), null)
                    .setVersion(evidence.modelVersion()))
            .setText(evidence.modelId() + " " + evidence.modelVersion()));
    probability(
        observation,
        "current-probability",
        "Probability in the latest window",
        evidence.currentProbability());
    probability(
        observation,
        "peak-probability",
        "Highest probability since the onset",
        evidence.peakProbability());
    probability(observation, "threshold", "Threshold in force", evidence.threshold());
    component(
        observation,
        "windows-in-evidence",
        "Windows at or above the threshold",
        new IntegerType(evidence.windowsInEvidence()));
    if (!evidence.policyVersion().isBlank()) {
      component(
          observation,
          "policy-version",
          "Version of the alert policy",
          new StringType(evidence.policyVersion()));
    }
    evidence
        .acknowledgedBy()
        .filter(name -> !name.isBlank())
        .ifPresent(
            name ->
                observation.addNote(
                    new Annotation().setAuthor(new StringType(name)).setText("Acknowledged.")));
  }

  private Flag flag(Transition transition, PatientReference patient, Observation observation) {
    Flag flag = new Flag();
    flag.setId(id(transition.alertId()));
    flag.addIdentifier(identifier(transition));
    flag.setStatus(transition.open() ? FlagStatus.ACTIVE : FlagStatus.INACTIVE);
    flag.addCategory(
        new CodeableConcept(new Coding(FhirSystems.FLAG_CATEGORY, "clinical", "Clinical")));
    flag.setCode(LabelCoding.label(transition.label()));
    flag.setSubject(patient.toReference());
    flag.setPeriod(period(transition));
    flag.setAuthor(device(transition));
    flag.addExtension(
        new Extension(
            FhirSystems.FLAG_PRIORITY_EXTENSION,
            new CodeableConcept(
                switch (transition.priority()) {
                  case HIGH -> new Coding(FhirSystems.FLAG_PRIORITY, "PH", "High priority");
                  case MEDIUM -> new Coding(FhirSystems.FLAG_PRIORITY, "PM", "Medium priority");
                  case LOW -> new Coding(FhirSystems.FLAG_PRIORITY, "PL", "Low priority");
                })));
    flag.addExtension(
        new Extension(
            FhirSystems.FLAG_DETAIL_EXTENSION,
            new Reference("Observation/" + observation.getIdElement().getIdPart())));
    narrative(flag, transition);
    return flag;
  }

  /** The same for all transitions of an alert: our own ids as they are, others' as a digest. */
  private static String id(String alertId) {
    if (LEGAL_ID.matcher(alertId).matches()) {
      return alertId;
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(alertId.getBytes(StandardCharsets.UTF_8)),
              0,
              LONGEST_ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static Identifier identifier(Transition transition) {
    return new Identifier().setSystem(FhirSystems.ALERT_ID).setValue(transition.alertId());
  }

  private Reference device(Transition transition) {
    return new Reference()
        .setType("Device")
        .setIdentifier(new Identifier().setSystem(deviceSystem).setValue(transition.deviceId()));
  }

  private static Period period(Transition transition) {
    Period period = new Period().setStartElement(dateTime(transition.onsetMicros()));
    transition.endMicros().ifPresent(end -> period.setEndElement(dateTime(end)));
    return period;
  }

  private static DateTimeType dateTime(long micros) {
    DateTimeType dateTime = new DateTimeType(Date.from(time(micros)), TemporalPrecisionEnum.MILLI);
    dateTime.setTimeZoneZulu(true);
    return dateTime;
  }

  private static InstantType issued(long micros) {
    InstantType instant = new InstantType(Date.from(time(micros)));
    instant.setPrecision(TemporalPrecisionEnum.MILLI);
    instant.setTimeZoneZulu(true);
    return instant;
  }

  private static Instant time(long micros) {
    if (micros < FIRST_MICROS || micros >= END_MICROS) {
      throw new IllegalArgumentException(
          "the time " + micros + " us lies outside the years 1 to 9999, which FHIR can write");
    }
    return Instant.ofEpochMilli(Math.floorDiv(micros, 1_000));
  }

  private static void probability(
      Observation observation, String code, String display, float value) {
    Quantity quantity = new Quantity();
    // A float's own digits: 0.9f is 0.9, not 0.899999976.
    quantity.setValue(new BigDecimal(Float.toString(finite(value, display))));
    component(
        observation, code, display, quantity.setSystem(FhirSystems.UCUM).setCode("1").setUnit("1"));
  }

  private static float finite(float value, String what) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(what + " is " + value + ", which FHIR cannot write");
    }
    return value;
  }

  private static void component(Observation observation, String code, String display, Type value) {
    observation.addComponent().setCode(item(code, display)).setValue(value);
  }

  private static CodeableConcept item(String code, String display) {
    return new CodeableConcept(new Coding(FhirSystems.ITEM, code, display));
  }

  /** For people: what, on which lead, how long. Names neither patient nor device. */
  private static void narrative(DomainResource resource, Transition transition) {
    String text =
        (transition.kind() == Kind.ALERT
                ? LabelCoding.label(transition.label()).getText()
                : LabelCoding.condition(transition.label()).getText())
            + ", lead "
            + transition.lead()
            + ", priority "
            + transition.priority().name().toLowerCase(Locale.ROOT)
            + ", from "
            + time(transition.onsetMicros())
            + (transition.endMicros().isPresent()
                ? " to " + time(transition.endMicros().getAsLong())
                : ", lasting");
    resource.getText().setStatus(NarrativeStatus.GENERATED);
    resource.getText().getDiv().setNodeType(NodeType.Element);
    resource.getText().getDiv().setName("div");
    resource.getText().getDiv().addText(text);
  }
}
