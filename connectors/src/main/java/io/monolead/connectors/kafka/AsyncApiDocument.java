// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.schemas.JsonSchemas;
import io.monolead.schemas.PublishedSchema;
import io.monolead.schemas.SchemaCatalogue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0</a>
 * document of all topics: what lies on each, in which formats, under which key, and who sends and
 * receives it. An operation is seen from the streaming job, as the specification wants it; of
 * topics that the job does not touch, from the command that writes them.
 *
 * <p>Made of the schemas, the names and the layout, so that it cannot say anything else. Equal
 * input gives equal text.
 */
public final class AsyncApiDocument {
  private static final String VERSION = "3.0.0";

  /** Of this interface: grows with a change that a reader of it would notice. */
  private static final String API_VERSION = "1.0";

  private static final String KAFKA_BINDING = "0.5.0";
  private static final String AVRO_SCHEMA = "application/vnd.apache.avro+json;version=1.9.0";
  private static final String DRAFT_7 = "application/schema+json;version=draft-07";
  private static final String ANY_LABEL = "LABEL";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final TopicNames names;
  private final Map<String, TopicSpec> specs = new LinkedHashMap<>();

  private AsyncApiDocument(TopicNames names) {
    this.names = names;
    List<TopicSpec> all = new ArrayList<>(TopicLayout.DEFAULT.topics(names, List.of(ANY_LABEL)));
    all.addAll(TopicLayout.DEFAULT.results(names, List.of(ANY_LABEL)));
    all.forEach(spec -> specs.putIfAbsent(spec.name(), spec));
  }

  /** What the job does with a topic. */
  private enum Action {
    SEND("send"),
    RECEIVE("receive");

    private final String name;

    Action(String name) {
      this.name = name;
    }
  }

  /**
   * A topic.
   *
   * @param id names it within the document
   * @param topic its name; of the alerts, that of {@link #ANY_LABEL}
   * @param record what lies on it
   * @param key what the key of a record is
   * @param action what the job does
   * @param title a few words
   * @param who who sends and who receives
   */
  private record Channel(
      String id,
      String topic,
      String record,
      String key,
      Action action,
      String title,
      String who) {}

  private List<Channel> channels() {
    String device = "The device's id in UTF-8.";
    String readers = "The job sends; whoever wants them receives: watch, evaluate, others' tools.";
    return List.of(
        new Channel(
            "segments",
            names.segments(),
            "EcgSegment",
            device + " All segments of a device have one key, or they lose their order.",
            Action.RECEIVE,
            "What devices send",
            "Devices, replay and simulate send; the job receives."),
        new Channel(
            "scores",
            names.scores(),
            "EcgScore",
            device,
            Action.SEND,
            "A probability per label and window",
            readers),
        new Channel(
            "alerts",
            names.alerts(ANY_LABEL),
            "EcgAlert",
            device,
            Action.SEND,
            "Transitions of one label's alerts",
            readers),
        new Channel(
            "technicalAlerts",
            names.technicalAlerts(),
            "TechnicalAlert",
            device,
            Action.SEND,
            "Lead off, signal lost, gap, poor quality, rate change",
            readers),
        new Channel(
            "shadowScores",
            names.shadowScores(),
            "EcgScore",
            device,
            Action.SEND,
            "What challengers say of windows",
            readers),
        new Channel(
            "deadLetters",
            names.deadLetters(),
            "DeadLetter",
            "The key of the record that could not be used; null where it had none.",
            Action.SEND,
            "What could not be used, whole, with its origin and the reason",
            readers),
        new Channel(
            "models",
            names.models(),
            "ModelCommand",
            "The lead in UTF-8.",
            Action.RECEIVE,
            "Orders: which model to use; a log from which nothing is deleted",
            "Operators send, by monolead model deploy and others; the job receives."),
        new Channel(
            "policies",
            names.policies(),
            "AlertPolicy",
            "The label in UTF-8.",
            Action.RECEIVE,
            "Orders: when a probability becomes an alert; a log from which nothing is deleted",
            "Operators send, by monolead policy set; the job receives."),
        new Channel(
            "alertActions",
            names.alertActions(),
            "AlertAction",
            device,
            Action.RECEIVE,
            "Acknowledgements and silences",
            "People send, by monolead alert or a monitor; the job receives."),
        new Channel(
            "controlReports",
            names.controlReports(),
            "ControlReport",
            "The lead or the label in UTF-8.",
            Action.SEND,
            "What became of each order",
            "The job sends; operators receive, by monolead orders."),
        new Channel(
            "runs",
            names.runs(),
            "RunRecord",
            "The id of the run in UTF-8.",
            Action.SEND,
            "What a back-fill read, and by what it made the results under the same prefix",
            "A back-fill sends; whoever judges its results receives."),
        new Channel(
            "fhir",
            names.fhir(),
            "FhirBundle",
            device,
            Action.SEND,
            "Alerts as FHIR R4 resources",
            "monolead route sends; systems that speak FHIR receive."),
        new Channel(
            "undelivered",
            names.undelivered(),
            "UndeliveredAlert",
            device,
            Action.SEND,
            "Alerts that a target of monolead route would not take, with the reason",
            "monolead route sends; operators receive."));
  }

