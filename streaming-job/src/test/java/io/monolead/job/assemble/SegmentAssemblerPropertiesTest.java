// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.TestSegments;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.SegmentDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SegmentAssemblerPropertiesTest {
  private static final AssemblyRules RULES =
      new AssemblyRules(
          10_000_000,
          5_000_000,
          20_000,
          5_000_000,
          1 << 20,
          1_000_000,
          0.5f,
          30_000_000,
          86_400_000_000L);

  private record Sent(IncomingSegment segment, double startSeconds, double arrivalSeconds) {}

  /** A device's segments of 0.2 to 3 s with a few gaps, lead-off stretches and long silences. */
  private static List<Sent> sent(Random random, double toleranceSeconds) {
    List<Sent> sent = new ArrayList<>();
    // Twelve seconds without an event, so that there is always a window to compare.
    sent.add(
        new Sent(
            TestSegments.incoming(
                TestSegments.segment(0, 0).setSamples(TestSegments.ramp(0, 1200))),
            0,
            random.nextDouble() * toleranceSeconds));
    double start = 12;
    for (int number = 1; number < 40; number++) {
      int samples = 20 + random.nextInt(280);
      IncomingSegment segment =
          TestSegments.incoming(
              TestSegments.segment(number, start)
                  .setSamples(TestSegments.ramp(Math.round(start * 100), samples))
                  .setLeadOff(random.nextInt(25) == 0));
      sent.add(new Sent(segment, start, start + random.nextDouble() * toleranceSeconds));
      start += samples / 100.0;
      int gap = random.nextInt(40);
      start += gap == 0 ? 3 : gap == 1 ? 50 : 0;
    }
    return sent;
  }

  private static RecordingOutput assemble(List<IncomingSegment> segments) {
    SegmentAssembler assembler =
        new SegmentAssembler(RULES, new SegmentDecoder(Duration.ofDays(1)));
    RecordingOutput out = new RecordingOutput();
    LeadState state = new LeadState();
    for (IncomingSegment segment : segments) {
      assembler.accept(state, segment, out);
    }
    assembler.drain(state, out);
    return out;
  }

  @Property(tries = 200)
  void anyOrderWithinTheToleranceWithDuplicatesGivesTheSameAsThePlainOrder(@ForAll long seed) {
    Random random = new Random(seed);
    List<Sent> sent = sent(random, 5);
    RecordingOutput plain = assemble(sent.stream().map(Sent::segment).toList());

    List<IncomingSegment> arriving =
        new ArrayList<>(
            sent.stream()
                .sorted(Comparator.comparingDouble(Sent::arrivalSeconds))
                .map(Sent::segment)
                .toList());
    for (int i = 0; i < 10; i++) {
      int original = random.nextInt(arriving.size());
      arriving.add(
          original + 1 + random.nextInt(arriving.size() - original), arriving.get(original));
    }
    RecordingOutput shuffled = assemble(arriving);

    assertThat(shuffled.windows).isEqualTo(plain.windows).isNotEmpty();
    assertThat(shuffled.technical).isEqualTo(plain.technical);
    assertThat(shuffled.rejected).isEmpty();
    assertThat(shuffled.duplicates).isEqualTo(10);
  }

  @Property(tries = 100)
  void howTheSignalIsCutIntoSegmentsMakesNoDifference(@ForAll long seed) {
    Random random = new Random(seed);
    List<IncomingSegment> pieces = new ArrayList<>();
    int at = 0;
    while (at < 6000) {
      int samples = Math.min(10 + random.nextInt(1500), 6000 - at);
      samples = 6000 - at - samples < 10 ? 6000 - at : samples;
      pieces.add(
          TestSegments.incoming(
              TestSegments.segment(pieces.size(), at / 100.0)
                  .setSamples(TestSegments.ramp(at, samples))));
      at += samples;
    }
    RecordingOutput whole =
        assemble(
            List.of(
                TestSegments.incoming(
                    TestSegments.segment(0, 0).setSamples(TestSegments.ramp(0, 6000)))));
    assertThat(assemble(pieces).windows).isEqualTo(whole.windows).hasSize(11);
  }

  @Property(tries = 100)
  void whateverADeviceSendsItsStateStaysBoundedAndNothingIsLost(@ForAll long seed) {
    Random random = new Random(seed);
    AssemblyRules rules = AssemblyRules.defaults();
    SegmentAssembler assembler =
        new SegmentAssembler(rules, new SegmentDecoder(Duration.ofDays(1)));
    RecordingOutput out = new RecordingOutput();
    LeadState state = new LeadState();
    int used = 0;
    for (int i = 0; i < 300; i++) {
      IncomingSegment segment =
          TestSegments.incoming(
              TestSegments.segment(random.nextInt(50), random.nextInt(400))
                  .setSamplingRateHz(100 * (1 + random.nextInt(5)))
                  .setSamples(TestSegments.ramp(i, 60 + random.nextInt(5900))));
      if (assembler.accept(state, segment, out)) {
        used++;
      }
      assertThat(state.waitingBytes()).isLessThanOrEqualTo(rules.reorderBytes());
      assertThat(state.samples.length).isLessThan(5000);
      assertThat(state.recentSequences.length).isLessThanOrEqualTo(LeadState.RECENT);
    }
    assembler.drain(state, out);
    // What was taken to wait may still turn out to lie in the past.
    assertThat(used + out.duplicates + out.rejected.size()).isGreaterThanOrEqualTo(300);
    assertThat(out.rejected.stream().filter(text -> text.startsWith("UNKNOWN"))).isEmpty();
  }
}
