// SPDX-License-Identifier: Apache-2.0
package io.monolead.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A schema registry in this process, for tests: the part of Confluent's REST interface that clients
 * use to write and to read, with its status and error codes, see the <a
 * href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">reference</a>.
 * Schemas are kept as texts; none is checked or compared with another.
 *
 * <p>It can fall ill: refuse every question, or be away altogether and come back on the same port
 * with what it knew.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int NO_SUBJECT = 40401;
  private static final int NO_SCHEMA = 40403;

  private final List<ObjectNode> schemas = new ArrayList<>();
  private final Map<String, List<Integer>> idsBySubject = new LinkedHashMap<>();
  private final List<String> questions = new ArrayList<>();
  private String authorization;
  private int refusal;
  private int idRefusal;
  private int port;
  private HttpServer server;
  private ExecutorService threads;

  private EmbeddedRegistry() {}

  /** Starts one on a free port of the loopback interface. */
  public static EmbeddedRegistry start() throws IOException {
    EmbeddedRegistry registry = new EmbeddedRegistry();
    registry.come();
    return registry;
  }

  /** Comes back after {@link #goAway}, on the port of before. */
  public synchronized void come() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    port = server.getAddress().getPort();
    threads = Executors.newFixedThreadPool(4);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Closes its port; what it knows it keeps. */
  public synchronized void goAway() {
    if (server != null) {
      server.stop(0);
      threads.shutdownNow();
      server = null;
    }
  }

  /** Address of its interface. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Answers everything with this status from now on; 0 to answer well again. */
  public synchronized void refuse(int status) {
    refusal = status;
  }

  /** Answers questions for schemas by their ids with this status from now on. */
  public synchronized void refuseIds(int status) {
    idRefusal = status;
  }

  /** Lets in only who sends this as {@code Authorization}. */
  public synchronized void require(String header) {
    authorization = header;
  }

  /** Adds a schema under no subject; its id. */
  public synchronized int add(String schema, String type) {
    ObjectNode node = JSON.createObjectNode().put("schema", schema);
    if (!type.equals("AVRO")) {
      // Avro is not named, as Confluent's own server does not.
      node.put("schemaType", type);
    }
    schemas.add(node);
    return schemas.size();
  }

  /** The questions so far, such as {@code GET /schemas/ids/1}. */
  public synchronized List<String> questions() {
    return List.copyOf(questions);
  }

  /** The subjects that have a schema. */
  public synchronized List<String> subjects() {
    return List.copyOf(idsBySubject.keySet());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Answer answer =
          answer(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              exchange.getRequestHeaders().getFirst("Authorization"),
              body);
      byte[] bytes = JSON.writeValueAsBytes(answer.body());
      exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private record Answer(int status, JsonNode body) {
    static Answer of(JsonNode body) {
      return new Answer(200, body);
    }

    static Answer error(int status, int code, String message) {
      return new Answer(
          status, JSON.createObjectNode().put("error_code", code).put("message", message));
    }
  }

  private synchronized Answer answer(String method, String path, String header, byte[] body)
      throws IOException {
    questions.add(method + " " + path);
    if (refusal != 0) {
      return Answer.error(refusal, refusal * 100 + 1, "The registry is out of order");
    }
    if (authorization != null && !authorization.equals(header)) {
      return Answer.error(401, 401, "Unauthorized");
    }
    String[] parts = path.substring(1).split("/", -1);
    if (method.equals("GET") && parts.length == 3 && path.startsWith("/schemas/ids/")) {
      if (idRefusal != 0) {
        return Answer.error(idRefusal, idRefusal, "Bad request");
      }
      return schema(parts[2]);
    }
    if (method.equals("GET") && path.equals("/subjects")) {
      return Answer.of(JSON.valueToTree(idsBySubject.keySet()));
    }
    if (method.equals("POST") && parts[0].equals("subjects") && parts.length >= 2) {
      String subject = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
      String schema = JSON.readTree(body).path("schema").asText();
      return parts.length == 2 ? find(subject, schema) : register(subject, schema);
    }
    return Answer.error(404, 404, "HTTP 404 Not Found");
  }

  private Answer schema(String id) {
    long number = id.matches("\\d{1,10}") ? Long.parseLong(id) : 0;
    return number >= 1 && number <= schemas.size()
        ? Answer.of(schemas.get((int) number - 1))
        : Answer.error(404, NO_SCHEMA, "Schema " + id + " not found");
  }

  private Answer find(String subject, String schema) {
    List<Integer> ids = idsBySubject.get(subject);
    if (ids == null) {
      return Answer.error(404, NO_SUBJECT, "Subject '" + subject + "' not found.");
    }
    for (int id : ids) {
      if (schemas.get(id - 1).path("schema").asText().equals(schema)) {
        ObjectNode found = JSON.createObjectNode().put("subject", subject).put("id", id);
        return Answer.of(found.put("version", ids.indexOf(id) + 1).put("schema", schema));
      }
    }
    return Answer.error(404, NO_SCHEMA, "Schema not found");
  }

  private Answer register(String subject, String schema) {
    int id = 0;
    for (int known = 1; known <= schemas.size() && id == 0; known++) {
      // The same text has one id, whatever the subject.
      id = schemas.get(known - 1).path("schema").asText().equals(schema) ? known : 0;
    }
    if (id == 0) {
      id = add(schema, "AVRO");
    }
    List<Integer> ids = idsBySubject.computeIfAbsent(subject, any -> new ArrayList<>());
    if (!ids.contains(id)) {
      ids.add(id);
    }
    return Answer.of(JSON.createObjectNode().put("id", id));
  }

  @Override
  public void close() {
    goAway();
  }
}
