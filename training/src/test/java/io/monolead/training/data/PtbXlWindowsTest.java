// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.connectors.ptbxl.PtbXlRate;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.signal.Conditioning;
import io.monolead.signal.ConditioningStep;
import io.monolead.signal.Lead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PtbXlWindowsTest {
  private static final Conditioning RAW = new Conditioning(100, List.of());

  private static final Set<Integer> ALL_FOLDS = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

  private static Path folder;
  private static PtbXlWindows data;

  @BeforeAll
  static void readFolds() throws Exception {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    assumeTrue(root != null, "the repository's root was not found above the working directory");
    folder = root.resolveSibling("shared").resolve("data").resolve("ptb-xl");
    assumeTrue(Files.isDirectory(folder), "PTB-XL is not at ../shared/data/ptb-xl");
    data = PtbXlWindows.read(folder, PtbXlTask.MONITORING, List.of(Lead.I, Lead.V6), Set.of(8, 9));
  }

  @Test
  void keepsFoldsAndPatientsApart() {
    WindowSet validation = data.windows(RAW, 1000, Set.of(8));
    WindowSet test = data.windows(RAW, 1000, Set.of(9));

    assertThat(validation.size()).isEqualTo(315);
    assertThat(test.size()).isPositive();
    Set<String> patients = new HashSet<>(validation.patients());
    patients.retainAll(test.patients());
    assertThat(patients).isEmpty();
  }

  @Test
  void holdsTheMillivoltsOfTheFilesWithTheirLabels() {
    WindowSet windows = data.windows(RAW, 1000, Set.of(8, 9));

    // Recording 12 of fold 8: the file's first microvolts of lead I, read with `od`; its statements
    // are NORM and, of unknown likelihood, SBRAD.
    int row = windows.recordings().indexOf("12");
    float[] expected = {79, 329, 504, 120, -15, -19};
    for (int i = 0; i < expected.length; i++) {
      assertThat(windows.signals()[row * 2000 + i] * 1000).isEqualTo(expected[i], within(0.01f));
    }
    assertThat(Arrays.copyOfRange(windows.targets(), row * 10, row * 10 + 10))
        .containsExactly(1, 0, 0, 1, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void scalesTheTrainingSetToDeviationOne() {
    Conditioning conditioning =
        data.scaled(List.of(new ConditioningStep.HighPass(0.5, 2, true)), 100, 1000, Set.of(8));
    float[] signals = data.windows(conditioning, 1000, Set.of(8)).signals();
    double squares = 0;
    double sum = 0;
    for (float sample : signals) {
      squares += sample * sample;
      sum += sample;
    }

    assertThat(Math.sqrt(squares / signals.length)).isEqualTo(1, within(0.01));
    assertThat(sum / signals.length).isEqualTo(0, within(0.01));
  }

  @Test
  void namesAFoldWithoutRecordings() {
    assertThatThrownBy(
            () -> PtbXlWindows.read(folder, PtbXlTask.MONITORING, List.of(Lead.I), Set.of(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fold 10");
  }

  @Test
  void theFilesOf500HzHoldTheSameHeartsInFiveTimesAsManySamples() throws Exception {
    Path fast = folder.resolve("records500");
    assumeTrue(Files.isDirectory(fast), "there are no 500 Hz files at " + fast);
    PtbXlWindows slow = PtbXlWindows.read(folder, PtbXlTask.ALL, List.of(Lead.II), ALL_FOLDS);
    Set<Integer> folds = new HashSet<>();
    for (int fold : ALL_FOLDS) {
      try {
        PtbXlWindows.read(folder, PtbXlTask.ALL, PtbXlRate.HZ_500, List.of(Lead.II), Set.of(fold));
        folds.add(fold);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("no recordings of fold " + fold);
      }
    }
    PtbXlWindows quick =
        PtbXlWindows.read(folder, PtbXlTask.ALL, PtbXlRate.HZ_500, List.of(Lead.II), folds);

    WindowSet at500 = quick.windows(new Conditioning(500, List.of()), 5000, folds);
    WindowSet at100 = slow.windows(RAW, 1000, folds);
    WindowSet resampled = quick.windows(RAW, 1000, folds);

    assertThat(at500.signals()).hasSize(at500.size() * 5000);
    assertThat(at100.recordings()).containsAll(at500.recordings());
    double[] correlations = new double[at500.size()];
    for (int row = 0; row < correlations.length; row++) {
      int other = at100.recordings().indexOf(at500.recordings().get(row));
      correlations[row] = correlation(resampled, row, at100, other);
    }
    Arrays.sort(correlations);
    assertThat(correlations[correlations.length / 2]).isGreaterThan(0.99);
  }

  private static double correlation(WindowSet a, int rowA, WindowSet b, int rowB) {
    double sumA = 0;
    double sumB = 0;
    double squareA = 0;
    double squareB = 0;
    double product = 0;
    for (int i = 0; i < 1000; i++) {
      double x = a.signals()[rowA * 1000 + i];
      double y = b.signals()[rowB * 1000 + i];
      sumA += x;
      sumB += y;
      squareA += x * x;
      squareB += y * y;
      product += x * y;
    }
    return (1000 * product - sumA * sumB)
        / Math.sqrt((1000 * squareA - sumA * sumA) * (1000 * squareB - sumB * sumB));
  }
}
