// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import io.monolead.connectors.scenario.Story.Acknowledgement;
import io.monolead.connectors.scenario.Story.Caption;
import io.monolead.connectors.scenario.Story.Deployment;
import io.monolead.connectors.scenario.Story.Device;
import io.monolead.connectors.scenario.Story.Expectation;
import io.monolead.connectors.scenario.Story.Silence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads stories. Their format stands in {@code docs/simulation.md}. */
public final class StoryFiles {
  private static final String SHIPPED = "story.json";
  private static final int MOST_DEVICES = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,48}");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]{1,32}");
  private static final Pattern SUFFIX = Pattern.compile("[a-z0-9._-]{1,16}");
  private static final List<String> CONDITIONS =
      List.of("lead-off", "signal-lost", "gap", "poor-quality", "rate-change");

  private StoryFiles() {}

  /** The story that ships. */
  public static Story shipped() throws IOException {
    try (InputStream in = StoryFiles.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new ScenarioException("No story ships with this build");
      }
      return parse(SHIPPED, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads a file.
   *
   * @throws ScenarioException if it is no story; the message names file, place and remedy
   */
  public static Story read(Path file) throws IOException {
    return parse(file.toString(), ScenarioFiles.text(file));
  }

  /** Reads the text of a story; complaints call it by the name given. */
  static Story parse(String file, String text) throws ScenarioException {
    return story(ScenarioFiles.json(file, text));
  }

  private static Story story(JsonPlace root) throws ScenarioException {
    root.object(
        "name",
        "description",
        "duration",
        "devices",
        "captions",
        "acknowledge",
        "deploy",
        "expect");
    JsonPlace name = root.required("name");
    matching(name, NAME, "write 1 to 48 letters, digits, underscores and hyphens");
    Optional<JsonPlace> description = root.field("description");
    double duration = ScenarioFiles.duration(root.required("duration"));
    List<Device> devices = devices(root.required("devices"), duration);
    Set<String> ids = new HashSet<>();
    devices.forEach(device -> ids.add(device.id()));
    List<Caption> captions = new ArrayList<>();
    for (JsonPlace each : ScenarioFiles.elements(root, "captions")) {
      each.object("at", "text");
      captions.add(new Caption(time(each, "at", duration), each.required("text").text()));
    }
    captions.sort(Comparator.comparingDouble(Caption::atSeconds));
    List<Acknowledgement> acknowledgements = new ArrayList<>();
    for (JsonPlace each : ScenarioFiles.elements(root, "acknowledge")) {
      each.object("at", "device", "label", "by");
      acknowledgements.add(
          new Acknowledgement(
              time(each, "at", duration),
              device(each, ids),
              label(each.required("label")),
              each.required("by").text()));
    }
    return new Story(
        name.text(),
        description.isPresent() ? description.get().text() : "",
        duration,
        devices,
        captions,
        acknowledgements,
        deployments(root, duration),
        expectations(root, ids, duration));
  }

  private static List<Device> devices(JsonPlace place, double duration) throws ScenarioException {
    List<Device> devices = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonPlace each : place.elements()) {
      each.object("id", "usual", "episodes", "noise", "disturbances", "lead_off", "silent");
      JsonPlace id = each.required("id");
      matching(id, NAME, "write 1 to 48 letters, digits, underscores and hyphens");
      if (!ids.add(id.text())) {
        throw id.wrong("another device has this name: give each its own");
      }
      List<Silence> silences = new ArrayList<>();
      for (JsonPlace silent : ScenarioFiles.elements(each, "silent")) {
        silent.object("from", "for");
        double from = ScenarioFiles.start(silent, duration);
        silences.add(new Silence(from, from + ScenarioFiles.duration(silent.required("for"))));
      }
      devices.add(new Device(id.text(), ScenarioFiles.heart(each, duration), silences));
    }
    if (devices.isEmpty() || devices.size() > MOST_DEVICES) {
      throw place.wrong("write 1 to " + MOST_DEVICES + " devices");
    }
    return devices;
  }

  private static List<Deployment> deployments(JsonPlace root, double duration)
      throws ScenarioException {
    List<Deployment> deployments = new ArrayList<>();
    for (JsonPlace each : ScenarioFiles.elements(root, "deploy")) {
      each.object("at", "version_suffix", "thresholds");
      JsonPlace suffix = each.required("version_suffix");
      matching(suffix, SUFFIX, "write up to 16 of a-z 0-9 . _ -, such as \"-strict\"");
      Map<String, Float> thresholds = new TreeMap<>();
      for (JsonPlace threshold : ScenarioFiles.elements(each, "thresholds")) {
        threshold.object("label", "threshold");
        thresholds.put(
            label(threshold.required("label")),
            (float) threshold.required("threshold").number(0, 1));
      }
      deployments.add(new Deployment(time(each, "at", duration), suffix.text(), thresholds));
    }
    return deployments;
  }

  private static List<Expectation> expectations(JsonPlace root, Set<String> ids, double duration)
      throws ScenarioException {
    List<Expectation> expectations = new ArrayList<>();
    for (JsonPlace each : ScenarioFiles.elements(root, "expect")) {
      each.object("device", "label", "technical", "from", "by");
      Optional<JsonPlace> label = each.field("label");
      Optional<JsonPlace> technical = each.field("technical");
      if (label.isPresent() == technical.isPresent()) {
        throw each.wrong("name a label or a technical condition, and not both");
      }
      Optional<String> condition = Optional.empty();
      if (technical.isPresent()) {
        condition = Optional.of(technical.get().oneOf(CONDITIONS, text -> text));
      }
      double from = time(each, "from", duration);
      double by = time(each, "by", duration);
      if (by <= from) {
        throw each.required("by").wrong("write a time after from");
      }
      expectations.add(
          new Expectation(
              device(each, ids),
              label.isPresent() ? Optional.of(label(label.get())) : Optional.empty(),
              condition,
              from,
              by));
    }
    return expectations;
  }

  private static String device(JsonPlace place, Set<String> ids) throws ScenarioException {
    JsonPlace device = place.required("device");
    if (!ids.contains(device.text())) {
      throw device.wrong("there is no such device among the story's devices");
    }
    return device.text();
  }

  private static String label(JsonPlace place) throws ScenarioException {
    matching(place, LABEL, "write a label of the model, such as \"AFIB\"");
    return place.text();
  }

  private static void matching(JsonPlace place, Pattern pattern, String remedy)
      throws ScenarioException {
    if (!pattern.matcher(place.text()).matches()) {
      throw place.wrong(remedy);
    }
  }

  private static double time(JsonPlace place, String field, double duration)
      throws ScenarioException {
    JsonPlace at = place.required(field);
    double seconds = at.seconds();
    if (seconds > duration) {
      throw at.wrong("this is after the story's end at " + duration + " s");
    }
    return seconds;
  }
}
