// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * All arrays of a network, parameters and running statistics, outside any engine.
 *
 * <p>Keys are {@code node.parameter}, as in {@code stem.conv.weight}; values are row-major. The
 * arrays are shared and must not be written to.
 */
public final class NetworkWeights {
  private final Map<String, float[]> arrays;

  private NetworkWeights(Map<String, float[]> arrays) {
    this.arrays = Collections.unmodifiableMap(arrays);
  }

  /**
   * Weights for a network.
   *
   * @param arrays one array per parameter and statistic of the network, no more and no less
   * @throws IllegalArgumentException if one is missing, superfluous or of the wrong size; it is
   *     named
   */
  public static NetworkWeights of(NetworkDescription network, Map<String, float[]> arrays) {
    Map<String, float[]> ordered = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      for (ParameterShape parameter : node.layer().parameters()) {
        String key = key(node, parameter);
        float[] array = arrays.get(key);
        if (array == null || array.length != parameter.size()) {
          throw new IllegalArgumentException(
              String.format(
                  "%s needs %d values %s for %s, but has %s",
                  network.name(),
                  parameter.size(),
                  parameter.dimensions(),
                  key,
                  array == null ? "none" : Integer.toString(array.length)));
        }
        ordered.put(key, array);
      }
    }
    for (String key : arrays.keySet()) {
      if (!ordered.containsKey(key)) {
        throw new IllegalArgumentException(network.name() + " has no parameter " + key);
      }
    }
    return new NetworkWeights(ordered);
  }

  /**
   * Weights before training: those of convolutions and linear layers from N(0, 2 / fan-in) (He et
   * al. 2015, arXiv 1502.01852), biases 0, batch normalisation the identity. The same seed gives
   * the same weights on every machine and engine.
   */
  public static NetworkWeights initial(NetworkDescription network, long seed) {
    Random random = new Random(seed);
    Map<String, float[]> arrays = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      boolean normalisation = node.layer() instanceof Layer.BatchNorm;
      for (ParameterShape parameter : node.layer().parameters()) {
        float[] array = new float[parameter.size()];
        if (parameter.name().equals(ParameterShape.RUNNING_VAR)
            || (normalisation && parameter.name().equals(ParameterShape.WEIGHT))) {
          Arrays.fill(array, 1f);
        } else if (parameter.name().equals(ParameterShape.WEIGHT)) {
          double deviation = Math.sqrt(2.0 / parameter.fanIn());
          for (int i = 0; i < array.length; i++) {
            array[i] = (float) (deviation * random.nextGaussian());
          }
        }
        arrays.put(key(node, parameter), array);
      }
    }
    return new NetworkWeights(arrays);
  }

  /** CRC-32 of all values: other weights give another. */
  public long checksum() {
    CRC32 sum = new CRC32();
    for (float[] array : arrays.values()) {
      ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
      bytes.asFloatBuffer().put(array);
      sum.update(bytes.array());
    }
    return sum.getValue();
  }

  /**
   * Weights of a network that starts from those of another, which differs in its head: the other's
   * arrays where name and size are the same, initial ones elsewhere.
   *
   * @param network the network to start
   * @param arrays the other's arrays, by the same keys
   * @param seed seed of the weights that are not taken over
   */
  public static NetworkWeights startedFrom(
      Map<String, float[]> arrays, NetworkDescription network, long seed) {
    Map<String, float[]> merged = new LinkedHashMap<>(initial(network, seed).arrays);
    merged.replaceAll(
        (key, array) -> {
          float[] other = arrays.get(key);
          return other != null && other.length == array.length ? other : array;
        });
    return of(network, merged);
  }

  static String key(Node node, ParameterShape parameter) {
    return node.name() + "." + parameter.name();
  }

  /**
   * The values of one parameter or statistic.
   *
   * @param node name of the layer
   * @param parameter name within the layer
   */
  public float[] get(String node, String parameter) {
    float[] array = arrays.get(node + "." + parameter);
    if (array == null) {
      throw new IllegalArgumentException("There are no weights for " + node + "." + parameter);
    }
    return array;
  }

  /** All arrays by key, in the order of the network's layers. */
  public Map<String, float[]> arrays() {
    return arrays;
  }
}
