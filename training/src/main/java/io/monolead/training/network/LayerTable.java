// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A network layer by layer at one input length: shapes, parameters and cost.
 *
 * @param network name of the architecture
 * @param input shape of one input
 * @param rows one row per layer, in order
 */
public record LayerTable(String network, FeatureShape input, List<Row> rows) {
  public LayerTable {
    rows = List.copyOf(rows);
  }

  /**
   * One layer.
   *
   * @param stage stage it belongs to
   * @param name its name
   * @param layer the operation
   * @param output shape of its result
   * @param parameters trainable parameters
   * @param multiplyAccumulates multiply-accumulate operations for one input
   */
  public record Row(
      String stage,
      String name,
      Layer layer,
      FeatureShape output,
      long parameters,
      long multiplyAccumulates) {}

  /** The table of a network for inputs of the given length. */
  public static LayerTable of(NetworkDescription network, int samples) {
    Map<String, FeatureShape> shapes = network.shapes(samples);
    List<Row> rows = new ArrayList<>();
    for (Node node : network.nodes()) {
      FeatureShape output = shapes.get(node.name());
      rows.add(
          new Row(
              node.stage(),
              node.name(),
              node.layer(),
              output,
              node.layer().parameters().stream()
                  .filter(ParameterShape::trainable)
                  .mapToLong(ParameterShape::size)
                  .sum(),
              node.layer().multiplyAccumulates(output)));
    }
    return new LayerTable(network.name(), shapes.get(NetworkDescription.INPUT), rows);
  }

  /** The same with one row per stage: the shape that leaves it and what its layers sum up to. */
  public LayerTable byStage() {
    List<Row> stages = new ArrayList<>();
    for (Row row : rows) {
      int last = stages.size() - 1;
      if (last >= 0 && stages.get(last).stage().equals(row.stage())) {
        Row before = stages.get(last);
        stages.set(
            last,
            new Row(
                row.stage(),
                row.stage(),
                row.layer(),
                row.output(),
                before.parameters() + row.parameters(),
                before.multiplyAccumulates() + row.multiplyAccumulates()));
      } else {
        stages.add(
            new Row(
                row.stage(),
                row.stage(),
                row.layer(),
                row.output(),
                row.parameters(),
                row.multiplyAccumulates()));
      }
    }
    return new LayerTable(network, input, stages);
  }

  /** Trainable parameters of all rows. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Multiply-accumulate operations of all rows. */
  public long multiplyAccumulates() {
    return rows.stream().mapToLong(Row::multiplyAccumulates).sum();
  }

  /** The table as text, one line per row, with a header and a total. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%s, input %s%n", network, input));
    line(text, "layer", "output", "parameters", "MACs");
    for (Row row : rows) {
      line(
          text,
          row.name(),
          row.output().toString(),
          grouped(row.parameters()),
          grouped(row.multiplyAccumulates()));
    }
    line(text, "total", "", grouped(parameters()), grouped(multiplyAccumulates()));
    return text.toString();
  }

  private static void line(StringBuilder text, String... cells) {
    text.append(
        String.format(
            Locale.ROOT, "%-32s %10s %12s %14s%n", cells[0], cells[1], cells[2], cells[3]));
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
