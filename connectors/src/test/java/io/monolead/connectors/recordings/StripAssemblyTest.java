// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.signal.Lead;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StripAssemblyTest {
  private static final float NAN = Float.NaN;
  private final StripAssembly assembly = new StripAssembly("r.xml");

  @Test
  void slowerSignalIsRaisedAsScipyDoesIt() {
    float[] signal = {0, 1, 4, 2, -1, -3, 0.5f, 2, 1, 0};

    // scipy.signal.resample_poly(x, 3, 2), SciPy 1.17.
    assertThat(CommonRate.raise(signal, 200, 300, 15))
        .containsExactly(
            new float[] {
              -0.000000f,
              0.190113f,
              2.217151f,
              4.002425f,
              3.043124f,
              0.986091f,
              -1.000606f,
              -2.854562f,
              -2.302167f,
              0.500303f,
              2.044253f,
              1.705276f,
              1.000606f,
              0.274721f,
              -0.119098f
            },
            Offset.offset(1e-5f));
    assertThat(CommonRate.raise(signal, 200, 200, 10)).isSameAs(signal);
  }

  @Test
  void missingSamplesStayMissingAndSpreadNoFurther() {
    float[] signal = {0, 1, 4, NAN, NAN, -3, 0.5f, 2, 1, 0};

    // The same with a straight line from 4 to -3; samples nearest to the third and fourth missing.
    assertThat(CommonRate.raise(signal, 200, 300, 16))
        .containsExactly(
            new float[] {
              -0.000000f,
              0.133886f,
              2.298321f,
              4.002425f,
              NAN,
              NAN,
              NAN,
              -2.666182f,
              -2.403271f,
              0.500303f,
              2.091993f,
              1.670200f,
              1.000606f,
              0.293996f,
              -0.133210f,
              NAN
            },
            Offset.offset(1e-5f));
    float[] none = CommonRate.raise(new float[] {NAN, NAN}, 100, 200, 4);
    assertThat(none).containsExactly(NAN, NAN, NAN, NAN);
  }

  @Test
  void stripsLieOnOneClock() throws RecordingFormatException {
    assembly.add(Lead.I, 10.0, 4, new float[] {1, 2, 3});
    assembly.add(Lead.II, 10.5, 4, new float[] {4, 5, 6});
    assembly.add(Lead.I, 11.0, 4, new float[] {7});

    StripAssembly.Assembled assembled = assembly.assemble();

    assertThat(assembled.startSeconds()).isEqualTo(10);
    assertThat(assembled.leads()).containsExactly(Lead.I, Lead.II);
    assertThat(assembled.millivolts()[0]).containsExactly(1, 2, 3, NAN, 7);
    assertThat(assembled.millivolts()[1]).containsExactly(NAN, NAN, 4, 5, 6);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assembly.add(Lead.I, 0, 100, new float[500]);
    assembly.add(Lead.II, 100, 100, new float[500]);
    assertThatThrownBy(assembly::assemble).hasMessageContaining("r.xml: its leads were recorded");

    StripAssembly many = new StripAssembly("r.xml");
    many.add(Lead.I, 0, 100, new float[5000]);
    for (int i = 0; i < 100; i++) {
      // Each would take as much as the first.
      many.add(new Lead("x" + i), 0, 100, new float[1]);
    }
    assertThatThrownBy(many::assemble).hasMessageContaining("for one recording");

    StripAssembly rates = new StripAssembly("r.xml");
    rates.add(Lead.I, 0, 1000, new float[10]);
    rates.add(Lead.II, 0, 1, new float[10]);
    assertThatThrownBy(rates::assemble).hasMessageContaining("leads at 1.0 Hz and at 1000.0 Hz");

    StripAssembly endless = new StripAssembly("r.xml");
    endless.add(Lead.I, 0, 1e300, new float[10]);
    assertThatThrownBy(endless::assemble).hasMessageContaining("a sampling rate of 1.0E300 Hz");
  }
}
