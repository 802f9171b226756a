// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import static io.monolead.schemas.WireFormatException.Reason.CORRUPT_BODY;
import static io.monolead.schemas.WireFormatException.Reason.INVALID_FIELD;
import static io.monolead.schemas.WireFormatException.Reason.TOO_LARGE;
import static io.monolead.schemas.WireFormatException.Reason.TRAILING_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificRecord;

class JsonFormatTest {
  private static final String SEGMENT =
      "{\"deviceId\":\"d1\",\"lead\":\"I\",\"sequenceNumber\":3,\"startTimeMicros\":-2,"
          + "\"samplingRateHz\":250.0,\"resolutionNanovolts\":1000.0,"
          + "\"samples\":[513,-1,null,32767],\"leadOff\":true}";

  private final JsonFormat<EcgSegment> segments = new JsonFormat<>(EcgSegment.class);
  private final JsonFormat<EcgScore> scores = new JsonFormat<>(EcgScore.class);

  @Provide
  Arbitrary<Class<? extends SpecificRecord>> types() {
    return Arbitraries.of(Records.TYPES);
  }

  private static EcgSegment segment() {
    // 513 = 0x0201, -1 = 0xFFFF, missing = 0x8000, 32767 = 0x7FFF, each little-endian.
    byte[] samples = {1, 2, -1, -1, 0, -128, -1, 127};
    return EcgSegment.newBuilder()
        .setDeviceId("d1")
        .setLead("I")
        .setSequenceNumber(3)
        .setStartTimeMicros(-2)
        .setSamplingRateHz(250)
        .setResolutionNanovolts(1000)
        .setSamples(ByteBuffer.wrap(samples))
        .setLeadOff(true)
        .build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Example
  void writesASegmentAsDocumented() {
    assertThat(new String(segments.encode(segment()), StandardCharsets.UTF_8)).isEqualTo(SEGMENT);
  }

  @Example
  void readsWhatIsDocumented() throws Exception {
    assertThat(segments.decode(utf8(SEGMENT))).isEqualTo(segment());
    assertThat(WireFormat.of(EcgSegment.class).decode(utf8(" \r\n\t" + SEGMENT + "\n")))
        .isEqualTo(segment());
    assertThat(new SegmentReader().decode(utf8(SEGMENT))).isEqualTo(segment());
  }

  @Example
  void theExamplesOfThePageAreRead() throws Exception {
    Matcher examples =
        Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("..", "docs", "formats.md")));
    assertThat(examples.find()).isTrue();
    AlertAction silence = new JsonFormat<>(AlertAction.class).decode(utf8(examples.group(1)));
    assertThat(silence.getKind()).isEqualTo(AlertActionKind.SILENCE);
    assertThat(silence.getAlertId()).isNull();
    assertThat(examples.find()).isTrue();
    assertThat(segments.decode(utf8(examples.group(1))).getSamples().remaining()).isEqualTo(8);
    assertThat(examples.find()).isFalse();
  }

  @Example
  void readsSamplesInBase64AndWholeNumbersWhereFractionsMayStand() throws Exception {
    String base64 = Base64.getEncoder().encodeToString(new byte[] {1, 2, -1, -1, 0, -128, -1, 127});
    String text =
        SEGMENT
            .replace("[513,-1,null,32767]", "\"" + base64 + "\"")
            .replace("250.0", "250")
            .replace("1000.0", "1e3");
    assertThat(segments.decode(utf8(text))).isEqualTo(segment());
  }

  @Example
  void fieldsThatNoSchemaHasAreSkippedAndFieldsLeftOutTakeTheirDefaults() throws Exception {
    String text =
        SEGMENT
            .replace(",\"leadOff\":true", "")
            .replace("{\"deviceId\"", "{\"firmware\":{\"a\":[1,{\"b\":null}]},\"deviceId\"");
    assertThat(segments.decode(utf8(text)))
        .isEqualTo(EcgSegment.newBuilder(segment()).setLeadOff(false).build());
    AlertPolicy policy =
        new JsonFormat<>(AlertPolicy.class)
            .decode(utf8("{\"label\":\"AFIB\",\"version\":\"3\",\"priority\":\"HIGH\"}"));
    assertThat(policy)
        .isEqualTo(
            AlertPolicy.newBuilder()
                .setLabel("AFIB")
                .setVersion("3")
                .setPriority(AlertPriority.HIGH)
                .build());
  }

  @Example
  void anUnknownSymbolBecomesItsDefaultWhereThereIsOne() throws Exception {
    JsonFormat<AlertAction> actions = new JsonFormat<>(AlertAction.class);
    AlertAction action =
        actions.decode(
            utf8("{\"deviceId\":\"d\",\"lead\":\"I\",\"kind\":\"DANCE\",\"by\":\"nurse\"}"));
    assertThat(action.getKind()).isEqualTo(AlertActionKind.UNKNOWN);
    String alert =
        new String(
            new JsonFormat<>(EcgAlert.class).encode(Records.arbitrary(EcgAlert.class, 1)),
            StandardCharsets.UTF_8);
    String unknown = alert.replaceFirst("\"state\":\"[A-Z]+\"", "\"state\":\"DANCING\"");
    assertThat(unknown).isNotEqualTo(alert);
    assertThat(refusal(new JsonFormat<>(EcgAlert.class), unknown))
        .hasMessage(
            "At /state of the JSON is another text where one of RAISED, UPDATED, CLEARED belongs");
  }

  @Property(tries = 1000)
  void everyRecordSurvivesAvroToJsonToAvro(
      @ForAll("types") Class<? extends SpecificRecord> type, @ForAll long seed) throws Exception {
    assertRoundTrip(type, seed);
  }

  private static <T extends SpecificRecord> void assertRoundTrip(Class<T> type, long seed)
      throws WireFormatException {
    WireFormat<T> avro = WireFormat.of(type);
    JsonFormat<T> json = new JsonFormat<>(type);
    T record = Records.arbitrary(type, seed);
    byte[] bytes = avro.encode(record);
    T read = json.decode(json.encode(avro.decode(bytes)));
    assertThat(read).isEqualTo(record);
    assertThat(avro.encode(read)).isEqualTo(bytes);
    assertThat(json.encode(read)).isEqualTo(json.encode(record));
  }

  @Property(tries = 2000)
  void everyNumberComesBackBitForBit(@ForAll int single, @ForAll long wide) throws Exception {
    float probability = Float.intBitsToFloat(single);
    double rate = Double.longBitsToDouble(wide);
    EcgScore score = EcgScore.newBuilder(anyScore()).setSignalQuality(probability).build();
    assertThat(Float.floatToIntBits(scores.decode(scores.encode(score)).getSignalQuality()))
        .isEqualTo(Float.floatToIntBits(probability));
    EcgSegment segment = EcgSegment.newBuilder(segment()).setSamplingRateHz(rate).build();
    assertThat(
            Double.doubleToLongBits(segments.decode(segments.encode(segment)).getSamplingRateHz()))
        .isEqualTo(Double.doubleToLongBits(rate));
  }

  @Example
  void numbersHaveTheFewestDigits() {
    // 2.0E-3 of old JDKs; 2^-1074 has one digit; the last two print longer than need be on JDK 17.
    assertThat(quality(0.002f)).isEqualTo("0.002");
    assertThat(quality(0.1f + 0.2f)).isEqualTo("0.3");
    assertThat(quality(1.17549435E-38f)).isEqualTo("1.1754944E-38");
    assertThat(rate(2.2250738585072014E-308)).isEqualTo("2.2250738585072014E-308");
    assertThat(rate(4.9E-324)).isEqualTo("4.9E-324");
    assertThat(rate(2.0E-3)).isEqualTo("0.002");
    assertThat(rate(2e23)).isEqualTo("2.0E23");
    assertThat(rate(Double.NaN)).isEqualTo("\"NaN\"");
    assertThat(rate(Double.NEGATIVE_INFINITY)).isEqualTo("\"-Infinity\"");
    assertThat(rate(-0.0)).isEqualTo("-0.0");
  }

  private String quality(float value) {
    return field(
        scores.encode(EcgScore.newBuilder(anyScore()).setSignalQuality(value).build()),
        "signalQuality");
  }

  private String rate(double value) {
    return field(
        segments.encode(EcgSegment.newBuilder(segment()).setSamplingRateHz(value).build()),
        "samplingRateHz");
  }

  private static String field(byte[] json, String name) {
    String text = new String(json, StandardCharsets.UTF_8);
    int from = text.indexOf("\"" + name + "\":") + name.length() + 3;
    return text.substring(from, text.indexOf(',', from));
  }

  private static EcgScore anyScore() {
    return EcgScore.newBuilder()
        .setDeviceId("d")
        .setLead("I")
        .setWindowStartMicros(0)
        .setWindowEndMicros(10_000_000)
        .setModelId("m")
        .setModelVersion("1")
        .setProbabilities(List.of(new LabelProbability("AFIB", 0.25f)))
        .setSignalQuality(1)
        .build();
  }

  @Example
  void aTreeReaderThatKnowsNothingOfUsReadsWhatWeWrite() throws Exception {
    JsonNode tree = new ObjectMapper().readTree(scores.encode(anyScore()));
    assertThat(tree.get("windowEndMicros").asLong()).isEqualTo(10_000_000);
    assertThat(tree.get("probabilities").get(0).get("label").asText()).isEqualTo("AFIB");
    assertThat(tree.get("probabilities").get(0).get("probability").asDouble()).isEqualTo(0.25);
    assertThat(tree.get("qualityIssues").isArray()).isTrue();
    DeadLetter letter = Records.arbitrary(DeadLetter.class, 5);
    JsonNode dead = new ObjectMapper().readTree(new JsonFormat<>(DeadLetter.class).encode(letter));
    assertThat(dead.has("key") && dead.has("value")).isTrue();
    if (letter.getValue() != null) {
      assertThat(ByteBuffer.wrap(Base64.getDecoder().decode(dead.get("value").asText())))
          .isEqualTo(letter.getValue());
    }
  }

  @Example
  void namesWhatIsWrongAndWhere() {
    assertRefused("\"lead\":\"I\",", "", "The JSON lacks fields of EcgSegment: lead");
    assertRefused("\"I\"", "7", "At /lead of the JSON is an integer where a string belongs");
    assertRefused("\"I\"", "null", "At /lead of the JSON is null where a string belongs");
    assertRefused(
        ":3,",
        ":3.0,",
        "At /sequenceNumber of the JSON is a number with a fraction or an exponent where an integer"
            + " belongs");
    assertRefused(
        ":3,",
        ":9223372036854775808,",
        "The number at /sequenceNumber of the JSON is out of range; allowed: -9223372036854775808"
            + " to 9223372036854775807");
    assertRefused(
        "-1,null",
        "-1,40000",
        "The number at /samples/2 of the JSON is out of range; allowed: -32768 to 32767");
    assertRefused(
        "-1,null", "-1,\"x\"", "At /samples/2 of the JSON is a string where an integer belongs");
    assertRefused(
        "[513,-1,null,32767]", "\"***\"", "The string at /samples of the JSON is not base64");
    assertRefused(
        "[513,-1,null,32767]",
        "{}",
        "At /samples of the JSON is an object where a string in base64 belongs");
    assertRefused(
        "250.0", "1e400", "The number at /samplingRateHz of the JSON is too large for its field");
    assertRefused(
        "250.0", "\"fast\"", "At /samplingRateHz of the JSON is a string where a number belongs");
    assertRefused(
        "\"d1\"", "\"\\ud800\"", "The string at /deviceId of the JSON holds half a surrogate pair");
    assertRefused(
        "true}", "1}", "At /leadOff of the JSON is an integer where true or false belongs");
    assertThat(refusal(segments, SEGMENT + "{}").reason()).isEqualTo(TRAILING_BYTES);
    assertThat(refusal(segments, SEGMENT.replace("}", ",\"lead\":\"II\"}")))
        .hasMessageContaining("Duplicate field 'lead'");
    assertThat(refusal(segments, SEGMENT.replace("}", ",\"x\":{\"y\":1,\"y\":1}}")))
        .hasMessageContaining("Duplicate field 'y'");
    assertThat(refusal(segments, " [1]"))
        .hasMessage("The JSON is an array where an object belongs");
    assertThat(refusal(segments, "   ")).hasMessage("The JSON is nothing where an object belongs");
    byte[] latin = SEGMENT.replace("d1", "d\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refusal(segments, latin)).hasMessage("The JSON of this EcgSegment is not UTF-8");
    String nested =
        new String(scores.encode(anyScore()), StandardCharsets.UTF_8)
            .replace("\"probability\":0.25", "\"p\":0.25");
    assertThat(refusal(scores, nested))
        .hasMessage("At /probabilities/0 the JSON lacks fields of LabelProbability: probability");
    assertThat(refusal(segments, "{}"))
        .hasMessage(
            "The JSON lacks fields of EcgSegment: deviceId, lead, sequenceNumber, startTimeMicros,"
                + " samplingRateHz, resolutionNanovolts, samples");
  }

  private void assertRefused(String what, String by, String message) {
    assertThat(SEGMENT).contains(what);
    WireFormatException refusal = refusal(segments, SEGMENT.replace(what, by));
    assertThat(refusal.reason()).isEqualTo(INVALID_FIELD);
    assertThat(refusal).hasMessage(message);
  }

  @Example
  void neitherDepthNorSizeNorNumbersOfTheirOwnKindCostMuch() {
    String deep = "[".repeat(100_000);
    assertThat(refusal(segments, SEGMENT.replace("}", ",\"x\":" + deep)).reason())
        .isEqualTo(CORRUPT_BODY);
    String number = "9".repeat(1_000_000);
    assertThat(refusal(segments, SEGMENT.replace(":3,", ":" + number + ",")).reason())
        .isEqualTo(CORRUPT_BODY);
    byte[] large = new byte[JsonFormat.LARGEST_BYTES + 1];
    Arrays.fill(large, (byte) ' ');
    assertThat(refusal(segments, large).reason()).isEqualTo(TOO_LARGE);
    byte[] hostile = utf8(SEGMENT.replace("}", ",\"x\":" + "[".repeat(1_000_000)));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    refusal(segments, hostile);
    long before = threads.getCurrentThreadAllocatedBytes();
    refusal(segments, hostile);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10L * hostile.length);
  }

  @Property(tries = 3000)
  void mutatedJsonGivesARecordOrTheDeclaredException(
      @ForAll("types") Class<? extends SpecificRecord> type, @ForAll long seed) {
    assertMutationIsHarmless(type, seed);
  }

  private static <T extends SpecificRecord> void assertMutationIsHarmless(
      Class<T> type, long seed) {
    Random random = new Random(seed);
    JsonFormat<T> format = new JsonFormat<>(type);
    byte[] bytes = format.encode(Records.arbitrary(type, seed));
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = mutated(bytes, random);
    }
    byte[] mutated = bytes;
    try {
      T read = format.decode(mutated);
      // What is read can be written, in either format.
      assertThat(format.decode(format.encode(read))).isEqualTo(read);
      assertThat(WireFormat.of(type).decode(WireFormat.of(type).encode(read))).isEqualTo(read);
    } catch (WireFormatException e) {
      assertThat(e.reason()).isNotNull();
      assertThat(e.getMessage()).doesNotContain("null pointer").hasSizeLessThan(1000);
      assertThat(e.getMessage().chars().anyMatch(Character::isISOControl)).isFalse();
    }
  }

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "true",
    "1e999",
    "-",
    "0",
    ".5",
    "\\u0000",
    "\\ud800",
    "NaN",
    "Infinity",
    "/*",
    "'",
    "\uFEFF",
    "99999999999999999999",
    "\"x\":{}",
    "\"lead\":1,",
    "\n",
    "\u0000",
    "-32769",
    "1E-400",
    "\"UNKNOWN\""
  };

  private static byte[] mutated(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
      }
      case 1 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 2 -> {
        int to = Math.min(bytes.length, at + random.nextInt(20));
        return spliced(bytes, at, to, new byte[0]);
      }
      default -> {
        return spliced(bytes, at, at, utf8(PIECES[random.nextInt(PIECES.length)]));
      }
    }
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
    return ByteBuffer.allocate(from + piece.length + bytes.length - to)
        .put(bytes, 0, from)
        .put(piece)
        .put(bytes, to, bytes.length - to)
        .array();
  }

  @Property(tries = 500)
  void arbitraryBytesAreRefused(@ForAll byte[] bytes) {
    assertThatThrownBy(() -> segments.decode(bytes)).isInstanceOf(WireFormatException.class);
  }

  @Example
  void bytesThatAreNoSamplesAreCarriedAllTheSame() throws Exception {
    EcgSegment odd =
        EcgSegment.newBuilder(segment()).setSamples(ByteBuffer.wrap(new byte[] {1, 2, 3})).build();
    assertThat(segments.decode(segments.encode(odd))).isEqualTo(odd);
    ByteBuffer part = ByteBuffer.wrap(new byte[] {9, 9, 1, 2, 9}).order(ByteOrder.LITTLE_ENDIAN);
    part.position(2).limit(4);
    EcgSegment sliced = EcgSegment.newBuilder(segment()).setSamples(part).build();
    assertThat(new String(segments.encode(sliced), StandardCharsets.UTF_8))
        .contains("\"samples\":[513]");
    assertThat(part.position()).isEqualTo(2);
  }

  @Example
  void aRecordThatLacksAFieldIsNotWritten() {
    EcgSegment halfEmpty = new EcgSegment();
    halfEmpty.put(0, "device");
    assertThatThrownBy(() -> segments.encode(halfEmpty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot encode this EcgSegment: the field lead is null");
  }

  private static WireFormatException refusal(JsonFormat<?> format, String json) {
    return refusal(format, utf8(json));
  }

  private static WireFormatException refusal(JsonFormat<?> format, byte[] json) {
    return catchThrowableOfType(WireFormatException.class, () -> format.decode(json));
  }
}
