// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.fleet.RecordingFleet;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.inference.ModelManifest;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which lead of a recording is sent through the job. */
public final class StreamLeads {
  @Option(
      names = "--lead",
      split = ",",
      paramLabel = "LEAD",
      description =
          "Leads for --stream, in order of preference (default: the model's, then I, II, MLII).")
  private List<String> leads = new ArrayList<>();

  /** Makes a device of each recording; what cannot be read is reported and left out. */
  RecordingFleet fleet(CommandContext context, ModelManifest manifest) {
    List<Lead> preferred = new ArrayList<>();
    if (leads.isEmpty()) {
      preferred.addAll(manifest.leads());
      preferred.addAll(List.of(Lead.I, Lead.II, new Lead("MLII")));
    } else {
      leads.forEach(lead -> preferred.add(Lead.parse(lead)));
    }
    return new RecordingFleet(
        preferred,
        Optional.empty(),
        Integer.MAX_VALUE,
        problem ->
            context.terminal().print(new Line().add("problem  ", Style.YELLOW).add(problem)));
  }
}
