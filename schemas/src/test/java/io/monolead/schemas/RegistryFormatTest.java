// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import static io.monolead.schemas.WireFormatException.Reason.CORRUPT_BODY;
import static io.monolead.schemas.WireFormatException.Reason.INCOMPATIBLE_SCHEMA;
import static io.monolead.schemas.WireFormatException.Reason.OTHER_RECORD;
import static io.monolead.schemas.WireFormatException.Reason.UNKNOWN_SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

class RegistryFormatTest {
  /** Schemas in a list; a schema's id is its place. */
  private static final class ListedSchemas implements SchemaRegistry {
    private final List<String> texts = new ArrayList<>();
    private final List<String> subjects = new ArrayList<>();
    private int lookUps;

    int add(String text) {
      texts.add(text);
      return texts.size() - 1;
    }

    @Override
    public String schema(int id) throws WireFormatException {
      lookUps++;
      if (id < 0 || id >= texts.size()) {
        throw new WireFormatException(UNKNOWN_SCHEMA, "no schema " + id);
      }
      return texts.get(id);
    }

    @Override
    public int id(String subject, Schema schema) {
      subjects.add(subject);
      int known = texts.indexOf(schema.toString());
      return known >= 0 ? known : add(schema.toString());
    }
  }

  private final ListedSchemas registry = new ListedSchemas();

  @Provide
  Arbitrary<Class<? extends SpecificRecord>> types() {
    return Arbitraries.of(Records.TYPES);
  }

  @Example
  void framesAsConfluentsSerializersDo() {
    for (int i = 0; i < 258; i++) {
      registry.add("\"null\"");
    }
    byte[] bytes =
        new RecordEncoder<>(EcgSegment.class, TopicFormat.REGISTRY, registry)
            .encode("ecg.segments", Records.arbitrary(EcgSegment.class, 1));
    // Zero, then 258 big-endian, then what follows the header of the single-object encoding.
    assertThat(HexFormat.of().formatHex(bytes, 0, 5)).isEqualTo("0000000102");
    byte[] avro = WireFormat.of(EcgSegment.class).encode(Records.arbitrary(EcgSegment.class, 1));
    assertThat(Arrays.copyOfRange(bytes, 5, bytes.length))
        .isEqualTo(Arrays.copyOfRange(avro, 10, avro.length));
    assertThat(registry.subjects).containsExactly("ecg.segments-value");
  }

  @Property(tries = 300)
  void everyRecordSurvivesEveryFormat(
      @ForAll("types") Class<? extends SpecificRecord> type,
      @ForAll TopicFormat format,
      @ForAll long seed)
      throws Exception {
    assertRoundTrip(type, format, seed);
  }

  private static <T extends SpecificRecord> void assertRoundTrip(
      Class<T> type, TopicFormat format, long seed) throws WireFormatException {
    ListedSchemas registry = new ListedSchemas();
    RecordEncoder<T> encoder = new RecordEncoder<>(type, format, registry);
    WireFormat<T> reader = WireFormat.of(type, registry);
    T record = Records.arbitrary(type, seed);
    for (int i = 0; i < 3; i++) {
      assertThat(reader.decode(encoder.encode("t", record))).isEqualTo(record);
    }
    assertThat(registry.lookUps).isEqualTo(format == TopicFormat.REGISTRY ? 1 : 0);
    assertThat(registry.subjects).hasSize(format == TopicFormat.REGISTRY ? 1 : 0);
  }

