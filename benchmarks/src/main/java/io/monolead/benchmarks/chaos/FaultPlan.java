// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws faults from a seed. */
public final class FaultPlan {
  /** One fault in so many strikes before the system has recovered from the one before. */
  private static final int ONE_DURING_RECOVERY_IN = 4;

  private static final int LONGEST_PAUSE_MILLIS = 4_000;
  private static final int CHOICES = 1 << 16;

  private FaultPlan() {}

  /**
   * Draws faults: the kinds shuffled like a pack of cards, dealt out and shuffled again, so that
   * none is missing from a long plan.
   *
   * @param seed the same gives the same plan
   * @param count number of faults, at least 1
   * @param kinds what may happen, in any order
   * @throws IllegalArgumentException if there are no faults or no kinds to draw
   */
  public static List<Fault> draw(long seed, int count, Collection<FaultKind> kinds) {
    if (count < 1 || kinds.isEmpty()) {
      throw new IllegalArgumentException(
          "A plan has at least one fault of at least one kind, not " + count + " of " + kinds);
    }
    Random random = new Random(seed);
    List<FaultKind> pack = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      if (pack.isEmpty()) {
        pack.addAll(kinds.stream().distinct().sorted().toList());
        Collections.shuffle(pack, random);
      }
      FaultKind kind = pack.remove(pack.size() - 1);
      int least = kind.deed().leastMillis();
      int most = kind.deed().mostMillis();
      int choice = random.nextInt(CHOICES);
      int pause = random.nextInt(LONGEST_PAUSE_MILLIS + 1);
      int duration = least + random.nextInt(most - least + 1);
      boolean duringRecovery = number > 1 && random.nextInt(ONE_DURING_RECOVERY_IN) == 0;
      faults.add(new Fault(number, kind, choice, pause, duration, duringRecovery));
    }
    return List.copyOf(faults);
  }
}
