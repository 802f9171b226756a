// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.monolead.cli.architecture.HouseRules.HavePackageInfo;

/** The arrows between the modules, as the design draws them, and the rules of the house. */
@AnalyzeClasses(packages = "io.monolead", importOptions = DoNotIncludeTests.class)
class ModuleArrowsTest {
  private static final String RECORDINGS_OF_CONNECTORS = "io.monolead.connectors.kafka..";

  @ArchTest
  static final ArchRule modulesUseOnlyWhatTheirArrowsAllow =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.monolead..")
          .withOptionalLayers(true)
          .layer("schemas")
          .definedBy("io.monolead.schemas..")
          .layer("signal")
          .definedBy("io.monolead.signal..")
          .layer("connectors")
          .definedBy("io.monolead.connectors..")
          .layer("inference")
          .definedBy("io.monolead.inference..")
          .layer("training")
          .definedBy("io.monolead.training..")
          .layer("embedded")
          .definedBy("io.monolead.embedded..")
          .layer("streaming-job")
          .definedBy("io.monolead.job..")
          .layer("evaluation")
          .definedBy("io.monolead.evaluation..")
          .layer("monitor")
          .definedBy("io.monolead.monitor..")
          .layer("routing")
          .definedBy("io.monolead.routing..")
          .layer("benchmarks")
          .definedBy("io.monolead.benchmarks..")
          .layer("cli")
          .definedBy("io.monolead.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("benchmarks")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("embedded")
          .mayOnlyBeAccessedByLayers("benchmarks", "cli")
          .whereLayer("evaluation")
          .mayOnlyBeAccessedByLayers("benchmarks", "cli")
          .whereLayer("monitor")
          .mayOnlyBeAccessedByLayers("benchmarks", "cli")
          .whereLayer("routing")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("streaming-job")
          .mayOnlyBeAccessedByLayers("evaluation", "benchmarks", "cli")
          .whereLayer("training")
          .mayOnlyBeAccessedByLayers("evaluation", "benchmarks", "cli")
          .whereLayer("inference")
          .mayOnlyBeAccessedByLayers(
              "training", "streaming-job", "evaluation", "monitor", "benchmarks", "cli")
          .whereLayer("connectors")
          .mayOnlyBeAccessedByLayers(
              "training", "streaming-job", "evaluation", "monitor", "routing", "benchmarks", "cli")
          .whereLayer("schemas")
          .mayOnlyBeAccessedByLayers(
              "connectors",
              "streaming-job",
              "evaluation",
              "monitor",
              "routing",
              "benchmarks",
              "cli")
          .whereLayer("signal")
          .mayOnlyBeAccessedByLayers(
              "connectors",
              "inference",
              "training",
              "streaming-job",
              "evaluation",
              "monitor",
              "benchmarks",
              "cli")
          .whereLayer("schemas")
          .mayNotAccessAnyLayer()
          .whereLayer("signal")
          .mayNotAccessAnyLayer()
          .whereLayer("embedded")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule trainingReadsRecordingsAndKnowsNoKafka =
      noClasses()
          .that()
          .resideInAPackage("io.monolead.training..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  RECORDINGS_OF_CONNECTORS, "org.apache.kafka..", "org.apache.flink.."));

  @ArchTest
  static final ArchRule inferenceKnowsNeitherFlinkNorKafka =
      noClasses()
          .that()
          .resideInAPackage("io.monolead.inference..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

  @ArchTest
  static final ArchRule routingNeedsNoEngine =
      noClasses()
          .that()
          .resideInAPackage("io.monolead.routing..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "ai.djl..");

  @ArchTest
  static final ArchRule signalAndSchemasNeedNoEngine =
      noClasses()
          .that()
          .resideInAnyPackage("io.monolead.signal..", "io.monolead.schemas..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "ai.djl..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.monolead.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule aNameSaysWhatAClassIs =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Common");

  @ArchTest
  static final ArchRule onlyTheCommandLineAndTheBenchmarksWriteToTheConsole =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.monolead.cli..", "io.monolead.benchmarks..")
          .should(HouseRules.USE_STANDARD_STREAMS)
          .orShould(HouseRules.PRINT_STACK_TRACES);

  @ArchTest
  static final ArchRule onlyMainLooksAtTheEnvironment =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.monolead.cli.Main")
          // A secret must not travel with the job: it is looked up where it is used.
          .and()
          .doNotHaveFullyQualifiedName("io.monolead.connectors.registry.RegistryCredentials")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule statesAndMessagesAreNeverWrittenByJavaSerialisationOrKryo =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectOutputStream")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("com.esotericsoftware..");

  @ArchTest
  static final ArchRule everyMetricIsInTheCatalogue =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.monolead.job.metrics")
          .should(HouseRules.REGISTER_METRICS)
          .because("docs/metrics.md is written from JobMetric");

  @ArchTest
  static void theRuleOnMetricsSeesWhereTheyAreRegistered(JavaClasses classes) {
    ArchRule nowhere = noClasses().should(HouseRules.REGISTER_METRICS);

    assertThat(nowhere.evaluate(classes).getFailureReport().getDetails())
        .anyMatch(call -> call.contains("OperatorMetrics"))
        .anyMatch(call -> call.contains("LabelledCounters"));
  }

  @ArchTest
  static final ArchRule noStaticStateButConstants =
      noFields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat(notGenerated())
          .should()
          .notBeFinal()
          .because("state lives in objects that somebody owns and closes");

  @ArchTest
  static final ArchRule everyPackageSaysWhatItIsFor =
      classes().that().resideOutsideOfPackage("..jmh_generated..").should(new HavePackageInfo());

  private static DescribedPredicate<JavaClass> notGenerated() {
    return DescribedPredicate.describe(
        "not generated by Avro",
        type -> !type.isAssignableTo("org.apache.avro.specific.SpecificRecordBase"));
  }
}
