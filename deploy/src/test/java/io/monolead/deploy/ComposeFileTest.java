// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.monolead.cli.Monolead;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.StopSignal;
import io.monolead.cli.terminal.Terminal;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/** The compose file against its knobs, and against the programs that take what it says. */
class ComposeFileTest {
  private static final Path ROOT = Path.of("..");

  /** What Compose substitutes; a {@code $$} is a dollar of the container's own. */
  private static final Pattern SUBSTITUTED = Pattern.compile("(?<!\\$)\\$\\{([^}]*)}");

  private static final Pattern WITH_DEFAULT = Pattern.compile("([A-Z_]+):-(.*)");
  private static final Pattern FLINK_TAG = Pattern.compile("\\d+\\.\\d+\\.\\d+-java\\d+");

  /** Built here; those of others are not ours to harden. */
  private static final Set<String> OURS =
      Set.of(
          "topics", "jobmanager", "taskmanager", "taskmanager-gpu", "devices", "alerts", "monitor");

  private static String text() throws IOException {
    // Comments speak of variables, too.
    try (Stream<String> lines = Files.lines(ROOT.resolve("docker-compose.yml"))) {
      return String.join("\n", lines.filter(line -> !line.strip().startsWith("#")).toList());
    }
  }

  /** Names and defaults of what the compose file substitutes. */
  private static Map<String, String> substituted() throws IOException {
    Map<String, String> found = new TreeMap<>();
    Matcher variables = SUBSTITUTED.matcher(text());
    while (variables.find()) {
      Matcher variable = WITH_DEFAULT.matcher(variables.group(1));
      assertThat(variable.matches()).as("%s has a default", variables.group()).isTrue();
      String before = found.put(variable.group(1), variable.group(2));
      assertThat(before == null || before.equals(variable.group(2)))
          .as("%s has one default", variable.group(1))
          .isTrue();
    }
    return found;
  }

  private static Map<String, String> knobs() throws IOException {
    Map<String, String> knobs = new TreeMap<>();
    for (String line : Files.readAllLines(ROOT.resolve(".env"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        assertThat(parts).as(line).hasSize(2);
        assertThat(knobs.put(parts[0], parts[1])).as(line).isNull();
      }
    }
    return knobs;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> services() throws IOException {
    Matcher variables = SUBSTITUTED.matcher(text());
    String filledIn =
        variables.replaceAll(
            variable -> Matcher.quoteReplacement(variable.group(1).replaceFirst("^[A-Z_]+:-", "")));
    Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(filledIn);
    Map<String, Map<String, Object>> services = new HashMap<>();
    ((Map<String, Object>) file.get("services"))
        .forEach((name, service) -> services.put(name, (Map<String, Object>) service));
    return services;
  }

  @SuppressWarnings("unchecked")
  private static List<String> command(String service) throws IOException {
    List<String> words = new ArrayList<>();
    for (Object word : (List<Object>) services().get(service).get("command")) {
      words.add(word == null ? "" : word.toString());
    }
    return words;
  }

  @Test
  void everyVariableIsAKnobWithTheSameDefaultAndEveryKnobIsAVariable() throws IOException {
    assertThat(substituted()).hasSizeGreaterThan(25);
    assertThat(knobs()).containsExactlyInAnyOrderEntriesOf(substituted());
  }

  @Test
  void everyKnobOrItsGroupIsExplained() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve(".env"));
    boolean explained = false;
    for (String line : lines) {
      if (line.isBlank()) {
        explained = false;
      } else if (line.startsWith("#")) {
        explained |= !line.startsWith("# ---");
      } else {
        assertThat(explained || line.contains("_PORT=")).as(line).isTrue();
      }
    }
  }

  @Test
  void everyServiceIsLimitedLookedAfterAndOnTheLoopbackInterfaceOnly() throws IOException {
    assertThat(services()).hasSize(11);
    services()
        .forEach(
            (name, service) -> {
              assertThat(service).as(name).containsKeys("mem_limit", "restart", "logging");
              assertThat(service).as(name).containsKey("image");
              for (Object port : (List<?>) service.getOrDefault("ports", List.of())) {
                assertThat(port.toString()).as(name).startsWith("127.0.0.1:");
              }
            });
  }

  @Test
  void whatIsOursWritesToMemoryOnlyAndGainsNoRights() throws IOException {
    for (String name : OURS) {
      Map<String, Object> service = services().get(name);
      assertThat(service).as(name).containsEntry("read_only", true);
      assertThat(service).as(name).containsEntry("cap_drop", List.of("ALL"));
      assertThat(service).as(name).containsEntry("security_opt", List.of("no-new-privileges:true"));
      assertThat(service.get("tmpfs")).as(name).asString().contains("/tmp:exec");
    }
  }

  @Test
  void theJobTakesItsArguments() throws Exception {
    List<String> command = command("jobmanager");
    assertThat(command.subList(0, 2)).containsExactly("standalone-job", "--job-classname");
    Class.forName(command.get(2));

    JobSettings settings =
        JobSettings.of(
            OptionSources.fromArguments(command.subList(3, command.size()).toArray(String[]::new)));

    assertThat(settings).isNotNull();
    String model = command.get(command.indexOf("--model.bundle") + 1);
    assertThat(ROOT.resolve(model.replace("/opt/monolead/", ""))).exists();
  }

  @Test
  void theCommandLineTakesTheCommandsOfItsServices() throws IOException {
    PrintWriter err = new PrintWriter(new StringWriter());
    CommandLine line =
        Monolead.commandLine(
            new CommandContext(
                new Terminal(err, false, false, 80, 24),
                err,
                Optional.empty(),
                Path.of("state"),
                new StopSignal()));
    for (String service : List.of("topics", "devices", "alerts", "monitor")) {
      String[] arguments = command(service).toArray(String[]::new);
      assertThatCode(() -> line.parseArgs(arguments)).as(service).doesNotThrowAnyException();
    }
  }

  @Test
  void theTagOfFlinkStandsInOnePlaceAndIsTheVersionThatTheJobIsBuiltWith() throws IOException {
    Set<String> places = new TreeSet<>();
    List<Path> files =
        new ArrayList<>(List.of(ROOT.resolve("docker-compose.yml"), ROOT.resolve(".env")));
    try (Stream<Path> docker = Files.list(ROOT.resolve("deploy/docker"))) {
      docker.forEach(files::add);
    }
    String tag = "";
    for (Path file : files) {
      Matcher found = FLINK_TAG.matcher(Files.readString(file));
      while (found.find()) {
        tag = found.group();
        assertThat(places.add(file + " at " + found.start())).isTrue();
      }
    }
    assertThat(places).hasSize(1);
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    String version = pom.replaceFirst("(?s).*<flink\\.version>([^<]*)<.*", "$1");
    assertThat(tag).isEqualTo(version + "-java17");
  }
}
