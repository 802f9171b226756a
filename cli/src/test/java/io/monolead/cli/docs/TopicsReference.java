// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.TopicSpec;
import io.monolead.schemas.PublishedSchema;
import io.monolead.schemas.SchemaCatalogue;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/** Topics as {@link TopicNames} and its comments have them, and what travels on them. */
final class TopicsReference {
  private static final String LABEL = "LABEL";
  private static final Pattern KEY = Pattern.compile("key: ([^.]+)\\.");

  /**
   * One kind of topic.
   *
   * @param method of {@link TopicNames}
   * @param name under the default prefix
   * @param record simple name of the Avro record; empty if the comment names none
   * @param says what the comment on the method says
   * @param layout how it is created, if {@code topics create} or a back-fill does
   */
  record Topic(
      String method,
      String name,
      Optional<String> record,
      String says,
      Optional<TopicSpec> layout) {}

  private TopicsReference() {}

  /** Every method of {@link TopicNames} that names a topic, in the order of the layout. */
  static List<Topic> topics() {
    Map<String, TopicSpec> layout = new LinkedHashMap<>();
    List<String> labels = List.of(LABEL);
    TopicLayout.DEFAULT
        .topics(TopicNames.DEFAULT, labels)
        .forEach(spec -> layout.put(spec.name(), spec));
    TopicLayout.DEFAULT
        .results(TopicNames.DEFAULT, labels)
        .forEach(spec -> layout.putIfAbsent(spec.name(), spec));
    SourceComments comments = SourceComments.of(TopicNames.class);
    List<Topic> topics = new ArrayList<>();
    for (Method method : TopicNames.class.getDeclaredMethods()) {
      if (namesATopic(method)) {
        String name = name(method);
        topics.add(
            new Topic(
                method.getName(),
                name,
                comments.linkedRecord(method.getName()),
                comments.summary(method.getName()),
                Optional.ofNullable(layout.get(name))));
      }
    }
    List<String> order = new ArrayList<>(layout.keySet());
    topics.sort(
        Comparator.comparingInt(
                (Topic topic) ->
                    topic.layout().isPresent() ? order.indexOf(topic.name()) : order.size())
            .thenComparing(Topic::name));
    return topics;
  }

  private static boolean namesATopic(Method method) {
    return Modifier.isPublic(method.getModifiers())
        && !Modifier.isStatic(method.getModifiers())
        && method.getReturnType() == String.class
        && !List.of("prefix", "toString").contains(method.getName())
        && Arrays.stream(method.getParameterTypes()).allMatch(type -> type == String.class);
  }

  private static String name(Method method) {
    Object[] labels = new Object[method.getParameterCount()];
    Arrays.fill(labels, LABEL);
    try {
      return (String) method.invoke(TopicNames.DEFAULT, labels);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(method + " does not name a topic", e);
    }
  }

  /** The topics as a table. */
  static String table() {
    Markdown table = Markdown.table("Topic", "Record", "Key", "Partitions", "Kept", "What it is");
    for (Topic topic : topics()) {
      table.row(
          Markdown.code(topic.name().replace(LABEL, "<label>")),
          topic.record().map(TopicsReference::link).orElse(""),
          topic.record().map(TopicsReference::key).orElse(""),
          topic.layout().map(spec -> Integer.toString(spec.partitions())).orElse(""),
          topic.layout().map(TopicsReference::kept).orElse(""),
          topic.says());
    }
    return table.toString();
  }

  private static String link(String record) {
    return "[`" + record + "`](#" + record.toLowerCase(Locale.ROOT) + ")";
  }

  private static String key(String record) {
    Matcher key = KEY.matcher(schema(record).getDoc());
    return key.find() ? key.group(1) : "";
  }

  private static String kept(TopicSpec spec) {
    long bytes = Long.parseLong(spec.settings().get("retention.bytes"));
    return bytes < 0 ? "for ever" : (bytes >> 30) + " GiB a partition";
  }

  private static Schema schema(String record) {
    List<PublishedSchema> versions = SchemaCatalogue.load().versions(record);
    return versions.get(versions.size() - 1).schema();
  }

  /** Every record that travels on topics, field by field, in its newest version. */
  static String schemas() {
    StringBuilder page = new StringBuilder();
    SchemaCatalogue catalogue = SchemaCatalogue.load();
    for (String name : SchemaCatalogue.records()) {
      Schema schema = schema(name);
      page.append("### ").append(name).append("\n\n");
      page.append(schema.getDoc().replace("<", "\\<")).append(' ');
      page.append("Version ").append(catalogue.versions(name).size()).append(".\n\n");
      fields(page, schema);
      for (Schema nested : nestedRecords(schema)) {
        page.append("Each ").append(Markdown.code(nested.getName())).append(":\n\n");
        fields(page, nested);
      }
    }
    return page.toString().strip() + "\n";
  }

  private static void fields(StringBuilder page, Schema schema) {
    Markdown table = Markdown.table("Field", "Type", "Default", "What it is");
    for (Schema.Field field : schema.getFields()) {
      table.row(
          Markdown.code(field.name()),
          type(field.schema()),
          field.hasDefaultValue() ? Markdown.code(defaultText(field)) : "",
          field.doc() == null ? "" : field.doc());
    }
    page.append(table).append('\n');
  }

  private static String defaultText(Schema.Field field) {
    Object value = field.defaultVal();
    return value == JsonProperties.NULL_VALUE
        ? "null"
        : value.toString().isEmpty() ? "\"\"" : value.toString();
  }

  private static String type(Schema schema) {
    return switch (schema.getType()) {
      case UNION ->
          String.join(" or ", schema.getTypes().stream().map(each -> type(each)).toList());
      case ARRAY -> "list of " + type(schema.getElementType());
      case ENUM -> "one of " + String.join(", ", schema.getEnumSymbols());
      case RECORD -> Markdown.code(schema.getName());
      default -> schema.getType().getName();
    };
  }

  private static List<Schema> nestedRecords(Schema schema) {
    List<Schema> nested = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      List<Schema> types =
          field.schema().getType() == Schema.Type.UNION
              ? field.schema().getTypes()
              : List.of(field.schema());
      for (Schema type : types) {
        Schema element = type.getType() == Schema.Type.ARRAY ? type.getElementType() : type;
        if (element.getType() == Schema.Type.RECORD) {
          nested.add(element);
        }
      }
    }
    return nested;
  }
}
