// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.inference.ModelBundle;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.OptionsTable;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.MetricsTable;
import io.monolead.schemas.SchemaCatalogue;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The generated parts of the pages in {@code docs} are what the code says. They stand between
 * {@code <!-- generated: NAME -->} and {@code <!-- end of generated: NAME -->}, on any page; {@code
 * docs/generate} writes them anew.
 */
class ReferencePagesTest {
  private static final Path DOCS = SourceTree.root().resolve("docs");

  /** Set by {@code docs/generate}: the parts are written, not compared. */
  private static final boolean WRITE = Boolean.getBoolean("monolead.reference.write");

  private static final Map<String, Supplier<String>> PARTS =
      new LinkedHashMap<>(
          Map.of(
              "options", OptionsTable::markdown,
              "metrics", MetricsTable::markdown,
              "topics", TopicsReference::table,
              "schemas", TopicsReference::schemas,
              "bundle parts", BundleReference::parts,
              "bundle forms", BundleReference::forms,
              "bundle manifest", BundleReference::manifest,
              "commands", CommandReference::page,
              "alerts of the system", ObservabilityReference::alerts,
              "dashboards", ObservabilityReference::dashboards));

  private static final Pattern PART =
      Pattern.compile(
          "<!-- generated: (?<name>[a-z ]+) -->\n(?<body>.*?)<!-- end of generated: \\k<name> -->",
          Pattern.DOTALL);

  /** A generated part, where it stands. */
  private record Placed(Path page, String body) {}

  static Stream<String> parts() {
    return PARTS.keySet().stream().sorted();
  }

  @BeforeAll
  static void writeIfAsked() throws IOException {
    if (!WRITE) {
      return;
    }
    for (Path page : pages()) {
      String before = Files.readString(page);
      String after =
          PART.matcher(before)
              .replaceAll(
                  found ->
                      Matcher.quoteReplacement(
                          open(found.group(1))
                              + PARTS.getOrDefault(found.group(1), () -> found.group(2)).get()
                              + close(found.group(1))));
      if (!after.equals(before)) {
        Files.writeString(page, after);
      }
    }
  }

  private static String open(String part) {
    return "<!-- generated: " + part + " -->\n";
  }

