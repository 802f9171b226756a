// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PartitionProgressPropertiesTest {
  @Property
  void whatIsCommittedIsNeverBeyondARecordThatIsNotDone(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
    Random random = new Random(seed);
    PartitionProgress progress = new PartitionProgress();
    List<Long> offsets = new ArrayList<>();
    List<PartitionProgress.Entry> entries = new ArrayList<>();
    long offset = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      offsets.add(offset);
      entries.add(progress.read(offset));
      // Marks of transactions take offsets too.
      offset += 1 + random.nextInt(3);
    }
    long position = offset;
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    boolean[] done = new boolean[count];

    for (int i : order) {
      entries.get(i).done();
      done[i] = true;
      OptionalLong to = progress.committable(position);
      int first = 0;
      while (first < count && done[first]) {
        first++;
      }
      if (first == count) {
        assertThat(to).hasValue(position);
      } else if (first == 0) {
        assertThat(to).isEmpty();
      } else if (to.isPresent()) {
        assertThat(to.getAsLong()).isEqualTo(offsets.get(first - 1) + 1);
      }
      to.ifPresent(progress::committed);
      assertThat(progress.committable(position)).isEmpty();
    }
    assertThat(progress.span()).isZero();
  }

  @Example
  void nothingUnderWayCommitsTheConsumersOwnPositionOnce() {
    PartitionProgress progress = new PartitionProgress();

    assertThat(progress.committable(17)).hasValue(17);
    progress.committed(17);
    assertThat(progress.committable(17)).isEmpty();
    assertThat(progress.committable(18)).hasValue(18);
  }
}
