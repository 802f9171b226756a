// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import java.nio.file.Path;
import java.util.List;

/** How the Java processes of a benchmark begin. */
public final class JavaCommand {
  private JavaCommand() {}

  /** This process's Java. */
  public static String program() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Of a process whose speed is measured, and which ends with this one. */
  public static List<String> measured() {
    return List.of(
        program(),
        "-Xshare:auto",
        "-Djava.awt.headless=true",
        "-Dai.djl.offline=true",
        "-Dai.djl.pytorch.num_threads=1",
        "-D" + ParentTie.PROPERTY + "=true",
        "-Dlog4j2.configurationFile=classpath:io/monolead/benchmarks/load/log4j2.xml",
        "--add-opens=java.base/java.util=ALL-UNNAMED");
  }
}
