// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Runs the commands of all pages as they are written; {@link RunMarker} says how a page tells what
 * a block needs, and why one is not run.
 *
 * <p>{@code -Dmonolead.docs=all} runs the slow ones too, as profile {@code docs} does; {@code
 * -Dmonolead.docs.page=docs/tutorial.md} those of one page.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the pages' scripts are for a POSIX shell")
class DocumentsITCase {
  private static final Path SCRATCH = Path.of("target", "docs-run").toAbsolutePath();

  private final List<PageRun> runs = new ArrayList<>();

  @AfterEach
  void end() throws IOException {
    for (PageRun run : runs) {
      run.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyCommandRuns() throws IOException {
    boolean all = System.getProperty("monolead.docs", "quick").equals("all");
    String only = System.getProperty("monolead.docs.page", "");
    List<DynamicContainer> pages = new ArrayList<>();
    for (DocPage page : DocPage.guides()) {
      if (only.isEmpty() || page.name().equals(only)) {
        List<DynamicTest> tests = tests(page, all);
        if (!tests.isEmpty()) {
          pages.add(DynamicContainer.dynamicContainer(page.name(), tests));
        }
      }
    }
    assertThat(pages).as("pages with commands").isNotEmpty();
    return pages.stream();
  }

  private List<DynamicTest> tests(DocPage page, boolean all) {
    List<DynamicTest> tests = new ArrayList<>();
    PageRun[] run = new PageRun[1];
    for (CodeBlock block : page.blocks()) {
      if (!block.isScript() && !block.isTranscript()) {
        continue;
      }
      RunMarker marker = RunMarker.of(block);
      if (marker.reason().isEmpty() && (all || !marker.slow())) {
        tests.add(
            DynamicTest.dynamicTest(
                block.place(),
                () -> {
                  if (run[0] == null) {
                    run[0] = new PageRun(SCRATCH.resolve(page.name().replace('/', '-')));
                    runs.add(run[0]);
                  }
                  run[0].run(block, marker);
                }));
      }
    }
    if (!tests.isEmpty()) {
      tests.add(DynamicTest.dynamicTest("what it left ends", () -> close(run[0])));
    }
    return tests;
  }

  private static void close(PageRun run) throws IOException {
    if (run != null) {
      run.close();
    }
  }
}
