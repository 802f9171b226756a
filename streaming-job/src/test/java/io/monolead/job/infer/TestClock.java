// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

/**
 * The clock of operators under test: it stands still but for what a test, or a scorer that takes
 * time, adds. One per thread, because a harness copies its operator by serialisation.
 */
final class TestClock {
  private static final ThreadLocal<Long> NANOS = ThreadLocal.withInitial(() -> 0L);

  private TestClock() {}

  static long nanos() {
    return NANOS.get();
  }

  static void set(long millis) {
    NANOS.set(millis * 1_000_000);
  }

  static void pass(long millis) {
    NANOS.set(NANOS.get() + millis * 1_000_000);
  }
}