  /** Records that are JSON and nothing else, for readers who are not ours. */
  private static ObjectNode schemaOfJsonAlone(String record) {
    ObjectNode schema = NODES.objectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("type", "object");
    ArrayNode required = schema.putArray("required");
    ObjectNode fields = schema.putObject("properties");
    if (record.equals("FhirBundle")) {
      schema.put("description", "A FHIR R4 Bundle of type transaction: a Flag and an Observation.");
      fields.putObject("resourceType").put("const", "Bundle");
      fields.putObject("type").put("const", "transaction");
      fields.putObject("entry").put("type", "array");
      required.add("resourceType").add("type").add("entry");
      return schema;
    }
    schema.put("description", "A transition as it lies on its topic, and why nobody has it.");
    fields.putObject("target").put("type", "string");
    fields.putObject("reason").put("type", "string");
    fields.putObject("topic").put("type", "string");
    fields.putObject("partition").put("type", "integer");
    fields.putObject("offset").put("type", "integer");
    fields.putObject("timestampMillis").put("type", "integer");
    fields
        .putObject("transition")
        .put("description", "As a webhook gets it; null if the record could not be read.")
        .putArray("type")
        .add("object")
        .add("null");
    fields
        .putObject("value")
        .put("description", "The record's bytes in Base64.")
        .putArray("type")
        .add("string")
        .add("null");
    fields.fieldNames().forEachRemaining(required::add);
    return schema;
  }

  private static boolean isJsonAlone(String record) {
    return !SchemaCatalogue.records().contains(record);
  }

  private static List<String> formats(String record) {
    return isJsonAlone(record) ? List.of("json") : List.of("avro", "registry", "json");
  }

  /** The document for the topics under one prefix. */
  public static ObjectNode of(TopicNames names) {
    return new AsyncApiDocument(names).document();
  }

