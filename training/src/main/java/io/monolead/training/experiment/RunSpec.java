// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.monolead.signal.Lead;
import io.monolead.training.trainer.TrainingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One training of one network, completely: from it, the data and one engine thread the same
 * predictions follow.
 *
 * <p>Two experiments that need the same run share it: its {@link #id} is a digest of the
 * specification, and the specification of a student contains that of its teacher.
 *
 * @param dataSet name of the data set
 * @param task what is to be recognised
 * @param leads leads the network sees, in order
 * @param network name of the architecture
 * @param folds which folds serve which purpose
 * @param share share of the training recordings that is learned from, above 0 to 1
 * @param options how
 * @param objective what is minimised
 * @param drawnLeads leads of which each training window shows one by chance; empty to learn from
 *     {@code leads}, on which the network is measured in either case
 * @param leadMixing 0 to show one of the drawn leads; above 0 to show the network's own lead with a
 *     part of each drawn lead added, by a factor of this deviation
 * @param start run from whose weights this one starts; null for random weights
 */
public record RunSpec(
    String dataSet,
    String task,
    List<Lead> leads,
    String network,
    FoldSplit folds,
    double share,
    TrainingOptions options,
    ObjectiveSpec objective,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Lead> drawnLeads,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) double leadMixing,
    RunSpec start) {
  private static final int ID_BYTES = 6;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  public RunSpec {
    leads = List.copyOf(leads);
    // Specifications of before there was such a thing lack it.
    drawnLeads = drawnLeads == null ? List.of() : List.copyOf(drawnLeads);
    if (leads.isEmpty() || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "A run needs leads and a share of the data above 0 to 1, not " + leads + ", " + share);
    }
    if (!(leadMixing >= 0) || (leadMixing > 0 && (drawnLeads.isEmpty() || leads.size() > 1))) {
      throw new IllegalArgumentException(
          "Leads are mixed into one lead, by a deviation of at least 0, not "
              + drawnLeads
              + " into "
              + leads
              + " by "
              + leadMixing);
    }
  }

  /** A run that learns from the leads it sees. */
  public RunSpec(
      String dataSet,
      String task,
      List<Lead> leads,
      String network,
      FoldSplit folds,
      double share,
      TrainingOptions options,
      ObjectiveSpec objective,
      RunSpec start) {
    this(dataSet, task, leads, network, folds, share, options, objective, List.of(), 0, start);
  }

  /** The same run, but for how it is trained; teachers and start stay as they are. */
  public RunSpec withOptions(TrainingOptions other) {
    return new RunSpec(
        dataSet,
        task,
        leads,
        network,
        folds,
        share,
        other,
        objective,
        drawnLeads,
        leadMixing,
        start);
  }

  /** The runs that have to be finished before this one can begin. */
  @JsonIgnore
  public List<RunSpec> needs() {
    List<RunSpec> needs = new ArrayList<>();
    if (objective instanceof ObjectiveSpec.Teaching teaching) {
      needs.addAll(teaching.teachers());
    }
    Optional.ofNullable(start).ifPresent(needs::add);
    return needs;
  }

  /** A name that differs from that of every other run: architecture, leads, seed and a digest. */
  @JsonIgnore
  public String id() {
    return String.format(
        "%s-%s-s%d-%s",
        network, leads.size() == 1 ? leads.get(0) : leads.size(), options.seed(), digest());
  }

  private String digest() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(toJson().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** The specification as JSON, the same bytes for equal specifications. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A specification of plain values must be writable", e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IOException if it is something else
   */
  public static RunSpec parse(String json) throws IOException {
    return JSON.readValue(json, RunSpec.class);
  }
}
