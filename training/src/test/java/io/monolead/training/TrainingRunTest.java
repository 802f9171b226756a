// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.inference.ModelBundle;
import io.monolead.inference.ServingOptions;
import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.evaluation.LabelResult;
import io.monolead.training.trainer.TrainingListener;
import io.monolead.training.trainer.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One short training on a few folds of real recordings, from files to a bundle and back. */
class TrainingRunTest {
  @TempDir private static Path folder;

  private static Path data;
  private static TrainingRun.Result result;

  @BeforeAll
  static void trainForOneEpoch() throws Exception {
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    assumeTrue(root != null, "the repository's root was not found above the working directory");
    data = root.resolveSibling("shared").resolve("data").resolve("ptb-xl");
    assumeTrue(Files.isDirectory(data), "PTB-XL is not at ../shared/data/ptb-xl");
    TrainingPlan plan =
        new TrainingPlan(
            "short",
            "1",
            "monitoring",
            List.of(Lead.I),
            "xresnet1d18",
            TrainingPlan.DEFAULT_FILTERS,
            Set.of(7),
            Set.of(8),
            Set.of(9),
            new TrainingOptions(1, 16, 250, 1e-2, 0.01, 0, Augmentation.NONE, false, 1));
    result =
        new TrainingRun(plan, data, folder.resolve("run"), "").carryOut(TrainingListener.SILENT);
  }

  @Test
  void evaluatesTheBundleToExactlyTheFiguresOfTheRun() throws Exception {
    BundleEvaluation again =
        BundleEvaluation.of(
            result.bundle(), ServingOptions.REFERENCE, data, Set.of(9), Bootstrap.DEFAULT);

    assertThat(again.report()).isEqualTo(result.test().report());
    assertThat(again.predictions().probabilities())
        .isEqualTo(result.test().predictions().probabilities());
  }

  @Test
  void printsEveryLabelsAucWithItsIntervalOnTheCard() throws Exception {
    String card = ModelBundle.read(result.bundle()).modelCard();

    for (LabelResult label : result.test().report().labels()) {
      assertThat(card)
          .contains(
              String.format(
                  Locale.ROOT,
                  "| %s | %d | %.3f | %.3f to %.3f |",
                  label.label(),
                  label.positives(),
                  label.auc(),
                  label.aucInterval().lower(),
                  label.aucInterval().upper()));
    }
    assertThat(card).contains("Not a medical device").contains("folds 9").contains("CC BY 4.0");
    assertThat(Files.readString(folder.resolve("run/card.md"))).isEqualTo(card);
  }

  @Test
  void keepsWhatItTakesToComputeEveryFigureAgain() throws Exception {
    assertThat(folder.resolve("run"))
        .isDirectoryContaining("glob:**/plan.json")
        .isDirectoryContaining("glob:**/log.jsonl")
        .isDirectoryContaining("glob:**/checkpoint.bin")
        .isDirectoryContaining("glob:**/validation.csv")
        .isDirectoryContaining("glob:**/validation.json")
        .isDirectoryContaining("glob:**/test.json");
    assertThat(Files.readAllLines(folder.resolve("run/test.csv")))
        .hasSize(result.test().predictions().size() + 1)
        .first()
        .asString()
        .startsWith("recording,patient,true NORM,true AFIB")
        .endsWith("p PVC,p STD_");
  }

  @Test
  void namesItsFoldsSeedAndFiguresInTheManifest() throws Exception {
    var provenance = ModelBundle.read(result.bundle()).manifest().provenance();

    assertThat(provenance)
        .containsEntry("folds.training", "[7]")
        .containsEntry("folds.test", "[9]")
        .containsEntry("seed", "1")
        .containsKeys("test.macroAuc", "test.auc.AFIB", "dataSet", "network", "options");
  }
}
