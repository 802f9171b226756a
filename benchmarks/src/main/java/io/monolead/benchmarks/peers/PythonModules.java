// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a Python can import. */
final class PythonModules {
  private PythonModules() {}

  /**
   * Version of a module in a Python; empty if it has none.
   *
   * @param python the interpreter
   * @param module the module
   */
  static String version(String python, String module) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(
                  python,
                  "-c",
                  "import "
                      + module
                      + " as m; print(str(getattr(m, '__version__', '')) or m.version()[0])")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? text : "";
    } catch (IOException e) {
      return "";
    }
  }
}
