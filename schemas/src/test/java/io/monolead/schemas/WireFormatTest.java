// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import static io.monolead.schemas.WireFormatException.Reason.CORRUPT_BODY;
import static io.monolead.schemas.WireFormatException.Reason.EMPTY;
import static io.monolead.schemas.WireFormatException.Reason.OTHER_RECORD;
import static io.monolead.schemas.WireFormatException.Reason.TRAILING_BYTES;
import static io.monolead.schemas.WireFormatException.Reason.UNKNOWN_FORMAT;
import static io.monolead.schemas.WireFormatException.Reason.UNKNOWN_SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificRecord;

class WireFormatTest {
  private static final EcgSegment SEGMENT =
      EcgSegment.newBuilder()
          .setDeviceId("d1")
          .setLead("I")
          .setSequenceNumber(3)
          .setStartTimeMicros(-2)
          .setSamplingRateHz(250)
          .setResolutionNanovolts(1000)
          .setSamples(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}))
          .setLeadOff(true)
          .build();

  /** Worked by hand from the specification: zig-zag varints, little-endian doubles. */
  private static final String SEGMENT_BODY =
      "046431" // length 2, "d1"
          + "0249" // length 1, "I"
          + "06" // 3
          + "03" // -2
          + "0000000000406f40" // 250.0
          + "0000000000408f40" // 1000.0
          + "0801020304" // length 4
          + "01"; // true

  private final WireFormat<EcgSegment> segments = WireFormat.of(EcgSegment.class);

  @Provide
  Arbitrary<Class<? extends SpecificRecord>> types() {
    return Arbitraries.of(Records.TYPES);
  }

  @Example
  void writesTheBytesOfTheSpecification() {
    byte[] bytes = segments.encode(SEGMENT);
    assertThat(HexFormat.of().formatHex(bytes, 0, 2)).isEqualTo("c301");
    assertThat(HexFormat.of().formatHex(bytes, 10, bytes.length)).isEqualTo(SEGMENT_BODY);
  }

  @Example
  void isReadByAvrosOwnDecoderAndReadsAvrosOwnEncoder() throws Exception {
    BinaryMessageDecoder<EcgSegment> avro = EcgSegment.getDecoder();
    assertThat(avro.decode(segments.encode(SEGMENT))).isEqualTo(SEGMENT);
    ByteBuffer written = EcgSegment.getEncoder().encode(SEGMENT);
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    assertThat(segments.decode(bytes)).isEqualTo(SEGMENT);
  }

  @Property(tries = 500)
  void everyRecordSurvivesTheRoundTrip(
      @ForAll("types") Class<? extends SpecificRecord> type, @ForAll long seed) throws Exception {
    assertRoundTrip(type, seed);
  }

  private static <T extends SpecificRecord> void assertRoundTrip(Class<T> type, long seed)
      throws WireFormatException {
    WireFormat<T> format = WireFormat.of(type);
    T first = Records.arbitrary(type, seed);
    T second = Records.arbitrary(type, ~seed);
    byte[] bytesOfFirst = format.encode(first);
    byte[] bytesOfSecond = format.encode(second);
    assertThat(format.decode(bytesOfFirst)).isEqualTo(first);
    assertThat(format.decode(bytesOfSecond)).isEqualTo(second);
  }

  @Property(tries = 2000)
  void damagedBytesGiveARecordOrTheDeclaredException(
      @ForAll("types") Class<? extends SpecificRecord> type,
      @ForAll long seed,
      @ForAll List<Integer> damage)
      throws Exception {
    byte[] bytes = damaged(type, seed, damage);
    try {
      assertThat(WireFormat.of(type).decode(bytes)).isInstanceOf(type);
    } catch (WireFormatException e) {
      assertThat(e.reason()).isNotNull();
      assertThat(e).hasMessageNotContaining("null pointer");
    }
  }

  private static <T extends SpecificRecord> byte[] damaged(
      Class<T> type, long seed, List<Integer> damage) {
    byte[] bytes = WireFormat.of(type).encode(Records.arbitrary(type, seed));
    for (int where : damage) {
      // Behind the header most of the time, where the damage is harder to see.
      int body = bytes.length - 10;
      bytes[10 + Math.floorMod(where, body)] = (byte) (where >>> 16);
    }
    return bytes;
  }

  @Property(tries = 500)
  void everyTruncationIsRefused(
      @ForAll("types") Class<? extends SpecificRecord> type, @ForAll long seed, @ForAll int cut) {
    byte[] whole = damaged(type, seed, List.of());
    byte[] part = Arrays.copyOf(whole, Math.floorMod(cut, whole.length));
    assertThatThrownBy(() -> WireFormat.of(type).decode(part))
        .isInstanceOf(WireFormatException.class);
  }

  @Property(tries = 500)
  void arbitraryBytesAreRefused(@ForAll byte[] bytes) {
    assertThatThrownBy(() -> segments.decode(bytes)).isInstanceOf(WireFormatException.class);
  }

  @Example
  void recordsCanBeCopiedByTheirBuilders() {
    EcgScore score = Records.arbitrary(EcgScore.class, 1);
    EcgAlert alert = Records.arbitrary(EcgAlert.class, 1);
    assertThat(EcgScore.newBuilder(score).build()).isEqualTo(score);
    assertThat(EcgAlert.newBuilder(alert).build()).isEqualTo(alert);
  }

  @Example
  void namesWhatIsWrong() {
    byte[] good = segments.encode(SEGMENT);
    assertThat(refusal(null).reason()).isEqualTo(EMPTY);
    assertThat(refusal(new byte[0]).reason()).isEqualTo(EMPTY);

    WireFormatException notOurs = refusal(HexFormat.of().parseHex("8b2264223a317d202020"));
    assertThat(notOurs.reason()).isEqualTo(UNKNOWN_FORMAT);
    assertThat(notOurs).hasMessageContaining("begin with 8b2264223a317d202020");

    byte[] unknown = good.clone();
    unknown[2] ^= 1;
    assertThat(refusal(unknown).reason()).isEqualTo(UNKNOWN_SCHEMA);

    byte[] alert = WireFormat.of(EcgAlert.class).encode(Records.arbitrary(EcgAlert.class, 1));
    WireFormatException other = refusal(alert);
    assertThat(other.reason()).isEqualTo(OTHER_RECORD);
    assertThat(other).hasMessage("These bytes are EcgAlert version 2, not a EcgSegment");

    WireFormatException cut = refusal(Arrays.copyOf(good, good.length - 1));
    assertThat(cut.reason()).isEqualTo(CORRUPT_BODY);
    assertThat(cut).hasMessageContaining("breaks at byte 38 of 38");

    WireFormatException trailing = refusal(Arrays.copyOf(good, good.length + 3));
    assertThat(trailing.reason()).isEqualTo(TRAILING_BYTES);
    assertThat(trailing).hasMessage("3 bytes follow the EcgSegment that ends at byte 39");
  }

  @Example
  void refusesStringsThatAreNotUtf8ButKeepsTheReplacementCharacter() throws Exception {
    EcgSegment odd = EcgSegment.newBuilder(SEGMENT).setDeviceId("\uFFFD\u00e9").build();
    assertThat(segments.decode(segments.encode(odd))).isEqualTo(odd);
    byte[] bytes = segments.encode(SEGMENT);
    bytes[11] = (byte) 0xFF;
    assertThat(refusal(bytes).reason()).isEqualTo(CORRUPT_BODY);
  }

  @Example
  void aLengthOfTwoGigabytesInAFewBytesAllocatesNothingOfTheSort() {
    byte[] good = segments.encode(SEGMENT);
    String hex = HexFormat.of().formatHex(good);
    // The length of the samples, 08, becomes 2^31 - 9: feffffff0f less 16.
    byte[] hostile = HexFormat.of().parseHex(hex.replace("0801020304", "eeffffff0f" + "01020304"));
    assertRefusedWithLittleMemory(segments, hostile);
  }

  @Example
  void aBlockOfABillionItemsInAFewBytesAllocatesNothingOfTheSort() throws Exception {
    WireFormat<EcgScore> scores = WireFormat.of(EcgScore.class);
    EcgScore score =
        EcgScore.newBuilder()
            .setDeviceId("d")
            .setLead("I")
            .setWindowStartMicros(0)
            .setWindowEndMicros(1)
            .setModelId("m")
            .setModelVersion("1")
            .setProbabilities(List.of())
            .setSignalQuality(1)
            .build();
    byte[] good = scores.encode(score);
    // header, "d", "I", 0, 1, "m", "1", then the count of probabilities, 0
    int count = 10 + 2 + 2 + 1 + 1 + 2 + 2;
    assertThat(good[count]).isZero();
    byte[] hostile = new byte[good.length + 4];
    System.arraycopy(good, 0, hostile, 0, count);
    System.arraycopy(HexFormat.of().parseHex("feffffff07"), 0, hostile, count, 5);
    System.arraycopy(good, count + 1, hostile, count + 5, good.length - count - 1);
    assertThat(scores.decode(good)).isEqualTo(score);
    assertRefusedWithLittleMemory(scores, hostile);
  }

  private static void assertRefusedWithLittleMemory(WireFormat<?> format, byte[] hostile) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    refusal(format, hostile); // loads classes
    long before = threads.getCurrentThreadAllocatedBytes();
    WireFormatException refusal = refusal(format, hostile);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    assertThat(refusal.reason()).isEqualTo(CORRUPT_BODY);
  }

  @Example
  void aFailedEncodeLeavesNoTraceInTheNextMessage() throws Exception {
    EcgSegment halfEmpty = new EcgSegment();
    halfEmpty.put(0, "device");
    assertThatThrownBy(() -> segments.encode(halfEmpty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot encode this EcgSegment");
    assertThat(segments.decode(segments.encode(SEGMENT))).isEqualTo(SEGMENT);
  }

  private WireFormatException refusal(byte[] bytes) {
    return refusal(segments, bytes);
  }

  private static WireFormatException refusal(WireFormat<?> format, byte[] bytes) {
    return catchThrowableOfType(WireFormatException.class, () -> format.decode(bytes));
  }
}
