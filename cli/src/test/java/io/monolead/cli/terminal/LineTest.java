// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineTest {
  @Test
  void stylesTakeNoColumns() {
    Line line = new Line().add("ab", Style.ALARM).add("cd");

    assertThat(line.width()).isEqualTo(4);
    assertThat(line.render(4, true)).isEqualTo("\u001b[1;31mab\u001b[0mcd");
    assertThat(line.render(4, false)).isEqualTo("abcd");
  }

  @Test
  void whatIsTooLongIsCutWithAnEllipsisInsideItsStyle() {
    Line line = new Line().add("abc").add("defg", Style.RED);

    assertThat(line.render(5, false)).isEqualTo("abcd…");
    assertThat(line.render(5, true)).isEqualTo("abc\u001b[31md…\u001b[0m");
    assertThat(line.render(3, false)).isEqualTo("ab…");
  }

  @Test
  void wordsArePaddedOnTheRightAndNumbersOnTheLeft() {
    Line line = new Line().cell("ab", 4, Style.PLAIN).number("7", 3, Style.PLAIN);

    assertThat(line.text()).isEqualTo("ab    7");
  }

  @Property
  void neverWiderThanTheTerminal(
      @ForAll @AlphaChars String left,
      @ForAll @AlphaChars String right,
      @ForAll @IntRange(min = 1, max = 200) int columns) {
    Line line = new Line().add(left, Style.BOLD).add(right);

    String rendered = line.render(columns, false);

    assertThat(rendered).hasSizeLessThanOrEqualTo(columns);
    if (left.length() + right.length() <= columns) {
      assertThat(rendered).isEqualTo(left + right);
    }
  }
}
