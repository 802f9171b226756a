// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.monolead.connectors.generator.Conduction;
import io.monolead.connectors.generator.Electrode;
import io.monolead.connectors.generator.ElectrodeNoisePlan;
import io.monolead.connectors.generator.ElectrodeNoisePlan.Disturbance;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.HeartScenario.LeadOff;
import io.monolead.connectors.generator.NoiseLevels;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.StShift;
import io.monolead.connectors.generator.StState;
import io.monolead.connectors.generator.StTerritory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads scenarios from files and finds those that ship. */
public final class ScenarioFiles {
  /** The scenarios that ship. */
  public static final List<String> SHIPPED =
      List.of("sinus", "af-night", "conduction", "ectopy", "st");

  private static final int LARGEST_BYTES = 1 << 20;
  private static final double LONGEST_SECONDS = 366 * 86_400.0;
  private static final double HIGHEST_LEVEL = 100;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,48}");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .configure(JsonParser.Feature.ALLOW_COMMENTS, true)
          .build();

  private ScenarioFiles() {}

  /**
   * The scenario of a name that ships, or of a file.
   *
   * @throws ScenarioException if there is none, or it cannot be used
   */
  public static Scenario find(String nameOrFile) throws IOException {
    if (SHIPPED.contains(nameOrFile)) {
      return shipped(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new ScenarioException(
          "There is no scenario '"
              + nameOrFile
              + "': name a file, or one of "
              + String.join(", ", SHIPPED));
    }
    return read(file);
  }

  /** One of {@link #SHIPPED}. */
  public static Scenario shipped(String name) throws IOException {
    String resource = name + ".json";
    try (InputStream in = ScenarioFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new ScenarioException(
            "No scenario '" + name + "' ships; there are " + String.join(", ", SHIPPED));
      }
      return parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads a file.
   *
   * @throws ScenarioException if it is no scenario; the message names file, place and remedy
   */
  public static Scenario read(Path file) throws IOException {
    return parse(file.toString(), text(file));
  }

  /** The text of a file, if it is one of a size that a scenario may have. */
  static String text(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new ScenarioException("There is no file " + file);
    }
    if (bytes.length > LARGEST_BYTES) {
      throw new ScenarioException(file + ": a scenario has at most " + LARGEST_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Reads the text of a scenario; complaints call it by the name given. */
  static Scenario parse(String file, String text) throws ScenarioException {
    return scenario(json(file, text));
  }

  /** The root of a JSON text; complaints call it by the name given. */
  static JsonPlace json(String file, String text) throws ScenarioException {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ScenarioException(
          file
              + (at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr())
              + ": not JSON: "
              + e.getOriginalMessage());
    }
    if (root == null || root.isMissingNode()) {
      throw new ScenarioException(file + ": the file is empty; docs/simulation.md has the format");
    }
    return new JsonPlace(file, "", root);
  }

  private static Scenario scenario(JsonPlace root) throws ScenarioException {
    root.object(
        "name",
        "description",
        "duration",
        "usual",
        "episodes",
        "noise",
        "disturbances",
        "lead_off");
    JsonPlace name = root.required("name");
    if (!NAME.matcher(name.text()).matches()) {
      throw name.wrong("write 1 to 48 letters, digits, underscores and hyphens");
    }
    Optional<JsonPlace> description = root.field("description");
    double duration = duration(root.required("duration"));
    HeartScenario heart = heart(root, duration);
    return new Scenario(
        name.text(), description.isPresent() ? description.get().text() : "", duration, heart);
  }

  /**
   * What the fields {@code usual}, {@code episodes}, {@code noise}, {@code disturbances} and {@code
   * lead_off} of an object say of a heart.
   *
   * @param duration length of the whole, in seconds
   */
  static HeartScenario heart(JsonPlace root, double duration) throws ScenarioException {
    Optional<JsonPlace> usual = root.field("usual");
    Episode base = new Episode(Rhythm.SINUS, duration);
    if (usual.isPresent()) {
      JsonPlace place = usual.get();
      place.object("rhythm", "ectopic_share", "conduction", "st");
      base = episode(place, duration);
    }
    Optional<JsonPlace> noise = root.field("noise");
    ElectrodeNoisePlan plan = noise.isPresent() ? noise(noise.get()) : ElectrodeNoisePlan.RESTING;
    for (JsonPlace each : elements(root, "disturbances")) {
      each.object("from", "for", "baseline", "muscle", "motion", "mains");
      plan =
          plan.with(
              new Disturbance(
                  start(each, duration),
                  duration(each.required("for")),
                  levels(each, plan.usual())));
    }
    return new HeartScenario(episodes(root, base, duration), leadOff(root, duration), plan);
  }

  /** Episodes at their times, and what is usual between them. */
  private static List<Episode> episodes(JsonPlace root, Episode usual, double duration)
      throws ScenarioException {
    List<Episode> episodes = new ArrayList<>();
    double end = 0;
    for (JsonPlace each : elements(root, "episodes")) {
      each.object("from", "for", "rhythm", "ectopic_share", "conduction", "st");
      double from = start(each, duration);
      if (from < end) {
        throw each.required("from")
            .wrong(
                "the episode before lasts until "
                    + end
                    + " s: write episodes in order, none before the last one's end");
      }
      if (from > end) {
        episodes.add(usual.lasting(from - end));
      }
      double lasts = duration(each.required("for"));
      episodes.add(episode(each, lasts));
      end = from + lasts;
    }
    if (end > duration) {
      throw root.required("duration")
          .wrong("the last episode ends at " + end + " s, after the scenario");
    }
    if (end < duration || episodes.isEmpty()) {
      episodes.add(usual.lasting(duration - end));
    }
    return episodes;
  }

  private static Episode episode(JsonPlace place, double seconds) throws ScenarioException {
    Optional<JsonPlace> rhythmAt = place.field("rhythm");
    Rhythm rhythm =
        rhythmAt.isPresent()
            ? rhythmAt.get().oneOf(List.of(Rhythm.values()), ScenarioFiles::spelled)
            : Rhythm.SINUS;
    Optional<JsonPlace> shareAt = place.field("ectopic_share");
    if (shareAt.isPresent() && !rhythm.ectopic()) {
      throw shareAt
          .get()
          .wrong(
              "only the rhythms "
                  + spelled(Rhythm.VENTRICULAR_ECTOPY)
                  + " and "
                  + spelled(Rhythm.ATRIAL_ECTOPY)
                  + " have premature beats: leave it out, or write one of these");
    }
    double share = rhythm.ectopic() ? Episode.USUAL_ECTOPIC_SHARE : 0;
    if (shareAt.isPresent()) {
      share = shareAt.get().number(0.01, 0.5);
    }
    Conduction conduction = Conduction.NORMAL;
    Optional<JsonPlace> conductionAt = place.field("conduction");
    if (conductionAt.isPresent()) {
      conduction = conductionAt.get().oneOf(List.of(Conduction.values()), ScenarioFiles::spelled);
      if (rhythm == Rhythm.ATRIAL_FIBRILLATION && conduction == Conduction.FIRST_DEGREE_BLOCK) {
        throw conductionAt
            .get()
            .wrong("atrial fibrillation has no P waves, so no first-degree block: leave it out");
      }
    }
    Optional<JsonPlace> stAt = place.field("st");
    StShift st = stAt.isPresent() ? st(stAt.get()) : StShift.NONE;
    return new Episode(rhythm, seconds, share, conduction, st);
  }

  private static StShift st(JsonPlace place) throws ScenarioException {
    place.object("state", "territory", "millivolts");
    StState state =
        place
            .required("state")
            .oneOf(List.of(StState.DEPRESSED, StState.ELEVATED), ScenarioFiles::spelled);
    StTerritory territory =
        place.required("territory").oneOf(List.of(StTerritory.values()), ScenarioFiles::spelled);
    return new StShift(state, territory, place.required("millivolts").number(0.05, 1));
  }

  private static ElectrodeNoisePlan noise(JsonPlace place) throws ScenarioException {
    place.object("mains_hz", "baseline", "muscle", "motion", "mains");
    double hz = ElectrodeNoisePlan.RESTING.mainsHz();
    Optional<JsonPlace> hzAt = place.field("mains_hz");
    if (hzAt.isPresent()) {
      hz = hzAt.get().number(50, 60);
      if (hz != 50 && hz != 60) {
        throw hzAt.get().wrong("write 50 or 60");
      }
    }
    return new ElectrodeNoisePlan(hz, levels(place, NoiseLevels.RESTING), List.of());
  }

  private static NoiseLevels levels(JsonPlace place, NoiseLevels unless) throws ScenarioException {
    return new NoiseLevels(
        level(place, "baseline", unless.baseline()),
        level(place, "muscle", unless.muscle()),
        level(place, "motion", unless.motion()),
        level(place, "mains", unless.mains()));
  }

  private static double level(JsonPlace place, String name, double unless)
      throws ScenarioException {
    Optional<JsonPlace> field = place.field(name);
    return field.isPresent() ? field.get().number(0, HIGHEST_LEVEL) : unless;
  }

  private static List<LeadOff> leadOff(JsonPlace root, double duration) throws ScenarioException {
    List<LeadOff> off = new ArrayList<>();
    for (JsonPlace each : elements(root, "lead_off")) {
      each.object("from", "for", "electrodes");
      Set<Electrode> electrodes = Electrode.ALL;
      Optional<JsonPlace> named = each.field("electrodes");
      if (named.isPresent()) {
        electrodes = EnumSet.noneOf(Electrode.class);
        for (JsonPlace electrode : named.get().elements()) {
          electrodes.add(electrode.oneOf(List.of(Electrode.values()), Electrode::name));
        }
        if (electrodes.isEmpty()) {
          throw named.get().wrong("name at least one electrode, or leave it out for all");
        }
      }
      off.add(new LeadOff(start(each, duration), duration(each.required("for")), electrodes));
    }
    return off;
  }

  static List<JsonPlace> elements(JsonPlace root, String name) throws ScenarioException {
    Optional<JsonPlace> field = root.field(name);
    return field.isPresent() ? field.get().elements() : List.of();
  }

  static double start(JsonPlace place, double duration) throws ScenarioException {
    JsonPlace from = place.required("from");
    double seconds = from.seconds();
    if (seconds >= duration) {
      throw from.wrong("this is not before the scenario's end at " + duration + " s");
    }
    return seconds;
  }

  static double duration(JsonPlace place) throws ScenarioException {
    double seconds = place.seconds();
    if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) {
      throw place.wrong("write more than 0 s and at most 366 days");
    }
    return seconds;
  }

  /** Names of constants as they are written in a file: {@code atrial-fibrillation}. */
  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
