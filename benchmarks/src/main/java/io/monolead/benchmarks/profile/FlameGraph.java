// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import io.monolead.benchmarks.report.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stacks as a picture: a box per frame over the frame that called it, as wide as its share of the
 * samples. The same stacks give the same bytes.
 */
final class FlameGraph {
  private static final int WIDTH = 1200;
  private static final int ROW = 17;
  private static final int TOP = 30;
  private static final double CHARACTER = 6.4;

  /** Narrower boxes cannot be seen, and there are thousands of them. */
  private static final double NARROWEST = 2.5;

  private final StringBuilder boxes = new StringBuilder();
  private final long total;
  private int depth;

  private static final class Node {
    private final Map<String, Node> children = new TreeMap<>();
    private long samples;
  }

  private FlameGraph(long total) {
    this.total = total;
  }

  /** Draws stacks as SVG; the title stands above. */
  static String svg(String title, FoldedStacks stacks) {
    Node root = new Node();
    stacks
        .counts()
        .forEach(
            (stack, count) -> {
              Node node = root;
              node.samples += count;
              for (String frame : FoldedStacks.frames(stack)) {
                node = node.children.computeIfAbsent(frame, name -> new Node());
                node.samples += count;
              }
            });
    FlameGraph graph = new FlameGraph(Math.max(1, root.samples));
    graph.draw(root, 0, 0);
    int height = TOP + graph.depth * ROW + 8;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        + WIDTH
        + " "
        + height
        + "\" font-family=\"monospace\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\""
        + " fill=\"#ffffff\"/>\n<text x=\"8\" y=\"19\" font-size=\"14\">"
        + escaped(title)
        + "</text>\n"
        + graph.boxes
        + "</svg>\n";
  }

  private void draw(Node node, double x, int level) {
    double from = x;
    List<Map.Entry<String, Node>> children = new ArrayList<>(node.children.entrySet());
    for (Map.Entry<String, Node> child : children) {
      double width = (double) child.getValue().samples / total * WIDTH;
      if (width >= NARROWEST) {
        box(child.getKey(), child.getValue().samples, from, width, level);
        draw(child.getValue(), from, level + 1);
      }
      from += width;
    }
  }

  private void box(String name, long samples, double x, double width, int level) {
    depth = Math.max(depth, level + 1);
    int y = TOP + level * ROW;
    int room = (int) ((width - 4) / CHARACTER);
    String label = name.length() <= room ? name : room < 3 ? "" : name.substring(0, room);
    boxes.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s, %s %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                + " fill=\"%s\" stroke=\"#ffffff\" stroke-width=\"0.5\"/>",
            escaped(name),
            Sample.text(100.0 * samples / total),
            x,
            y,
            width,
            ROW - 1,
            colour(name)));
    if (!label.isEmpty()) {
      boxes.append(
          String.format(
              Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 12, escaped(label)));
    }
    boxes.append("</g>\n");
  }

  /** A warm colour that follows from the name, so that two graphs can be compared. */
  private static String colour(String name) {
    int hash = name.hashCode();
    return String.format(
        Locale.ROOT,
        "#%02x%02x%02x",
        225 + Math.floorMod(hash, 30),
        120 + Math.floorMod(hash / 31, 90),
        70 + Math.floorMod(hash / 977, 50));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
