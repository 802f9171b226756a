// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import io.monolead.cli.architecture.SourceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documents, taken apart.
 *
 * @param name path from the project's root, with slashes
 * @param file the file
 * @param blocks fenced blocks, in order
 * @param links targets of links and images outside of code, in order
 * @param spans code within the text
 * @param anchors what a link to a place of this page may name: headings as GitHub spells them, and
 *     ids of its HTML
 */
record DocPage(
    String name,
    Path file,
    List<CodeBlock> blocks,
    List<Link> links,
    List<Span> spans,
    Set<String> anchors) {
  private static final Pattern FENCE = Pattern.compile("^ {0,3}(```+|~~~+)\\s*([A-Za-z0-9_-]*).*$");
  private static final Pattern COMMENT = Pattern.compile("^ {0,3}<!--\\s*(.*?)\\s*-->\\s*$");
  private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+(.*?)\\s*#*$");
  private static final Pattern SPAN = Pattern.compile("(`+)(.+?)\\1");
  private static final Pattern LINK =
      Pattern.compile(
          "!?\\[(?:[^\\[\\]]|!?\\[[^\\]]*\\](?:\\([^)]*\\))?)*\\]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern INNER_IMAGE = Pattern.compile("!\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern REFERENCE = Pattern.compile("^\\[[^\\]]+\\]:\\s*(\\S+).*$");
  private static final Pattern HTML_TARGET =
      Pattern.compile("<(?:a|img|source)\\b[^>]*?\\b(?:href|src|srcset)=\"([^\"]+)\"");
  private static final Pattern HTML_ID = Pattern.compile("\\b(?:id|name)=\"([^\"]+)\"");

  /** A link or an image. */
  record Link(int line, String target) {}

  /** Code within the text. */
  record Span(int line, String code) {}

  /** Every page of the project, its results and cards included, in the order of their names. */
  static List<DocPage> all() throws IOException {
    Path root = SourceTree.root();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files =
          walk.filter(file -> file.getFileName().toString().endsWith(".md"))
              .filter(file -> isOurs(root.relativize(file)))
              .sorted()
              .toList();
    }
    List<DocPage> pages = new ArrayList<>();
    for (Path file : files) {
      pages.add(read(root, file));
    }
    return pages;
  }

  /** Pages that tell how to do something: README, CONTRIBUTING and what is in docs. */
  static List<DocPage> guides() throws IOException {
    return all().stream()
        .filter(page -> !page.name().equals("CHANGELOG.md"))
        .filter(page -> !page.name().startsWith("models/"))
        .toList();
  }

  private static boolean isOurs(Path relative) {
    for (Path element : relative) {
      String name = element.toString();
      if (name.equals("target") || name.equals("node_modules") || name.startsWith(".")) {
        return false;
      }
    }
    return !relative.startsWith("runs") && !relative.startsWith("results");
  }

  /** Takes a page apart. */
  static DocPage read(Path root, Path file) throws IOException {
    String name = root.relativize(file).toString().replace('\\', '/');
    return parse(name, file, Files.readAllLines(file, StandardCharsets.UTF_8));
  }

  /** Takes the lines of a page apart. */
  static DocPage parse(String name, Path file, List<String> lines) {
    List<CodeBlock> blocks = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    Set<String> anchors = new LinkedHashSet<>();
    Map<String, Integer> headings = new HashMap<>();
    Optional<String> marker = Optional.empty();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher fence = FENCE.matcher(line);
      if (fence.matches()) {
        List<String> body = new ArrayList<>();
        int open = i;
        for (i++; i < lines.size() && !lines.get(i).strip().equals(fence.group(1)); i++) {
          body.add(lines.get(i));
        }
        blocks.add(new CodeBlock(name, open + 1, fence.group(2), body, marker));
        marker = Optional.empty();
        continue;
      }
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches()) {
        marker = Optional.of(comment.group(1));
      } else if (!line.isBlank()) {
        marker = Optional.empty();
      }
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String slug = slug(heading.group(1));
        int before = headings.merge(slug, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? slug : slug + "-" + before);
      }
      Matcher code = SPAN.matcher(line);
      StringBuilder text = new StringBuilder();
      while (code.find()) {
        spans.add(new Span(i + 1, code.group(2).strip()));
        code.appendReplacement(text, "code");
      }
      code.appendTail(text);
      targets(text.toString(), i + 1, links);
      Matcher id = HTML_ID.matcher(text);
      while (id.find()) {
        anchors.add(id.group(1));
      }
    }
    return new DocPage(
        name,
        file,
        List.copyOf(blocks),
        List.copyOf(links),
        List.copyOf(spans),
        Set.copyOf(anchors));
  }

  private static void targets(String text, int line, List<Link> links) {
    for (Pattern pattern : List.of(LINK, INNER_IMAGE, REFERENCE, HTML_TARGET)) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        links.add(new Link(line, matcher.group(1)));
      }
    }
  }

  /** The anchor that GitHub makes of a heading. */
  static String slug(String heading) {
    String text = heading.replaceAll("!?\\[([^\\]]*)\\]\\([^)]*\\)", "$1").replace("`", "");
    StringBuilder slug = new StringBuilder();
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(
            each -> {
              if (Character.isLetterOrDigit(each) || each == '-' || each == '_') {
                slug.appendCodePoint(each);
              } else if (each == ' ') {
                slug.append('-');
              }
            });
    return slug.toString();
  }
}