  /** The same as text: indented, with a line break at its end. */
  public static String text(TopicNames names) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(of(names))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of nodes can always be written", e);
    }
  }

  private ObjectNode document() {
    ObjectNode document = NODES.objectNode();
    document.put("asyncapi", VERSION);
    document.set("info", info());
    document.set("servers", servers());
    ObjectNode channelNodes = document.putObject("channels");
    ObjectNode operations = document.putObject("operations");
    TreeSet<String> records = new TreeSet<>();
    for (Channel channel : channels()) {
      channelNodes.set(channel.id(), channel(channel));
      operations.set(
          channel.action().name
              + Character.toUpperCase(channel.id().charAt(0))
              + channel.id().substring(1),
          operation(channel));
      records.add(channel.record());
    }
    ObjectNode components = document.putObject("components");
    ObjectNode messages = components.putObject("messages");
    ObjectNode schemas = components.putObject("schemas");
    for (String record : records) {
      if (isJsonAlone(record)) {
        messages.set(record + ".json", json(record));
        schemas.set(record + ".json", schema(DRAFT_7, schemaOfJsonAlone(record)));
        continue;
      }
      PublishedSchema newest = newest(record);
      messages.set(record + ".avro", avro(record, newest));
      messages.set(record + ".registry", framed(record));
      messages.set(record + ".json", json(record));
      schemas.set(record + ".avro", schema(AVRO_SCHEMA, avroSchema(newest)));
      schemas.set(record + ".json", schema(DRAFT_7, JsonSchemas.of(record)));
    }
    return document;
  }

  private static ObjectNode info() {
    ObjectNode info = NODES.objectNode();
    info.put("title", "monolead");
    info.put("version", API_VERSION);
    StringBuilder versions = new StringBuilder();
    for (String record : SchemaCatalogue.records()) {
      versions.append(versions.isEmpty() ? "" : ", ").append(newest(record));
    }
    info.put(
        "description",
        "Segments of single-lead ECG in, scores and alerts out, by Kafka. Each record but those for"
            + " FHIR and of what was not delivered may come in"
            + " one of three formats, told by its first byte: Avro's single-object encoding (c301),"
            + " Avro behind the id of its schema in a registry (00), or JSON. Newest schemas: "
            + versions
            + ".");
    info.putObject("license")
        .put("name", "Apache-2.0")
        .put("url", "https://www.apache.org/licenses/LICENSE-2.0");
    return info;
  }

  private static ObjectNode servers() {
    ObjectNode servers = NODES.objectNode();
    ObjectNode kafka = servers.putObject("kafka");
    kafka.put("host", "{bootstrap}");
    kafka.put("protocol", "kafka");
    kafka.put("description", "Read with isolation.level=read_committed.");
    kafka
        .putObject("variables")
        .putObject("bootstrap")
        .put("default", KafkaConnection.LOOPBACK)
        .put("description", "Kafka's bootstrap servers.");
    return servers;
  }

  private ObjectNode channel(Channel channel) {
    ObjectNode node = NODES.objectNode();
    boolean perLabel = channel.id().equals("alerts");
    node.put(
        "address",
        perLabel
            ? channel.topic().substring(0, channel.topic().length() - ANY_LABEL.length())
                + "{label}"
            : channel.topic());
    node.put("title", channel.title());
    node.put("description", channel.who());
    ObjectNode messages = node.putObject("messages");
    for (String format : formats(channel.record())) {
      messages.set(format, reference("#/components/messages/" + channel.record() + "." + format));
    }
    if (perLabel) {
      ObjectNode label = node.putObject("parameters").putObject("label");
      label.put("description", "A label of the model.");
      label.putArray("examples").add("AFIB").add("PVC");
    }
    TopicSpec spec = specs.get(channel.topic());
    ObjectNode kafka = node.putObject("bindings").putObject("kafka");
    kafka.put("partitions", spec.partitions());
    ObjectNode settings = kafka.putObject("topicConfiguration");
    new TreeMap<>(spec.settings())
        .forEach(
            (name, value) -> {
              if (name.equals("cleanup.policy")) {
                settings.putArray(name).add(value);
              } else if (value.matches("-?\\d{1,18}")) {
                settings.put(name, Long.parseLong(value));
              } else {
                settings.put(name, value);
              }
            });
    kafka.put("bindingVersion", KAFKA_BINDING);
    // The key is the channel's and not the record's: scores of two topics are one record.
    node.put("x-kafka-key", channel.key());
    return node;
  }

  private static ObjectNode operation(Channel channel) {
    ObjectNode node = NODES.objectNode();
    node.put("action", channel.action().name);
    node.set("channel", reference("#/channels/" + channel.id()));
    node.put("title", channel.title());
    node.put("description", channel.who());
    ArrayNode messages = node.putArray("messages");
    for (String format : formats(channel.record())) {
      messages.add(reference("#/channels/" + channel.id() + "/messages/" + format));
    }
    return node;
  }

  private static ObjectNode message(String record, String title, String contentType) {
    ObjectNode node = NODES.objectNode();
    node.put("name", record);
    node.put("title", title);
    node.put("contentType", contentType);
    return node;
  }

  private static ObjectNode keyed(ObjectNode message) {
    ObjectNode kafka = message.putObject("bindings").putObject("kafka");
    kafka
        .putObject("key")
        .put("type", "string")
        .put("description", "UTF-8; what it holds stands with the channel.");
    kafka.put("bindingVersion", KAFKA_BINDING);
    return kafka;
  }

  private static ObjectNode avro(String record, PublishedSchema newest) {
    ObjectNode node =
        message(record, record + " in Avro's single-object encoding", "application/avro");
    node.put(
        "summary",
        String.format(
            "c301, the fingerprint %016x in little-endian order, the record in Avro's binary"
                + " encoding.",
            newest.fingerprint()));
    node.set("payload", reference("#/components/schemas/" + record + ".avro"));
    keyed(node);
    return node;
  }

  private static ObjectNode framed(String record) {
    ObjectNode node =
        message(
            record,
            record + " in Avro with the id of its schema in a registry",
            "application/avro");
    node.put(
        "summary",
        "00, the id in 4 bytes in big-endian order, the record in Avro's binary encoding.");
    node.set("payload", reference("#/components/schemas/" + record + ".avro"));
    keyed(node)
        .put("schemaIdLocation", "payload")
        .put("schemaIdPayloadEncoding", "confluent")
        .put("schemaLookupStrategy", "TopicNameStrategy");
    return node;
  }

  private static ObjectNode json(String record) {
    ObjectNode node = message(record, record + " in JSON", "application/json");
    node.put(
        "summary",
        isJsonAlone(record)
            ? "Not in Avro: for readers who are not ours."
            : "An object with the fields of the Avro schema.");
    node.set("payload", reference("#/components/schemas/" + record + ".json"));
    keyed(node);
    return node;
  }

  private static ObjectNode schema(String format, ObjectNode schema) {
    ObjectNode node = NODES.objectNode();
    node.put("schemaFormat", format);
    node.set("schema", schema);
    return node;
  }

  private static ObjectNode avroSchema(PublishedSchema schema) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(schema.schema().toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The schema of " + schema + " is no JSON", e);
    }
  }

  private static PublishedSchema newest(String record) {
    List<PublishedSchema> versions = SchemaCatalogue.load().versions(record);
    return versions.get(versions.size() - 1);
  }

  private static ObjectNode reference(String to) {
    return NODES.objectNode().put("$ref", to);
  }
}