  @Property(tries = 1000)
  void theReaderOfSegmentsSaysWhatTheWireFormatSays(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes =
        new RecordEncoder<>(EcgSegment.class, TopicFormat.REGISTRY, registry)
            .encode("t", Records.arbitrary(EcgSegment.class, seed));
    for (int i = random.nextInt(3); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    byte[] sent = random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
    assertThat(outcome(() -> new SegmentReader(registry).decode(sent)))
        .isEqualTo(outcome(() -> WireFormat.of(EcgSegment.class, registry).decode(sent)));
  }

  private interface Decoding {
    EcgSegment run() throws WireFormatException;
  }

  private static Object outcome(Decoding decoding) {
    try {
      return decoding.run();
    } catch (WireFormatException e) {
      return e.reason() + ": " + e.getMessage();
    }
  }

  @Example
  void readsWhatAnotherTeamsSchemaWrote() throws Exception {
    // Fields in another order, one more, one with a default less, an int where we have a long.
    int id =
        registry.add(
            "{\"type\":\"record\",\"name\":\"AlertAction\",\"namespace\":\"io.monolead.schemas\","
                + "\"fields\":[{\"name\":\"ward\",\"type\":\"string\"},"
                + "{\"name\":\"by\",\"type\":\"string\"},"
                + "{\"name\":\"untilMicros\",\"type\":\"int\"},"
                + "{\"name\":\"kind\",\"type\":{\"type\":\"enum\",\"name\":\"AlertActionKind\","
                + "\"symbols\":[\"SILENCE\",\"DANCE\"]}},"
                + "{\"name\":\"lead\",\"type\":\"string\"},"
                + "{\"name\":\"deviceId\",\"type\":\"string\"}]}");
    // ward "7", by "n", 64, SILENCE, "I", "d"
    AlertAction action =
        WireFormat.of(AlertAction.class, registry)
            .decode(framed(id, "0237" + "026e" + "8001" + "00" + "0249" + "0264"));
    assertThat(action.getBy()).isEqualTo("n");
    assertThat(action.getUntilMicros()).isEqualTo(64);
    assertThat(action.getKind()).isEqualTo(AlertActionKind.SILENCE);
    assertThat(action.getDeviceId()).isEqualTo("d");
    assertThat(action.getLabel()).isNull();
    AlertAction unknown =
        WireFormat.of(AlertAction.class, registry)
            .decode(framed(id, "0237" + "026e" + "8001" + "02" + "0249" + "0264"));
    assertThat(unknown.getKind()).isEqualTo(AlertActionKind.UNKNOWN);
  }

  private static byte[] framed(int id, String body) {
    return HexFormat.of().parseHex("00" + HexFormat.of().toHexDigits(id) + body);
  }

  @Example
  void saysWhyASchemaOfTheRegistryCannotBeUsed() {
    int other = registry.add(schema("EcgScore", "{\"name\":\"deviceId\",\"type\":\"string\"}"));
    int lacking = registry.add(schema("AlertAction", "{\"name\":\"by\",\"type\":\"string\"}"));
    int nonsense = registry.add("{\"type\":\"rec");
    int recursive =
        registry.add(schema("AlertAction", "{\"name\":\"x\",\"type\":[\"null\",\"AlertAction\"]}"));
    assertThat(refusal(other).reason()).isEqualTo(OTHER_RECORD);
    assertThat(refusal(other))
        .hasMessage(
            "Schema 0 of the registry is io.monolead.schemas.EcgScore, not"
                + " io.monolead.schemas.AlertAction");
    assertThat(refusal(lacking).reason()).isEqualTo(INCOMPATIBLE_SCHEMA);
    assertThat(refusal(lacking))
        .hasMessageContaining("at /fields/0 READER_FIELD_MISSING_DEFAULT_VALUE");
    assertThat(refusal(nonsense).reason()).isEqualTo(INCOMPATIBLE_SCHEMA);
    assertThat(refusal(recursive)).hasMessageContaining("contains itself");
    assertThat(refusal(99).reason()).isEqualTo(UNKNOWN_SCHEMA);
  }

  @Example
  void aRefusedSchemaIsLookedUpOnceAndAnUnknownOneEachTime() {
    int lacking = registry.add(schema("AlertAction", "{\"name\":\"by\",\"type\":\"string\"}"));
    WireFormat<AlertAction> format = WireFormat.of(AlertAction.class, registry);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> format.decode(framed(lacking, "0264")))
          .isInstanceOf(WireFormatException.class);
    }
    assertThat(registry.lookUps).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> format.decode(framed(7, "0264")))
          .isInstanceOf(WireFormatException.class);
    }
    assertThat(registry.lookUps).isEqualTo(4);
  }

  @Example
  void aSchemaOfItemsWithoutBytesCannotAskForABillion() {
    int id =
        registry.add(
            schema(
                "AlertAction",
                "{\"name\":\"none\",\"type\":{\"type\":\"array\",\"items\":\"null\"}},"
                    + "{\"name\":\"deviceId\",\"type\":\"string\"},"
                    + "{\"name\":\"lead\",\"type\":\"string\"},"
                    + "{\"name\":\"kind\",\"type\":{\"type\":\"enum\",\"name\":\"AlertActionKind\","
                    + "\"symbols\":[\"RESUME\"]}},"
                    + "{\"name\":\"by\",\"type\":\"string\"}"));
    WireFormatException refusal =
        catchThrowableOfType(
            WireFormatException.class,
            () ->
                WireFormat.of(AlertAction.class, registry)
                    .decode(framed(id, "feffffff07" + "00" + "0264" + "0249" + "00" + "026e")));
    assertThat(refusal.reason()).isEqualTo(CORRUPT_BODY);
  }

  @Example
  void withoutRegistryItSaysWhatToDo() {
    byte[] bytes = framed(7, "0264");
    assertThatThrownBy(() -> WireFormat.of(EcgSegment.class).decode(bytes))
        .hasMessage(
            "The message was written with schema 7 of a registry, and this reader was told of none;"
                + " give the registry's address");
    assertThatThrownBy(
            () ->
                new RecordEncoder<>(EcgSegment.class, TopicFormat.REGISTRY, SchemaRegistry.none())
                    .encode("t", Records.arbitrary(EcgSegment.class, 1)))
        .isInstanceOf(RegistryException.class);
  }

  private static String schema(String name, String fields) {
    return "{\"type\":\"record\",\"name\":\""
        + name
        + "\",\"namespace\":\"io.monolead.schemas\",\"fields\":["
        + fields
        + "]}";
  }

  private WireFormatException refusal(int id) {
    return catchThrowableOfType(
        WireFormatException.class,
        () -> WireFormat.of(AlertAction.class, registry).decode(framed(id, "0264")));
  }
}
