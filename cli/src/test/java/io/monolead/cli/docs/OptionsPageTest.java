// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.architecture.SourceTree;
import io.monolead.job.config.OptionsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/options.md} is what the job says of its own options. */
class OptionsPageTest {
  @Test
  void thePageOnOptionsIsTheTableThatTheJobPrints() throws IOException {
    Path page = SourceTree.root().resolve("docs/options.md");

    assertThat(page)
        .content()
        .as(
            "write it anew with: { sed '/^| Option/,$d' docs/options.md; ./monolead run"
                + " --list-options; } > options.new && mv options.new docs/options.md")
        .endsWith(OptionsTable.markdown());
    assertThat(Files.readString(page)).startsWith("# Job options");
  }
}
