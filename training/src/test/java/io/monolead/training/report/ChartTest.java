// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static final int TEXTS = 60;

  @Test
  void aSingleValueOnAGridLineStillHasHeight() {
    String svg =
        Chart.lines(
            "one point",
            "AUC",
            "epoch",
            List.of(new Chart.Series("only", new double[] {1}, new double[] {0.7}, new double[0])));

    assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void linesWithoutAnyPointAreDrawnAsAnEmptyChart() {
    String svg =
        Chart.lines(
            "nothing",
            "AUC",
            "epoch",
            List.of(new Chart.Series("none", new double[0], new double[0], new double[0])));

    assertThat(svg).contains("<svg").doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Property
  void anyValuesGiveAFewGridLinesAndFiniteCoordinates(
      @ForAll @Size(min = 1, max = 5) List<@DoubleRange(min = -2, max = 2) Double> values) {
    double[] y = values.stream().mapToDouble(Double::doubleValue).toArray();
    double[] x = new double[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }

    for (String svg :
        List.of(
            Chart.lines("d", "unit", "axis", List.of(new Chart.Series("s", x, y, new double[0]))),
            Chart.dots(
                "d",
                "unit",
                values.stream().map(value -> "c").toList(),
                List.of(Chart.Series.of("s", y))),
            Chart.bars(
                "d",
                "unit",
                0.5,
                values.stream().map(value -> "c").toList(),
                List.of(Chart.Series.of("s", y))))) {
      assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
      assertThat(svg.split("<text", -1).length).isLessThan(TEXTS);
    }
  }
}
