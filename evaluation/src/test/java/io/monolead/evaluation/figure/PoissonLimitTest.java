// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PoissonLimitTest {
  @Test
  void theLimitIsThatOfGarwoodsTable() {
    // One-sided 95 % limits of Poisson counts 0, 1, 5.
    assertThat(PoissonLimit.upper(0)).isCloseTo(2.996, within(0.001));
    assertThat(PoissonLimit.upper(1)).isCloseTo(4.744, within(0.001));
    assertThat(PoissonLimit.upper(5)).isCloseTo(10.513, within(0.001));
  }

  @Test
  void aLargeCountDoesNotOverflow() {
    // Half the 95 % quantile of chi squared with 4002 degrees of freedom (scipy.stats.chi2.ppf).
    assertThat(PoissonLimit.upper(2000)).isCloseTo(2075.143, within(0.01));
  }
}
