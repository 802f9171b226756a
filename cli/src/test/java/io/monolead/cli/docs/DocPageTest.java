// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocPageTest {
  private static DocPage page(String... lines) {
    return DocPage.parse("a.md", Path.of("a.md"), List.of(lines));
  }

  @Test
  void anchorsAreThoseOfGitHub() {
    // As github.com shows them of pages in public repositories.
    assertThat(DocPage.slug("What's new?")).isEqualTo("whats-new");
    assertThat(DocPage.slug("EDF and EDF+")).isEqualTo("edf-and-edf");
    assertThat(DocPage.slug("The `monolead_x` of a [link](b.md)"))
        .isEqualTo("the-monolead_x-of-a-link");
    assertThat(DocPage.slug("Up, down & out")).isEqualTo("up-down--out");
    assertThat(page("# A", "## A").anchors()).containsExactlyInAnyOrder("a", "a-1");
  }

  @Test
  void linksInCodeAreNone() {
    DocPage page =
        page("[a](b.md#c) `[d](e.md)` [![f](g.svg)](h.md)", "```", "[i](j.md)", "```", "[k]: l.md");

    assertThat(page.links())
        .extracting(DocPage.Link::target)
        .containsExactlyInAnyOrder("b.md#c", "g.svg", "h.md", "l.md");
  }

  @Test
  void aMarkerIsTheCommentRightBeforeABlock() {
    DocPage page =
        page(
            "<!-- not run: why -->",
            "",
            "```sh",
            "a",
            "```",
            "<!-- run: slow -->",
            "text",
            "```sh",
            "b",
            "```");

    assertThat(page.blocks().get(0).marker()).contains("not run: why");
    assertThat(page.blocks().get(1).marker()).isEmpty();
    assertThat(page.blocks().get(1).place()).isEqualTo("a.md:8");
  }

  @Test
  void theCommandsOfATranscriptStandBehindDollars() {
    DocPage page = page("```console", "$ a b", "out", "$ c", "```");

    assertThat(page.blocks().get(0).commands()).containsExactly("a b", "c");
  }
}
