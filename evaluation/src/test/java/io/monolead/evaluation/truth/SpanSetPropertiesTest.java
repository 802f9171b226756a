// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Sets of spans against one bit per microsecond. */
class SpanSetPropertiesTest {
  private static final int END = 60;

  @Property
  void aSetHasTheTimeOfItsSpans(@ForAll("spans") List<TimeSpan> spans) {
    assertThat(bits(SpanSet.of(spans).spans())).isEqualTo(bits(spans));
    assertThat(SpanSet.of(spans).micros()).isEqualTo(bits(spans).cardinality());
  }

  @Property
  void bothAndTheRestAreWhatTheBitsSay(
      @ForAll("spans") List<TimeSpan> some, @ForAll("spans") List<TimeSpan> others) {
    BitSet both = bits(some);
    both.and(bits(others));
    BitSet rest = bits(some);
    rest.andNot(bits(others));

    assertThat(bits(SpanSet.of(some).and(SpanSet.of(others)).spans())).isEqualTo(both);
    assertThat(bits(SpanSet.of(some).minus(SpanSet.of(others)).spans())).isEqualTo(rest);
  }

  @Property
  void theOverlapWithASpanIsWhatTheBitsSay(
      @ForAll("spans") List<TimeSpan> spans, @ForAll("span") TimeSpan span) {
    BitSet both = bits(spans);
    both.and(bits(List.of(span)));

    assertThat(SpanSet.of(spans).overlapMicros(span)).isEqualTo(both.cardinality());
    assertThat(SpanSet.of(spans).overlaps(span)).isEqualTo(!both.isEmpty());
  }

  @Property
  void gapsUpToALimitAreFilled(@ForAll("spans") List<TimeSpan> spans) {
    BitSet filled = bits(spans);
    for (int at = filled.nextSetBit(0); at >= 0; ) {
      int end = filled.nextClearBit(at);
      int next = filled.nextSetBit(end);
      if (next >= 0 && next - end <= 3) {
        filled.set(end, next);
      }
      at = next;
    }

    assertThat(bits(SpanSet.joined(spans, 3).spans())).isEqualTo(filled);
  }

  @Provide
  Arbitrary<TimeSpan> span() {
    return Combinators.combine(
            Arbitraries.integers().between(0, END - 1), Arbitraries.integers().between(0, 15))
        .as((from, length) -> new TimeSpan(from, Math.min(END, from + length)));
  }

  @Provide
  Arbitrary<List<TimeSpan>> spans() {
    return span().list().ofMaxSize(8).map(ArrayList::new);
  }

  private static BitSet bits(List<TimeSpan> spans) {
    BitSet bits = new BitSet();
    spans.forEach(span -> bits.set((int) span.fromMicros(), (int) span.toMicros()));
    return bits;
  }
}
