// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import java.io.IOException;

/**
 * Ends a process with the one that started it, however that ends: its standard input, a pipe from
 * there, ends too.
 */
public final class ParentTie {
  /** System property that asks for it. */
  public static final String PROPERTY = "monolead.benchmark.tied";

  private static final int ORPHANED = 3;

  private ParentTie() {}

  /** Ties this process to its parent if the system property {@value #PROPERTY} is true. */
  public static void ifAsked() {
    if (!Boolean.getBoolean(PROPERTY)) {
      return;
    }
    Thread thread = new Thread(ParentTie::follow, "parent-tie");
    thread.setDaemon(true);
    thread.start();
  }

  private static void follow() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said; only the end counts.
      }
    } catch (IOException e) {
      // A broken pipe is an end as well.
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
