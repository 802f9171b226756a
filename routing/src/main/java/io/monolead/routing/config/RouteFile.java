// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.monolead.routing.delivery.GroupClients.Start;
import io.monolead.routing.fhir.PatientReference;
import io.monolead.routing.http.HttpTarget;
import io.monolead.routing.transition.Transition.Priority;
import io.monolead.routing.transition.Transition.State;
import io.monolead.routing.transition.TransitionFilter;
import io.monolead.routing.webhook.WebhookSecret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads the file that says where alerts go: JSON, comments allowed; docs/routing.md has the format.
 * Files that it names (secrets, patients) are looked for beside it, and read now, so that a mistake
 * shows at the start.
 */
public final class RouteFile {
  private static final int LARGEST_BYTES = 64 << 20;
  private static final int LARGEST_SECRET_BYTES = 16 << 10;
  private static final int MOST_CONCURRENCY = 256;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** What a header's value may hold: visible ASCII, spaces and tabs. */
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");

  private static final Pattern PATIENT =
      Pattern.compile("(https?://[^\\s|]+/)?Patient/[A-Za-z0-9.-]{1,64}");

  /** Headers that the HTTP client sets, or that this program does. */
  private static final Set<String> TAKEN_HEADERS =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "idempotency-key",
          "transfer-encoding",
          "upgrade",
          "webhook-id",
          "webhook-timestamp",
          "webhook-signature",
          "authorization");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();

  private final Path folder;
  private final Consumer<Path> secretFiles;

  private RouteFile(Path folder, Consumer<Path> secretFiles) {
    this.folder = folder;
    this.secretFiles = secretFiles;
  }

  /**
   * Reads a file.
   *
   * @return the targets in the file's order, at least one
   * @throws RouteFileException if it does not say where alerts go
   */
  public static List<TargetSettings> read(Path file) throws IOException {
    return read(file, secretFile -> {});
  }

  /**
   * As {@link #read(Path)}.
   *
   * @param secretFiles is told of each file that a secret was read from
   */
  public static List<TargetSettings> read(Path file, Consumer<Path> secretFiles)
      throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path folder = parent == null ? Path.of("") : parent;
    return parse(file.toString(), text(file), new RouteFile(folder, secretFiles));
  }

  /**
   * Reads a text.
   *
   * @param file what complaints call it
   * @param folder where files that it names are looked for
   * @throws RouteFileException if it does not say where alerts go
   */
  public static List<TargetSettings> parse(String file, String text, Path folder)
      throws IOException {
    return parse(file, text, new RouteFile(folder, secretFile -> {}));
  }

  private static List<TargetSettings> parse(String file, String text, RouteFile reader)
      throws IOException {
    JsonPlace root = tree(file, text);
    root.object("targets");
    List<TargetSettings> targets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonPlace place : root.required("targets").elements()) {
      TargetSettings target = reader.target(place);
      if (!names.add(target.name().toLowerCase(Locale.ROOT))) {
        throw place.required("name").wrong("another target has this name; each has its own");
      }
      targets.add(target);
    }
    if (targets.isEmpty()) {
      throw root.required("targets").wrong("name at least one target");
    }
    return List.copyOf(targets);
  }

  private TargetSettings target(JsonPlace place) throws IOException {
    place.fields();
    String type = place.required("type").text();
    return switch (type) {
      case "fhir" -> fhir(place);
      case "webhook" -> webhook(place);
      case "alertmanager" -> alertmanager(place);
      default ->
          throw place
              .required("type")
              .wrong("write one of \"fhir\", \"webhook\", \"alertmanager\", not \"" + type + "\"");
    };
  }

  private TargetSettings.Fhir fhir(JsonPlace place) throws IOException {
    place.object("name", "type", "filter", "from", "topic", "deviceSystem", "patientsFile");
    Optional<JsonPlace> topic = place.field("topic");
    if (topic.isPresent() && !TOPIC.matcher(topic.get().text()).matches()) {
      throw topic.get().wrong("write the name of a topic: letters, digits, '.', '_' and '-'");
    }
    Optional<JsonPlace> system = place.field("deviceSystem");
    if (system.isPresent()) {
      absoluteUri(system.get());
    }
    Optional<JsonPlace> patients = place.field("patientsFile");
    return new TargetSettings.Fhir(
        name(place),
        filter(place),
        start(place),
        topic.isPresent() ? Optional.of(topic.get().text()) : Optional.empty(),
        system.isPresent() ? Optional.of(system.get().text()) : Optional.empty(),
        patients.isPresent() ? patients(patients.get()) : Map.of());
  }

  private TargetSettings.Webhook webhook(JsonPlace place) throws IOException {
    place.object(
        "name",
        "type",
        "filter",
        "from",
        "url",
        "allowPlainHttp",
        "timeout",
        "authorizationFile",
        "headers",
        "secretFile",
        "concurrency",
        "giveUpAfter");
    Optional<WebhookSecret> secret = Optional.empty();
    Optional<JsonPlace> secretFile = place.field("secretFile");
    if (secretFile.isPresent()) {
      try {
        secret = Optional.of(WebhookSecret.parse(secret(secretFile.get())));
      } catch (IllegalArgumentException e) {
        throw secretFile.get().wrong(e.getMessage());
      }
    }
    Optional<JsonPlace> concurrency = place.field("concurrency");
    Optional<JsonPlace> giveUpAfter = place.field("giveUpAfter");
    return new TargetSettings.Webhook(
        name(place),
        filter(place),
        start(place),
        http(place),
        secret,
        concurrency.isPresent() ? concurrency.get().integer(1, MOST_CONCURRENCY) : 4,
        giveUpAfter.isPresent()
            ? Optional.of(giveUpAfter.get().time(Duration.ofSeconds(1), Duration.ofDays(365)))
            : Optional.empty());
  }

  private TargetSettings.Alertmanager alertmanager(JsonPlace place) throws IOException {
    place.object(
        "name",
        "type",
        "filter",
        "from",
        "url",
        "allowPlainHttp",
        "timeout",
        "authorizationFile",
        "headers",
        "labels",
        "resend",
        "rebuild");
    Map<String, String> labels = new LinkedHashMap<>();
    Optional<JsonPlace> labelsAt = place.field("labels");
    if (labelsAt.isPresent()) {
      for (Map.Entry<String, JsonPlace> label : labelsAt.get().fields().entrySet()) {
        if (!LABEL_NAME.matcher(label.getKey()).matches()) {
          throw label
              .getValue()
              .wrong("a label's name has letters, digits and underscores, and no digit first");
        }
        labels.put(label.getKey(), label.getValue().text());
      }
    }
    Optional<JsonPlace> filter = place.field("filter");
    if (filter.isPresent() && filter.get().field("states").isPresent()) {
      throw filter
          .get()
          .required("states")
          .wrong("Alertmanager has to know of every state, or alerts would last for ever");
    }
    HttpTarget http = http(place);
    if (http.url().getQuery() != null) {
      throw place
          .required("url")
          .wrong(
              "write Alertmanager's own address, such as http://127.0.0.1:9093, without a query");
    }
    Optional<JsonPlace> resend = place.field("resend");
    Optional<JsonPlace> rebuild = place.field("rebuild");
    return new TargetSettings.Alertmanager(
        name(place),
        filter(place),
        start(place),
        http,
        labels,
        resend.isPresent()
            ? resend.get().time(Duration.ofMillis(100), Duration.ofHours(1))
            : Duration.ofMinutes(1),
        rebuild.isPresent()
            ? rebuild.get().time(Duration.ofMinutes(1), Duration.ofDays(3_650))
            : Duration.ofDays(7));
  }

  private static String name(JsonPlace target) throws RouteFileException {
    JsonPlace place = target.required("name");
    if (!NAME.matcher(place.text()).matches()) {
      throw place.wrong("write 1 to 64 letters, digits, underscores and hyphens");
    }
    return place.text();
  }

  private static Start start(JsonPlace target) throws RouteFileException {
    Optional<JsonPlace> place = target.field("from");
    return place.isPresent() ? place.get().oneOf(Start.class) : Start.LATEST;
  }

  private static TransitionFilter filter(JsonPlace target) throws RouteFileException {
    Optional<JsonPlace> given = target.field("filter");
    if (given.isEmpty()) {
      return TransitionFilter.ALL;
    }
    JsonPlace place =
        given.get().object("alerts", "technical", "labels", "priorities", "states", "devices");
    Optional<JsonPlace> alerts = place.field("alerts");
    Optional<JsonPlace> technical = place.field("technical");
    TransitionFilter filter =
        new TransitionFilter(
            alerts.isEmpty() || alerts.get().truth(),
            technical.isEmpty() || technical.get().truth(),
            Set.copyOf(texts(place, "labels")),
            constants(place, "priorities", Priority.class),
            constants(place, "states", State.class),
            texts(place, "devices"));
    if (!filter.alerts() && !filter.technical()) {
      throw place.wrong("neither alerts nor technical: this target would get nothing");
    }
    return filter;
  }

  private static List<String> texts(JsonPlace place, String field) throws RouteFileException {
    Optional<JsonPlace> list = place.field(field);
    if (list.isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonPlace element : list.get().elements()) {
      texts.add(element.text());
    }
    if (texts.isEmpty()) {
      throw list.get().wrong("an empty list would let nothing through; leave it out for all");
    }
    return texts.stream().distinct().toList();
  }

  private static <E extends Enum<E>> Set<E> constants(JsonPlace place, String field, Class<E> type)
      throws RouteFileException {
    Optional<JsonPlace> list = place.field(field);
    Set<E> constants = new HashSet<>();
    if (list.isPresent()) {
      for (JsonPlace element : list.get().elements()) {
        constants.add(element.oneOf(type));
      }
      if (constants.isEmpty()) {
        throw list.get().wrong("an empty list would let nothing through; leave it out for all");
      }
    }
    return constants;
  }

  private HttpTarget http(JsonPlace target) throws IOException {
    JsonPlace urlAt = target.required("url");
    Optional<JsonPlace> plain = target.field("allowPlainHttp");
    URI url = absoluteUri(urlAt);
    Optional<String> problem = HttpTarget.problem(url, plain.isPresent() && plain.get().truth());
    if (problem.isPresent()) {
      throw urlAt.wrong(problem.get());
    }
    Optional<JsonPlace> timeout = target.field("timeout");
    Optional<JsonPlace> authorization = target.field("authorizationFile");
    return new HttpTarget(
        url,
        timeout.isPresent()
            ? timeout.get().time(Duration.ofMillis(100), Duration.ofMinutes(2))
            : Duration.ofSeconds(10),
        authorization.isPresent()
            ? Optional.of(authorization(authorization.get()))
            : Optional.empty(),
        headers(target));
  }

  private String authorization(JsonPlace place) throws IOException {
    String value = secret(place).strip();
    if (value.isEmpty() || !HEADER_VALUE.matcher(value).matches()) {
      throw place.wrong(
          "the file holds the value of the header Authorization on one line, such as"
              + " 'Bearer' and a token");
    }
    return value;
  }

  private static Map<String, String> headers(JsonPlace target) throws RouteFileException {
    Map<String, String> headers = new LinkedHashMap<>();
    Optional<JsonPlace> place = target.field("headers");
    if (place.isPresent()) {
      for (Map.Entry<String, JsonPlace> header : place.get().fields().entrySet()) {
        String name = header.getKey();
        if (!HEADER_NAME.matcher(name).matches()) {
          throw header.getValue().wrong("a header's name has letters, digits and hyphens");
        }
        if (TAKEN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
          throw header
              .getValue()
              .wrong(
                  name.equalsIgnoreCase("authorization")
                      ? "put the value into a file and name that in authorizationFile"
                      : "this header is set by itself");
        }
        String value = header.getValue().text();
        if (!HEADER_VALUE.matcher(value).matches()) {
          throw header.getValue().wrong("a header's value is ASCII on one line");
        }
        headers.put(name, value);
      }
    }
    return headers;
  }

  private static URI absoluteUri(JsonPlace place) throws RouteFileException {
    try {
      URI uri = new URI(place.text());
      if (!uri.isAbsolute()) {
        throw place.wrong("write an absolute URI, such as https://example.org/alerts");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw place.wrong("not a URI: " + e.getReason() + " at character " + (e.getIndex() + 1));
    }
  }

  /** Who wears which device: an object of device ids. */
  private Map<String, PatientReference> patients(JsonPlace place) throws IOException {
    Path file = beside(place);
    Map<String, PatientReference> patients = new HashMap<>();
    for (Map.Entry<String, JsonPlace> device :
        tree(file.toString(), text(file)).fields().entrySet()) {
      JsonPlace patient = device.getValue().discreet("entry " + (patients.size() + 1));
      if (patient.isText()) {
        if (!PATIENT.matcher(patient.text()).matches()) {
          throw patient.wrong(
              "write \"Patient/\" and the resource's id, or an object of system and value");
        }
        patients.put(device.getKey(), new PatientReference.Literal(patient.text()));
      } else {
        patient.object("system", "value");
        absoluteUri(patient.required("system"));
        patients.put(
            device.getKey(),
            new PatientReference.Logical(
                patient.required("system").text(), patient.required("value").text()));
      }
    }
    return patients;
  }

  private Path beside(JsonPlace place) throws RouteFileException {
    try {
      return folder.resolve(place.text());
    } catch (InvalidPathException e) {
      throw place.wrong("not a path: " + e.getReason());
    }
  }

  private String secret(JsonPlace place) throws IOException {
    Path file = beside(place);
    String secret;
    try (InputStream in = Files.newInputStream(file)) {
      secret = new String(in.readNBytes(LARGEST_SECRET_BYTES), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw place.wrong("there is no file " + file);
    } catch (IOException e) {
      throw place.wrong("cannot read " + file + ": " + e.getMessage());
    }
    secretFiles.accept(file);
    return secret;
  }

  private static String text(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new RouteFileException("There is no file " + file);
    }
    if (bytes.length > LARGEST_BYTES) {
      throw new RouteFileException(file + ": such a file has at most " + LARGEST_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JsonPlace tree(String file, String text) throws RouteFileException {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new RouteFileException(
          file
              + (at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr())
              + ": not JSON: "
              + e.getOriginalMessage());
    }
    if (root == null || root.isMissingNode()) {
      throw new RouteFileException(file + ": the file is empty; docs/routing.md has the format");
    }
    return new JsonPlace(file, "", root);
  }
}
