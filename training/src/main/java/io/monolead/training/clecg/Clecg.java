// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.monolead.training.loss.NtXent;
import io.monolead.training.loss.ProjectionHead;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.objective.Objective;
import io.monolead.training.objective.StepValues;
import java.util.List;

/**
 * CLECG's pre-training (Chen et al. 2021, IEEE Signal Processing Letters): two changed views of one
 * recording shall be alike, and unlike those of others. Labels are not looked at; the network's own
 * head is left as it is, the features go through a projection head that is thrown away afterwards.
 *
 * <p>Expects the batches of {@link ViewBatches}.
 */
public final class Clecg implements Objective {
  private static final int SHAPE_SAMPLES = 1000;

  private final NetworkDescription network;
  private final int dimension;
  private final double temperature;
  private final long seed;
  private final NtXent loss;
  private ProjectionHead head;

  /**
   * An objective for one pre-training.
   *
   * @param network what is pre-trained
   * @param temperature of the contrastive loss, above 0
   * @param dimension length of the embeddings
   * @param seed seed of the head's first weights
   */
  public Clecg(NetworkDescription network, double temperature, int dimension, long seed) {
    this.network = network;
    this.temperature = temperature;
    this.dimension = dimension;
    this.seed = seed;
    loss = new NtXent(temperature);
  }

  @Override
  public String identity() {
    return "clecg at " + temperature + " in " + dimension + " dimensions";
  }

  @Override
  public List<String> values() {
    return List.of(network.features());
  }

  @Override
  public List<Block> open(NDManager manager) {
    int features = network.shapes(SHAPE_SAMPLES).get(network.features()).channels();
    head = new ProjectionHead(features, dimension, seed, manager);
    return List.of(head.block());
  }

  @Override
  public NDArray loss(StepValues step) {
    return loss.evaluate(head.embed(step.values().get(network.features())));
  }
}
