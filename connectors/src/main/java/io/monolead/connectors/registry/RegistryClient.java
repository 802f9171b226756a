// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.monolead.schemas.RegistryException;
import io.monolead.schemas.SchemaRegistry;
import io.monolead.schemas.WireFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a registry by Confluent's REST interface, see its <a
 * href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">reference</a>.
 *
 * <p>A registry that is away, overloaded or broken is asked again, ever less often, until the
 * settings' patience is at its end; then a {@link RegistryException} is thrown. So is it where it
 * answers what no registry should: a wrong address must not make refusals of good messages. Of a
 * message it says something only where the registry gives the interface's own code for an unknown
 * id, or refuses the question about this id alone.
 *
 * <p>Belongs to one thread. Holds no connection and no thread; nothing to close.
 */
public final class RegistryClient implements SchemaRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final String SUBJECTS = "/subjects";
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 10_000;
  private static final int LARGEST_ANSWER_BYTES = 4 << 20;
  private static final int MOST_SCHEMAS = 1000;
  private static final int MOST_UNKNOWN = 10_000;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int CODES_OF_404 = 40_400;

  /** How long an id that the registry did not know is refused without asking again. */
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(30);

  private final RegistrySettings settings;
  private final Map<Integer, String> schemasById = new HashMap<>();
  private final Map<Integer, Long> unknownUntil = new HashMap<>();
  private final Map<Registration, Integer> ids = new HashMap<>();

  RegistryClient(RegistrySettings settings) {
    this.settings = settings;
  }

  private record Registration(String subject, Schema schema) {}

  /** What the registry answered; the body is a missing node where it was no JSON. */
  private record Answer(int status, JsonNode body) {
    /** The interface's own code for what went wrong; 0 where it gave none. */
    int code() {
      return body.path("error_code").asInt(0);
    }

    boolean isNotFound() {
      return status == HttpURLConnection.HTTP_NOT_FOUND && code() / 100 == CODES_OF_404 / 100;
    }

    boolean isListOfSubjects() {
      return status == HttpURLConnection.HTTP_OK && body.isArray();
    }

    /** Whether it says that the question is at fault, in whatever words. */
    boolean isRefusal() {
      return status >= 400 && status < 500;
    }

    String complaint() {
      String message = body.path("message").asText("");
      return "status "
          + status
          + (code() == 0 ? "" : ", code " + code())
          + (message.isEmpty() ? "" : ": " + oneLine(message));
    }
  }

  /** A try that may be worth another. */
  private static final class FailedTry extends Exception {
    private static final long serialVersionUID = 1L;

    FailedTry(String why, Throwable cause) {
      super(why, cause);
    }
  }

  @Override
  public String schema(int id) throws WireFormatException {
    String known = schemasById.get(id);
    if (known != null) {
      return known;
    }
    Long until = unknownUntil.get(id);
    if (until != null && System.nanoTime() - until < 0) {
      throw unknown(id);
    }
    if (id < 0) {
      // No registry gives such an id, and some answer a question for it as if for no page of
      // theirs.
      throw unknown(id);
    }
    Answer answer = ask("GET", "/schemas/ids/" + id, null);
    if (answer.isNotFound() || (answer.isRefusal() && isSound())) {
      if (unknownUntil.size() >= MOST_UNKNOWN) {
        unknownUntil.clear();
      }
      unknownUntil.put(id, System.nanoTime() + UNKNOWN_FOR.toNanos());
      throw unknown(id);
    }
    requireOk(answer, "schema " + id);
    String type = answer.body().path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw refused(id, "is of type " + oneLine(type) + ", not AVRO");
    }
    if (!answer.body().path("references").isEmpty()) {
      throw refused(id, "refers to other schemas; register it complete in itself");
    }
    JsonNode text = answer.body().path("schema");
    if (!text.isTextual()) {
      throw strange(answer, "schema " + id);
    }
    if (schemasById.size() >= MOST_SCHEMAS) {
      schemasById.clear();
    }
    schemasById.put(id, text.asText());
    return text.asText();
  }

  private WireFormatException unknown(int id) {
    return new WireFormatException(
        WireFormatException.Reason.UNKNOWN_SCHEMA,
        "The registry at "
            + settings
            + " has no schema "
            + Integer.toUnsignedString(id)
            + "; was the message written with another registry?");
  }

  private static WireFormatException refused(int id, String why) {
    return new WireFormatException(
        WireFormatException.Reason.INCOMPATIBLE_SCHEMA, "Schema " + id + " of the registry " + why);
  }

  @Override
  public int id(String subject, Schema schema) {
    Registration registration = new Registration(subject, schema);
    Integer known = ids.get(registration);
    if (known != null) {
      return known;
    }
    String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
    String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
    Answer answer = ask("POST", settings.autoRegister() ? path + "/versions" : path, body);
    if (answer.isNotFound() && !settings.autoRegister()) {
      throw new RegistryException(
          "The registry at "
              + settings
              + " does not have this release's schema of "
              + schema.getName()
              + " under the subject "
              + subject
              + "; register it there, or let schemas be added");
    }
    if (answer.status() == HttpURLConnection.HTTP_CONFLICT || answer.status() == 422) {
      throw new RegistryException(
          "The registry at "
              + settings
              + " does not take the schema of "
              + schema.getName()
              + " under the subject "
              + subject
              + " ("
              + answer.complaint()
              + "); look at the subject's versions and compatibility level");
    }
    requireOk(answer, "subject " + subject);
    JsonNode id = answer.body().path("id");
    if (!id.isIntegralNumber() || !id.canConvertToInt()) {
      throw strange(answer, "subject " + subject);
    }
    ids.put(registration, id.asInt());
    return id.asInt();
  }

  /**
   * Asks for something that every registry has, before a job is started.
   *
   * @throws RegistryException if there is no registry at the address, or it does not let us in
   */
  public static void verify(RegistrySettings settings, Duration answerWithin) {
    if (settings.isNone()) {
      return;
    }
    RegistryClient client =
        new RegistryClient(
            new RegistrySettings(
                settings.url(), settings.autoRegister(), settings.credentials(), answerWithin));
    Answer answer = client.ask("GET", SUBJECTS, null);
    if (!answer.isListOfSubjects()) {
      throw client.strange(answer, "its subjects");
    }
  }

  /** Whether what is at the address is a registry that answers us. */
  private boolean isSound() {
    return ask("GET", SUBJECTS, null).isListOfSubjects();
  }

  private void requireOk(Answer answer, String what) {
    if (answer.status() != HttpURLConnection.HTTP_OK) {
      throw strange(answer, what);
    }
  }

  private RegistryException strange(Answer answer, String what) {
    return new RegistryException(
        "The registry at "
            + settings
            + " was asked for "
            + what
            + " and answered what no registry should ("
            + answer.complaint()
            + "); is the address complete, such as http://registry:8080/apis/ccompat/v7?");
  }

  /** Asks until there is an answer that another try would not change. */
  private Answer ask(String method, String path, String body) {
    long end = System.nanoTime() + settings.patience().toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      FailedTry failure;
      try {
        return tryOnce(method, path, body);
      } catch (FailedTry e) {
        failure = e;
      }
      long leftMillis = (end - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        throw new RegistryException(
            "The registry at " + settings + " is of no help: " + failure.getMessage(), failure);
      }
      LOG.warn(
          "The registry at {} is of no help, asking again: {}", settings, failure.getMessage());
      try {
        Thread.sleep(Math.min(pause, leftMillis));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RegistryException("Interrupted while waiting for the registry", e);
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private Answer tryOnce(String method, String path, String body) throws FailedTry {
    Answer answer;
    try {
      answer = exchange(method, path, body);
    } catch (IOException e) {
      throw new FailedTry(
          e.getClass().getSimpleName() + ": " + oneLine(String.valueOf(e.getMessage())), e);
    }
    int status = answer.status();
    // Credentials may be changing just now, and what stands between may be what is down.
    boolean passing =
        status >= 500
            || status == HttpURLConnection.HTTP_UNAUTHORIZED
            || status == HttpURLConnection.HTTP_FORBIDDEN
            || status == HttpURLConnection.HTTP_CLIENT_TIMEOUT
            || status == 429;
    if (passing) {
      throw new FailedTry(answer.complaint(), null);
    }
    return answer;
  }

  private Answer exchange(String method, String path, String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(settings.url() + path).toURL().openConnection();
    try {
      connection.setRequestMethod(method);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(ANSWER_MILLIS);
      // Elsewhere our credentials have no business.
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setRequestProperty("Accept", MEDIA_TYPE + ", application/json");
      Optional<String> authorization = RegistryCredentials.authorization(settings.credentials());
      if (authorization.isPresent()) {
        connection.setRequestProperty("Authorization", authorization.get());
      }
      if (body != null) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        connection.setRequestProperty("Content-Type", MEDIA_TYPE);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(bytes.length);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(bytes);
        }
      }
      int status = connection.getResponseCode();
      return new Answer(status, read(status, connection));
    } finally {
      connection.disconnect();
    }
  }

  private static JsonNode read(int status, HttpURLConnection connection) throws IOException {
    try (InputStream in =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      if (in == null) {
        return MissingNode.getInstance();
      }
      byte[] bytes = in.readNBytes(LARGEST_ANSWER_BYTES + 1);
      if (bytes.length > LARGEST_ANSWER_BYTES) {
        throw new IOException("An answer of more than " + LARGEST_ANSWER_BYTES + " bytes");
      }
      JsonNode tree = JSON.readTree(bytes);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Answers of others in our logs: short, and without line breaks. */
  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() > 300 ? line.substring(0, 300) + "..." : line;
  }
}
