// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * A network with the weights it was trained to.
 *
 * @param network what it computes
 * @param weights its arrays
 */
public record TrainedNetwork(NetworkDescription network, NetworkWeights weights) {}
