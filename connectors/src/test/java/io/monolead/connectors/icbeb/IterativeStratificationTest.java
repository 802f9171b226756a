// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.icbeb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IterativeStratificationTest {

  private static boolean[][] random(int count, int labels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean[][] table = new boolean[count][labels];
    for (boolean[] record : table) {
      for (int label = 0; label < labels; label++) {
        // From common to rare.
        record[label] = random.nextInt(2 + 3 * label) == 0;
      }
    }
    return table;
  }

  @Test
  void aWorkedExampleComesOutAsOnPaper() {
    // Two folds, four records. Label 1 is rarer (records 0, 1): 0 goes to a fold by chance, call it
    // f, since both want one of label 1 and two records; 1 goes to the other. Label 0 is left with
    // record 2 alone: records 0 and 2 carry it, each fold wanted one, f has had one: 2 goes to the
    // other. Record 3 has no label and goes where a record is still wanted: to f.
    boolean[][] labels = {{true, true}, {false, true}, {true, false}, {false, false}};
    for (int seed = 0; seed < 20; seed++) {
      int[] folds = IterativeStratification.folds(labels, 2, seed);
      assertThat(folds[1]).isNotEqualTo(folds[0]);
      assertThat(folds[2]).isNotEqualTo(folds[0]);
      assertThat(folds[3]).isEqualTo(folds[0]);
    }
  }

  @Property(tries = 40)
  void everyRecordIsInAFoldAndEveryLabelIsSpreadEvenly(
      @ForAll @IntRange(min = 60, max = 400) int count,
      @ForAll @IntRange(min = 1, max = 6) int labels) {
    boolean[][] table = random(count, labels, count);

    int[] folds = IterativeStratification.folds(table, 10, 1);

    assertThat(Arrays.stream(folds).allMatch(fold -> fold >= 1 && fold <= 10)).isTrue();
    for (int label = 0; label < labels; label++) {
      int total = 0;
      int[] counts = new int[11];
      for (int record = 0; record < count; record++) {
        if (table[record][label]) {
          counts[folds[record]]++;
          total++;
        }
      }
      // The rarest label is split as evenly as whole numbers can be, others nearly so.
      for (int fold = 1; fold <= 10; fold++) {
        assertThat(Math.abs(counts[fold] - total / 10.0)).isLessThan(4);
      }
    }
  }

  @Test
  void theSameSeedSplitsTheSameWay() {
    boolean[][] table = random(200, 5, 3);

    assertThat(IterativeStratification.folds(table, 10, 7))
        .isEqualTo(IterativeStratification.folds(table, 10, 7));
  }
}
