// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Scores slowly until it is let go, so that something can happen in the middle of a run. */
final class SlowScorer extends InterceptedScorer {
  private static volatile CountDownLatch letGo = new CountDownLatch(1);

  SlowScorer(List<String> labels, int batchSize) {
    super(labels, batchSize);
  }

  static void hold() {
    letGo = new CountDownLatch(1);
  }

  static void letGo() {
    letGo.countDown();
  }

  @Override
  void before() throws InterruptedException {
    var unused = letGo.await(500, TimeUnit.MILLISECONDS);
  }
}
