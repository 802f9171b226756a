// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Sample;
import io.monolead.inference.NetworkForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the contenders reached on one network.
 *
 * @param network its name
 * @param largestLogit largest absolute logit of the reference
 * @param rates windows per second of each contender, one value per round
 * @param differences largest difference of each contender's logits to the reference
 */
record PredictorRates(
    String network,
    double largestLogit,
    Map<String, List<Double>> rates,
    Map<String, Double> differences) {

  /** The forms that compute in float32; all others trade accuracy for speed. */
  static final Set<NetworkForm> EXACT = Set.of(NetworkForm.PLAIN, NetworkForm.FLOAT32);

  private static final double TORCH_GOAL = 2.0;
  private static final double ONNX_GOAL = 1.8;
  private static final double EXACT_GOAL = 1.0;

  PredictorRates {
    rates = new LinkedHashMap<>(rates);
    differences = new LinkedHashMap<>(differences);
  }

  private Sample sample(String contender) {
    return Sample.of(rates.get(contender));
  }

  /** The fastest contender of those; empty if there is none. */
  private Optional<String> fastest(Predicate<String> which) {
    return rates.keySet().stream()
        .filter(which)
        .max(Comparator.comparingDouble(contender -> sample(contender).median()));
  }

  private Optional<String> fastestForm(boolean exact) {
    List<String> names =
        Arrays.stream(NetworkForm.values())
            .filter(form -> EXACT.contains(form) == exact)
            .map(PredictorContender.Ours::name)
            .toList();
    return fastest(names::contains);
  }

  private Optional<String> torch() {
    return fastest(name -> name.startsWith(PredictorContender.Torch.PREFIX));
  }

  private Optional<String> onnx() {
    return fastest(name -> name.startsWith(PredictorContender.Onnx.PREFIX));
  }

  /** Rows of a table: one per contender. */
  static Table table(String caption, List<PredictorRates> all) {
    List<List<String>> rows = new ArrayList<>();
    for (PredictorRates rates : all) {
      for (String contender : rates.rates.keySet()) {
        Sample sample = rates.sample(contender);
        rows.add(
            List.of(
                rates.network + ": " + contender,
                sample.text(),
                rates.torch().map(peer -> sample.over(rates.sample(peer)).text()).orElse("-"),
                rates.onnx().map(peer -> sample.over(rates.sample(peer)).text()).orElse("-"),
                String.format(
                    Locale.ROOT,
                    "%.1e of %.1f",
                    rates.differences.get(contender),
                    rates.largestLogit)));
      }
    }
    return Table.of(
        caption,
        List.of(
            "network and contender",
            "windows/s",
            "over Python's PyTorch",
            "over ONNX Runtime",
            "logits differ by at most"),
        rows);
  }

  /** What is asked of this network. */
  List<Goal> goals() {
    String what = network + ", one thread, windows/s: ";
    return List.of(
        goal(
            what + "ours, faster of bfloat16 and int8, over Python's PyTorch",
            false,
            torch(),
            TORCH_GOAL),
        goal(
            what + "ours, faster of bfloat16 and int8, over ONNX Runtime",
            false,
            onnx(),
            ONNX_GOAL),
        goal(what + "ours, float32, over Python's PyTorch", true, torch(), EXACT_GOAL),
        goal(what + "ours, float32, over ONNX Runtime", true, onnx(), EXACT_GOAL));
  }

  private Goal goal(String what, boolean exact, Optional<String> peer, double asked) {
    Optional<String> ours = fastestForm(exact);
    double measured =
        ours.isEmpty() || peer.isEmpty()
            ? Double.NaN
            : sample(ours.get()).over(sample(peer.get())).median();
    return new Goal(what, measured, asked, true);
  }
}
