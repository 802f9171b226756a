// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.StateBytes;
import io.monolead.job.TestSegments;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.SegmentDecoder;
import io.monolead.schemas.EcgSegment;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** What {@link LeadState} promises of its size, weighed by the serializer that checkpoints use. */
class LeadStatePropertiesTest {
  private static final StateBytes<LeadState> BYTES = new StateBytes<>("lead", LeadState.class);

  /**
   * What a device does next.
   *
   * @param skipped sequence numbers left out; negative goes back
   * @param secondsOn from the end of the segment before to the start of this one
   * @param rateHz sampling rate
   * @param seconds length
   * @param resolution nanovolts per unit
   * @param leadOff whether contact is lost
   */
  record Step(
      int skipped,
      double secondsOn,
      double rateHz,
      double seconds,
      int resolution,
      boolean leadOff) {}

  private static AssemblyRules rules(int windowSeconds, int reorderBytes, int toleranceSeconds) {
    AssemblyRules defaults = AssemblyRules.defaults();
    return new AssemblyRules(
        windowSeconds * 1_000_000L,
        windowSeconds * 500_000L,
        defaults.clockJitterMicros(),
        toleranceSeconds * 1_000_000L,
        reorderBytes,
        defaults.gapMicros(),
        defaults.poorQuality(),
        defaults.signalLostMicros(),
        defaults.expiryMicros());
  }

  /** The bound as {@link LeadState} states it. */
  private static int mostBytes(AssemblyRules rules, double highestRateHz) {
    return 2 * Short.BYTES * rules.windowSamples(highestRateHz)
        + rules.reorderBytes()
        + 2 * Long.BYTES * LeadState.RECENT
        + LeadState.FIXED_BYTES;
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  void whateverADeviceSendsItsStateInACheckpointStaysWithinTheStatedBound(
      @ForAll("rules") AssemblyRules rules,
      @ForAll("devices") String device,
      @ForAll("steps") List<Step> steps,
      @ForAll boolean allWait)
      throws Exception {
    SegmentAssembler assembler =
        new SegmentAssembler(rules, new SegmentDecoder(Duration.ofDays(1)));
    RecordingOutput out = new RecordingOutput();
    LeadState state = new LeadState();
    // Number 0 never comes, and the device's clock stands still.
    long number = allWait ? 1 : 0;
    double end = 0;
    double highestRateHz = 0;
    for (Step step : steps) {
      number = allWait ? number : Math.max(0, number + step.skipped());
      double start = allWait ? 0 : Math.max(0, end + step.secondsOn());
      highestRateHz = Math.max(highestRateHz, step.rateHz());
      int samples = (int) Math.max(1, Math.round(step.seconds() * step.rateHz()));
      EcgSegment.Builder segment =
          TestSegments.segment(number, start)
              .setDeviceId(device)
              .setSamplingRateHz(step.rateHz())
              .setResolutionNanovolts(step.resolution())
              .setSamples(TestSegments.ramp(number, samples))
              .setLeadOff(step.leadOff());
      IncomingSegment incoming = TestSegments.incoming(segment);

      assembler.accept(state, incoming, out);

      assertThat(BYTES.of(state)).isLessThanOrEqualTo(mostBytes(rules, highestRateHz));
      number++;
      end = start + samples / step.rateHz();
    }
    assertThat(out.rejected.stream().filter(text -> text.startsWith("UNKNOWN"))).isEmpty();
  }

  @Provide
  Arbitrary<AssemblyRules> rules() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 12),
            Arbitraries.oneOf(Arbitraries.integers().between(0, 4096), Arbitraries.just(32 * 1024)),
            Arbitraries.integers().between(0, 120))
        .as(LeadStatePropertiesTest::rules);
  }

  /** Names of one to three bytes a character. */
  @Provide
  Arbitrary<String> devices() {
    return Arbitraries.strings()
        .withChars('a', '\u00e9', '\u5fc3')
        .ofMinLength(1)
        .ofMaxLength(SegmentDecoder.LONGEST_DEVICE_ID);
  }

  /** Up to 150 steps at rates up to one that differs from device to device. */
  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.of(
            List.of(9.0),
            List.of(9.0, 10.0, 100.0),
            List.of(100.0, 500.0),
            List.of(10.0, 250.0, 500.0, 1000.0))
        .flatMap(LeadStatePropertiesTest::steps);
  }

  private static Arbitrary<List<Step>> steps(List<Double> ratesHz) {
    Arbitrary<Integer> skipped =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(0)),
            Tuple.of(3, Arbitraries.integers().between(1, 5)),
            Tuple.of(1, Arbitraries.integers().between(-60, -1)));
    // Many start where an earlier one does, so that they wait together.
    Arbitrary<Double> secondsOn =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(0.0)),
            Tuple.of(4, Arbitraries.doubles().between(-30, 0)),
            Tuple.of(1, Arbitraries.doubles().between(0, 90_000)));
    Arbitrary<Double> seconds =
        Arbitraries.oneOf(
            Arbitraries.just(0.1),
            Arbitraries.doubles().between(0.1, 2),
            Arbitraries.doubles().between(0.1, 60));
    return Combinators.combine(
            skipped,
            secondsOn,
            Arbitraries.of(ratesHz),
            seconds,
            Arbitraries.of(1000, 1000, 1000, 4880),
            Arbitraries.of(false, false, false, false, false, true))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(150);
  }
}
