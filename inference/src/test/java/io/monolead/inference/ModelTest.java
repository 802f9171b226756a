// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final int SAMPLES = ScriptedNetwork.SAMPLES;
  private final ModelBundle bundle = ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM);

  /** Mean 0.25 and maximum 0.75 by hand; MAX is calibrated to sigmoid(2 x 0.75 - 1). */
  @Test
  void probabilitiesAreCalibrated() throws Exception {
    float[] window = new float[SAMPLES];
    Arrays.fill(window, 0, SAMPLES / 2, -0.25f);
    Arrays.fill(window, SAMPLES / 2, SAMPLES, 0.75f);
    float[] probabilities = new float[2];

    try (Model model = Model.open(bundle);
        Predictor predictor = model.newPredictor(1)) {
      predictor.predict(window, 1, probabilities);
    }

    assertThat(probabilities[0]).isCloseTo(0.5621765f, within(1e-6f));
    assertThat(probabilities[1]).isCloseTo(0.6224593f, within(1e-6f));
  }

  @Test
  void aModelThatDoesNotReproduceItsGoldenOutputsIsRefusedWithBothValues() {
    ModelBundle changed =
        ScriptedNetwork.bundle(
            "return torch.cat([torch.mean(x, [2]), torch.mul(torch.amax(x, [2]), 1.001)], 1)");

    assertThatThrownBy(() -> Model.open(changed))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("label MAX of window 0 should have probability 0.7310586")
        .hasMessageContaining("but has 0.7314");
  }

  @Test
  void aNetworkWithOtherOutputsThanLabelsIsRefused() {
    assertThatThrownBy(() -> Model.open(ScriptedNetwork.bundle("return torch.mean(x, [2])")))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("gives (8, 1) for 8 windows, but has 2 labels");
  }

  @Test
  void aNetworkThatCannotBeLoadedIsRefused() {
    assertThatThrownBy(() -> Model.open(ScriptedNetwork.bundle("return nonsense(x)")))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("Model mean-and-max 1.0.0: network.pt cannot be loaded");
  }

  @Test
  void aWindowWithoutFiniteScoreIsNamedAndTheOthersAreComputed() throws Exception {
    int count = 11;
    float[] windows = new float[count * SAMPLES];
    windows[3 * SAMPLES] = Float.NaN;
    windows[9 * SAMPLES] = Float.POSITIVE_INFINITY;
    float[] probabilities = new float[count * 2];

    try (Model model = Model.open(bundle);
        Predictor predictor = model.newPredictor(16)) {
      assertThatThrownBy(() -> predictor.predict(windows, count, probabilities))
          .isInstanceOfSatisfying(
              NonFiniteScoreException.class, e -> assertThat(e.windows()).containsExactly(3, 9));
    }

    for (int window = 0; window < count; window++) {
      if (window == 3 || window == 9) {
        assertThat(probabilities[2 * window]).isNaN();
      } else {
        assertThat(probabilities[2 * window]).isEqualTo(0.5f);
      }
    }
  }

  @Test
  void noArrayOutlivesTheCallThatMadeIt() throws Exception {
    float[] windows = new float[20 * SAMPLES];
    float[] probabilities = new float[20 * 2];
    try (Model model = Model.open(bundle);
        Predictor predictor = model.newPredictor(20)) {
      int before = model.heldArrays();
      for (int i = 0; i < 1000; i++) {
        predictor.predict(windows, 20, probabilities);
      }

      assertThat(model.heldArrays()).isEqualTo(before);
    }
  }

  @Test
  void batchesThatDoNotFitAreRefused() throws Exception {
    try (Model model = Model.open(bundle);
        Predictor predictor = model.newPredictor(2)) {
      assertThatThrownBy(() -> predictor.predict(new float[3 * SAMPLES], 3, new float[6]))
          .hasMessageContaining("at most 2");
      assertThatThrownBy(() -> predictor.predict(new float[SAMPLES], 2, new float[4]))
          .hasMessageContaining("do not fit");
      assertThatThrownBy(() -> predictor.predict(new float[2 * SAMPLES], 2, new float[3]))
          .hasMessageContaining("do not fit");
    }
  }

  @Test
  void nothingWorksAfterClosing() throws Exception {
    Model model = Model.open(bundle);
    Predictor predictor = model.newPredictor(1);
    predictor.close();
    predictor.close();
    model.close();
    model.close();

    assertThatThrownBy(() -> predictor.predict(new float[SAMPLES], 1, new float[2]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> model.newPredictor(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPredictorOutlivesItsModelsClosing() throws Exception {
    Model model = Model.open(bundle);
    float[] probabilities = new float[2];
    try (Predictor predictor = model.newPredictor(1)) {
      model.close();
      predictor.predict(new float[SAMPLES], 1, probabilities);
    }

    assertThat(probabilities[0]).isEqualTo(0.5f);
  }

  @Test
  void oneBundleIsOpenOnceHoweverManyShareIt() throws Exception {
    SharedModels models = new SharedModels();
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<SharedModels.Lease>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        tasks.add(
            () ->
                models.acquire(
                    ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM),
                    ServingOptions.FASTEST));
      }
      List<SharedModels.Lease> leases = new ArrayList<>();
      for (Future<SharedModels.Lease> lease : pool.invokeAll(tasks)) {
        leases.add(lease.get());
      }
      Model shared = leases.get(0).model();

      assertThat(models.size()).isEqualTo(1);
      assertThat(leases).allSatisfy(lease -> assertThat(lease.model()).isSameAs(shared));

      for (SharedModels.Lease lease : leases.subList(1, threads)) {
        lease.close();
        lease.close();
      }
      shared.newPredictor(1).close();
      leases.get(0).close();
      assertThat(models.size()).isZero();
      assertThatThrownBy(() -> shared.newPredictor(1)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(leases.get(0)::model).isInstanceOf(IllegalStateException.class);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void moreThreadsThanCoresAreToldWithWhatToDo() {
    assertThat(SharedModels.crowding(2, 1, 2)).isEmpty();
    assertThat(SharedModels.crowding(1, 4, 4)).isEmpty();
    assertThat(SharedModels.crowding(3, 1, 2))
        .get(as(STRING))
        .contains("3 subtasks", "1 thread each", "it has 2 cores", "taskmanager.numberOfTaskSlots");
    assertThat(SharedModels.crowding(2, 2, 1)).get(as(STRING)).contains("2 threads", "1 core:");
  }

  @Test
  void theEngineNamesItsVersion() {
    assertThat(InferenceEngine.start()).startsWith("PyTorch 2.");
  }
}
