// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import java.util.List;

/**
 * Where labelled recordings come from, as a model's card tells it.
 *
 * @param name name of the data, with the version if it has one
 * @param reference what they are and whom to cite, half a sentence of Markdown
 * @param limits what a model that learned from them has not seen, each a sentence or two of
 *     Markdown, later lines indented by two blanks
 */
public record DataSource(String name, String reference, List<String> limits) {
  public DataSource {
    limits = List.copyOf(limits);
  }
}
