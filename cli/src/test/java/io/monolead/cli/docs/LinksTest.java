// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.architecture.SourceTree;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Relative links, anchors and images of every page lead somewhere. */
class LinksTest {
  private static final Pattern ELSEWHERE = Pattern.compile("^[a-z][a-z0-9+.-]*:.*");

  @Test
  void everyRelativeLinkAnchorAndImageIsThere() throws IOException {
    List<DocPage> pages = DocPage.all();
    Map<Path, DocPage> byFile = new HashMap<>();
    pages.forEach(page -> byFile.put(page.file().toAbsolutePath().normalize(), page));
    List<String> broken = new ArrayList<>();
    int checked = 0;
    for (DocPage page : pages) {
      for (DocPage.Link link : page.links()) {
        if (ELSEWHERE.matcher(link.target()).matches()) {
          continue;
        }
        checked++;
        String problem = problem(page, link.target(), byFile);
        if (problem != null) {
          broken.add(page.name() + ":" + link.line() + ": " + link.target() + ": " + problem);
        }
      }
    }

    assertThat(broken).isEmpty();
    assertThat(checked).as("links looked at").isGreaterThan(100);
  }

  @Test
  void noLinkLeavesTheProject() throws IOException {
    Path root = SourceTree.root().toAbsolutePath().normalize();
    for (DocPage page : DocPage.all()) {
      for (DocPage.Link link : page.links()) {
        if (!ELSEWHERE.matcher(link.target()).matches() && !link.target().startsWith("#")) {
          assertThat(
                  page.file().getParent().resolve(path(link.target())).normalize().startsWith(root))
              .as(page.name() + ":" + link.line() + ": " + link.target())
              .isTrue();
        }
      }
    }
  }

  @Test
  void everyPageOfDocsIsOnTheMap() throws IOException {
    DocPage map =
        DocPage.all().stream()
            .filter(page -> page.name().equals("docs/README.md"))
            .findFirst()
            .orElseThrow();
    TreeSet<String> reached = new TreeSet<>();
    for (DocPage.Link link : map.links()) {
      if (!ELSEWHERE.matcher(link.target()).matches()) {
        Path target = map.file().getParent().resolve(path(link.target())).normalize();
        reached.add(SourceTree.root().relativize(target).toString().replace('\\', '/'));
      }
    }
    TreeSet<String> pages = new TreeSet<>();
    DocPage.all().stream()
        .map(DocPage::name)
        .filter(name -> name.startsWith("docs/") && !name.equals("docs/README.md"))
        // These have indexes of their own, or are many of one kind.
        .filter(name -> !name.startsWith("docs/results/") && !name.startsWith("docs/decisions/"))
        .forEach(pages::add);

    assertThat(reached).containsAll(pages);
    assertThat(reached).contains("docs/results/README.md", "docs/decisions");
  }

  private static String path(String target) {
    int hash = target.indexOf('#');
    return URLDecoder.decode(hash < 0 ? target : target.substring(0, hash), StandardCharsets.UTF_8);
  }

  private static String problem(DocPage page, String target, Map<Path, DocPage> byFile) {
    int hash = target.indexOf('#');
    Path file = hash == 0 ? page.file() : page.file().getParent().resolve(path(target)).normalize();
    if (!Files.exists(file)) {
      return "no such file";
    }
    if (hash < 0) {
      return null;
    }
    DocPage there = byFile.get(file.toAbsolutePath().normalize());
    if (there == null) {
      return "an anchor in something that is no page";
    }
    String anchor = target.substring(hash + 1);
    return there.anchors().contains(anchor)
        ? null
        : "no such heading, there are " + there.anchors();
  }
}
