// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Scores slowly until it is told to fail, fails once, and then scores at full speed. */
final class FailingScorer extends InterceptedScorer {
  private static final AtomicInteger FAILURES = new AtomicInteger();
  private static volatile CountDownLatch told = new CountDownLatch(1);

  FailingScorer(List<String> labels, int batchSize) {
    super(labels, batchSize);
  }

  static void reset() {
    FAILURES.set(0);
    told = new CountDownLatch(1);
  }

  static void failNext() {
    told.countDown();
  }

  static int failures() {
    return FAILURES.get();
  }

  @Override
  void before() throws InterruptedException {
    boolean ordered = told.await(100, TimeUnit.MILLISECONDS);
    if (ordered && FAILURES.compareAndSet(0, 1)) {
      throw new IllegalStateException("told to fail");
    }
  }
}