  private static String close(String part) {
    return "<!-- end of generated: " + part + " -->";
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static Map<String, List<Placed>> placed() throws IOException {
    Map<String, List<Placed>> placed = new LinkedHashMap<>();
    for (Path page : pages()) {
      Matcher part = PART.matcher(Files.readString(page));
      while (part.find()) {
        placed
            .computeIfAbsent(part.group("name"), name -> new ArrayList<>())
            .add(new Placed(page, part.group("body")));
      }
    }
    return placed;
  }

  private static String body(String part) throws IOException {
    List<Placed> places = placed().getOrDefault(part, List.of());
    assertThat(places).as("pages with the part '%s'", part).hasSize(1);
    return places.get(0).body();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aGeneratedPartSaysWhatTheCodeSays(String part) throws IOException {
    assertThat(body(part))
        .as("the part '%s' of docs is stale: run docs/generate", part)
        .isEqualTo(PARTS.get(part).get());
  }

  @Test
  void noPageHasAGeneratedPartThatNothingWrites() throws IOException {
    assertThat(PARTS.keySet()).containsAll(placed().keySet());
    for (Path page : pages()) {
      String text = Files.readString(page);
      long begun = Pattern.compile("<!-- generated: ").matcher(text).results().count();
      assertThat(begun).as("%s", page).isEqualTo(PART.matcher(text).results().count());
    }
  }

  @Test
  void everyOptionOfTheJobIsInTheReference() throws Exception {
    String options = body("options");
    int found = 0;
    for (var field : JobOptions.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
        assertThat(options).contains("| `" + ((ConfigOption<?>) field.get(null)).key() + "` |");
        found++;
      }
    }
    assertThat(found).isEqualTo(JobOptions.all().size()).isGreaterThan(40);
  }

  @Test
  void everyMetricIsInTheReference() throws IOException {
    String metrics = body("metrics");
    for (JobMetric metric : JobMetric.values()) {
      assertThat(metrics).contains("| `" + metric.prometheusName() + "` |");
    }
  }

  @Test
  void everyTopicIsInTheReferenceAndItsCommentSaysWhatItHolds() throws IOException {
    String topics = body("topics");
    assertThat(TopicsReference.topics()).hasSizeGreaterThan(10);
    for (TopicsReference.Topic topic : TopicsReference.topics()) {
      assertThat(topics).contains("| `" + topic.name().replace("LABEL", "<label>") + "` |");
      assertThat(topic.says())
          .as("the comment on TopicNames.%s, of which docs/topics.md is made", topic.method())
          .isNotBlank();
    }
    assertThat(TopicsReference.topics())
        .flatExtracting(topic -> topic.record().stream().toList())
        .as("records that the comments on the methods of TopicNames link to")
        .containsAll(SchemaCatalogue.records());
  }

  @Test
  void everyFieldOfEveryRecordIsInTheReference() throws IOException {
    String schemas = body("schemas");
    SchemaCatalogue catalogue = SchemaCatalogue.load();
    for (String record : SchemaCatalogue.records()) {
      int at = schemas.indexOf("### " + record + "\n");
      assertThat(at).as(record).isNotNegative();
      String section = schemas.substring(at);
      var versions = catalogue.versions(record);
      versions
          .get(versions.size() - 1)
          .schema()
          .getFields()
          .forEach(field -> assertThat(section).contains("| `" + field.name() + "` |"));
    }
  }

  @Test
  void everyCommandOptionAndExampleIsInTheReference() throws IOException {
    String commands = body("commands");
    CommandReference.commands()
        .forEach(
            line -> {
              var spec = line.getCommandSpec();
              String heading = "## " + spec.qualifiedName() + "\n";
              assertThat(commands).contains(heading);
              String section = commands.substring(commands.indexOf(heading) + heading.length());
              int end = section.indexOf("\n## ");
              String own = end < 0 ? section : section.substring(0, end);
              String standard = commands.substring(0, commands.indexOf("\n## "));
              spec.options()
                  .forEach(
                      option ->
                          assertThat(own + standard)
                              .as("%s %s", spec.qualifiedName(), option.longestName())
                              .contains(option.longestName()));
              assertThat(own).contains(CommandReference.examples(line));
            });
  }

  @Test
  void everyPartAndFieldOfTheShippedBundleIsInTheReference() throws IOException {
    Path bundle = SourceTree.root().resolve("models/monitoring-lead-i.mlb");
    String parts = body("bundle parts") + body("bundle forms");
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      zip.stream()
          .map(ZipEntry::getName)
          .forEach(name -> assertThat(parts).contains("`" + name + "`"));
      JsonNode manifest =
          new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("manifest.json")));
      assertFieldsAreDescribed(manifest, body("bundle manifest"));
    }
    assertThat(ModelBundle.read(bundle).manifest().forms()).isNotEmpty();
  }

  private static void assertFieldsAreDescribed(JsonNode node, String reference) {
    node.properties()
        .forEach(
            field -> {
              assertThat(reference).contains("`" + field.getKey() + "`");
              // What comes of the model has keys of its own.
              if (!field.getKey().equals("provenance")) {
                assertFieldsAreDescribed(field.getValue(), reference);
              }
            });
    if (node.isArray()) {
      node.forEach(element -> assertFieldsAreDescribed(element, reference));
    }
  }

  @Test
  void everyFieldOfTheManifestIsExplained() throws IOException {
    assertThat(Arrays.asList(body("bundle manifest").split("\n", -1)))
        .as("fields without a word in the comment on their record")
        .noneMatch(line -> line.startsWith("| `") && line.endsWith("|  |"));
  }
}
