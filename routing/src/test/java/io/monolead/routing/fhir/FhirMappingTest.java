// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.monolead.routing.SampleAlerts;
import io.monolead.routing.transition.Transition;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalPriority;
import io.monolead.schemas.TechnicalState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FhirMappingTest {
  private static final String ID = "00112233445566778899aabbccddeeff";
  private static final FhirContext CONTEXT = FhirContext.forR4Cached();
  private static final FhirValidator VALIDATOR = validator();

  /** A device nobody is known to wear, one by a resource, one by an identifier. */
  private static final FhirMapping MAPPING =
      new FhirMapping(
          Optional.empty(),
          Map.of(
              "worn", new PatientReference.Literal("Patient/7"),
              "worn-too", new PatientReference.Logical("urn:oid:1.2.3", "4711")));

  private static FhirValidator validator() {
    FhirInstanceValidator instance =
        new FhirInstanceValidator(
            new ValidationSupportChain(
                new DefaultProfileValidationSupport(CONTEXT),
                new InMemoryTerminologyServerValidationSupport(CONTEXT),
                new CommonCodeSystemsTerminologyService(CONTEXT)));
    return CONTEXT.newValidator().registerValidatorModule(instance);
  }

  static List<Transition> everyKind() {
    List<Transition> all = new ArrayList<>();
    for (String device : List.of("nobodys", "worn", "worn-too")) {
      for (AlertState state : AlertState.values()) {
        for (AlertPriority priority : AlertPriority.values()) {
          all.add(
              Transition.of(
                  SampleAlerts.alert(
                      ID,
                      device,
                      state,
                      priority,
                      60,
                      state == AlertState.UPDATED ? "nurse 1" : null)));
        }
      }
      for (TechnicalState state : TechnicalState.values()) {
        for (TechnicalCondition condition : TechnicalCondition.values()) {
          TechnicalAlert alert = SampleAlerts.technical(ID, device, state);
          all.add(
              Transition.of(
                  TechnicalAlert.newBuilder(alert)
                      .setCondition(condition)
                      .setPriority(TechnicalPriority.LOW)
                      .build()));
        }
      }
    }
    for (String label :
        List.of("NORM", "AFIB", "STACH", "SBRAD", "1AVB", "CLBBB", "CRBBB", "PAC", "PVC", "STD_")) {
      all.add(labelled(label, "I"));
    }
    for (String lead : List.of("II", "III", "aVR", "aVL", "aVF", "V1", "V6", "chest patch")) {
      all.add(labelled("AFIB", lead));
    }
    all.add(labelled("  a label <b>&amp;</b> with  spaces ", "<script>"));
    return all;
  }

  private static Transition labelled(String label, String lead) {
    return Transition.of(
        EcgAlert.newBuilder(SampleAlerts.alert(ID, "worn", AlertState.RAISED, 0))
            .setLabel(label)
            .setLead(lead)
            .build());
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void hapisValidatorFindsNothingWrong(Transition transition) {
    List<SingleValidationMessage> messages =
        VALIDATOR.validateWithResult(MAPPING.json(transition)).getMessages();

    assertThat(messages)
        .filteredOn(message -> message.getSeverity().compareTo(ResultSeverityEnum.WARNING) >= 0)
        // LOINC, SNOMED CT and ISO/IEEE 11073 are not at hand here, and our own systems are ours.
        .filteredOn(
            message ->
                !message
                    .getMessage()
                    .matches(".*(CodeSystem|code system|http://(loinc|snomed|monolead)).*"))
        .isEmpty();
  }

  @Test
  void theValidatorWouldFindAFlagAboutADevice() {
    Bundle bundle = MAPPING.bundle(SampleAlerts.transition(ID, "worn", AlertState.RAISED, 0));
    ((Flag) bundle.getEntry().get(1).getResource())
        .setSubject(new org.hl7.fhir.r4.model.Reference("Device/1"));

    assertThat(VALIDATOR.validateWithResult(bundle).getMessages())
        .anyMatch(message -> message.getSeverity() == ResultSeverityEnum.ERROR);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({
    "alert-raised, RAISED, worn",
    "alert-updated, UPDATED, worn-too",
    "alert-cleared, CLEARED, worn",
    "alert-of-an-unknown-wearer, RAISED, nobodys"
  })
  void alertsLookAsInTheGoldenFiles(String name, AlertState state, String device)
      throws IOException {
    compare(
        name,
        Transition.of(
            SampleAlerts.alert(
                ID,
                device,
                state,
                AlertPriority.HIGH,
                60,
                state == AlertState.UPDATED ? "nurse 1" : null)));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({
    "technical-raised, RAISED",
    "technical-cleared, CLEARED"
  })
  void technicalAlertsLookAsInTheGoldenFiles(String name, TechnicalState state) throws IOException {
    compare(name, Transition.of(SampleAlerts.technical(ID, "worn", state)));
  }

  private static void compare(String name, Transition transition) throws IOException {
    JsonMapper mapper = new JsonMapper();
    JsonNode written = mapper.readTree(MAPPING.json(transition));
    String folder = System.getProperty("monolead.golden.write", "");
    if (!folder.isEmpty()) {
      Files.writeString(
          Path.of(folder, name + ".json"),
          mapper.writerWithDefaultPrettyPrinter().writeValueAsString(written) + "\n");
    }
    try (InputStream golden = FhirMappingTest.class.getResourceAsStream(name + ".json")) {
      assertThat(written)
          .isEqualTo(mapper.readTree(new String(golden.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  @Test
  void allTransitionsOfAnAlertWriteTheSameResources() {
    List<List<String>> urls = new ArrayList<>();
    for (AlertState state : AlertState.values()) {
      Bundle bundle = MAPPING.bundle(SampleAlerts.transition(ID, "worn", state, 60));
      urls.add(
          bundle.getEntry().stream()
              .map(entry -> entry.getRequest().getMethod() + " " + entry.getRequest().getUrl())
              .toList());
    }

    assertThat(urls)
        .hasSize(3)
        .allMatch(List.of("PUT Observation/" + ID, "PUT Flag/" + ID)::equals);
  }

  @Test
  void aTransitionIsWrittenTheSameEveryTime() {
    for (Transition each : everyKind()) {
      assertThat(MAPPING.json(each)).isEqualTo(MAPPING.json(each));
    }
  }

  @Test
  void statusAndPeriodFollowTheState() {
    Bundle raised = MAPPING.bundle(SampleAlerts.transition(ID, "worn", AlertState.RAISED, 60));
    Bundle cleared = MAPPING.bundle(SampleAlerts.transition(ID, "worn", AlertState.CLEARED, 60));

    Flag flag = (Flag) raised.getEntry().get(1).getResource();
    assertThat(flag.getStatus()).isEqualTo(Flag.FlagStatus.ACTIVE);
    assertThat(flag.getPeriod().getStartElement().getValueAsString())
        .isEqualTo("2026-03-01T06:30:00.000Z");
    assertThat(flag.getPeriod().hasEnd()).isFalse();
    Flag over = (Flag) cleared.getEntry().get(1).getResource();
    assertThat(over.getStatus()).isEqualTo(Flag.FlagStatus.INACTIVE);
    // 30 s to the first transition, 60 s later, the episode having ended 10 s before.
    assertThat(over.getPeriod().getEndElement().getValueAsString())
        .isEqualTo("2026-03-01T06:31:20.000Z");
    Observation seen = (Observation) raised.getEntry().get(0).getResource();
    assertThat(seen.getStatus()).isEqualTo(Observation.ObservationStatus.PRELIMINARY);
    assertThat(seen.getIssuedElement().getValueAsString()).isEqualTo("2026-03-01T06:31:30.000Z");
    assertThat(((Observation) cleared.getEntry().get(0).getResource()).getStatus())
        .isEqualTo(Observation.ObservationStatus.FINAL);
  }

  @Test
  void withoutAPatientThereIsNoFlagAndTheObservationIsAboutTheDevice() {
    Bundle bundle = MAPPING.bundle(SampleAlerts.transition(ID, "nobodys", AlertState.RAISED, 0));

    assertThat(bundle.getEntry()).hasSize(1);
    Observation observation = (Observation) bundle.getEntry().get(0).getResource();
    assertThat(observation.getSubject().getType()).isEqualTo("Device");
    assertThat(observation.getSubject().getIdentifier().getValue()).isEqualTo("nobodys");
    assertThat(observation.getSubject().hasReference()).isFalse();
  }

  @Test
  void idsOfOthersBecomeLegalIds() {
    Transition odd = SampleAlerts.transition("an id / with spaces", "worn", AlertState.RAISED, 0);

    String url = MAPPING.bundle(odd).getEntry().get(0).getRequest().getUrl();

    assertThat(url).matches("Observation/[A-Za-z0-9.-]{1,64}");
    assertThat(url)
        .isNotEqualTo(
            MAPPING
                .bundle(SampleAlerts.transition("an id / with space", "worn", AlertState.RAISED, 0))
                .getEntry()
                .get(0)
                .getRequest()
                .getUrl());
  }

  @Test
  void whatFhirCannotSayIsRefusedWithTheReason() {
    EcgAlert usual = SampleAlerts.alert(ID, "worn", AlertState.RAISED, 0);
    assertThatThrownBy(
            () ->
                MAPPING.json(
                    Transition.of(
                        EcgAlert.newBuilder(usual).setOnsetMicros(Long.MIN_VALUE).build())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("years 1 to 9999");
    assertThatThrownBy(
            () ->
                MAPPING.json(
                    Transition.of(
                        EcgAlert.newBuilder(usual).setCurrentProbability(Float.NaN).build())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(
            () -> MAPPING.json(Transition.of(EcgAlert.newBuilder(usual).setDeviceId(" ").build())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no id");
  }
}
