// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SegmentReaderTest {
  private final WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);
  private final SegmentReader reader = new SegmentReader();

  private static EcgSegment segment(Random random) {
    byte[] samples = new byte[random.nextInt(600)];
    random.nextBytes(samples);
    return EcgSegment.newBuilder()
        .setDeviceId(random.nextBoolean() ? "device-" + random.nextInt(99) : "Gerät \uD83D\uDC93")
        .setLead("I")
        .setSequenceNumber(random.nextLong())
        .setStartTimeMicros(random.nextLong())
        .setSamplingRateHz(random.nextDouble() * 1000)
        .setResolutionNanovolts(random.nextDouble())
        .setSamples(ByteBuffer.wrap(samples))
        .setLeadOff(random.nextBoolean())
        .build();
  }

  /** What a message comes to: the record, or the error word for word. */
  private static Object outcome(Decoding decoding) {
    try {
      return decoding.run();
    } catch (WireFormatException e) {
      return e.reason() + ": " + e.getMessage();
    }
  }

  private interface Decoding {
    EcgSegment run() throws WireFormatException;
  }

  private void assertSame(byte[] bytes) {
    assertThat(outcome(() -> reader.decode(bytes))).isEqualTo(outcome(() -> format.decode(bytes)));
  }

  @Property(tries = 300)
  void readsWhatTheWireFormatReads(@ForAll long seed) throws WireFormatException {
    EcgSegment segment = segment(new Random(seed));
    byte[] bytes = format.encode(segment);
    assertThat(reader.decode(bytes)).isEqualTo(segment);
    assertSame(bytes);
  }

  /** The other formats must not cost those who do without: no copy, no parser, no look-up. */
  @Test
  void aSegmentInAvroCostsItsTextsAndAViewOfItsSamples() throws WireFormatException {
    EcgSegment segment =
        EcgSegment.newBuilder(segment(new Random(1)))
            .setSamples(ByteBuffer.wrap(new byte[60_000]))
            .build();
    byte[] bytes = format.encode(segment);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int decodes = 1000;
    long before = 0;
    long sequenceNumbers = 0;
    for (int i = -decodes; i < decodes; i++) {
      if (i == 0) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      sequenceNumbers += reader.decode(bytes).getSequenceNumber();
    }
    long perSegment = (threads.getCurrentThreadAllocatedBytes() - before) / decodes;
    assertThat(sequenceNumbers).isEqualTo(2 * decodes * segment.getSequenceNumber());
    assertThat(perSegment).isLessThan(1000);
  }

  @Property(tries = 3000)
  void saysTheSameOfBytesThatAreBroken(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = format.encode(segment(random));
    for (int i = random.nextInt(4); i >= 0; i--) {
      switch (random.nextInt(3)) {
        case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        // The fields before the samples are where lengths lie.
        case 1 ->
            bytes[random.nextInt(Math.min(bytes.length, 60))] ^= (byte) (1 << random.nextInt(8));
        default -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 8));
      }
    }
    assertSame(bytes);
  }

  @Test
  void saysTheSameOfWhatIsNoSegmentAtAll() {
    assertSame(null);
    assertSame(new byte[0]);
    assertSame(new byte[] {1, 2, 3});
    assertSame(Arrays.copyOf(format.header(), 10));
  }
}
