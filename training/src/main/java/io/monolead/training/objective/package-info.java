// SPDX-License-Identifier: Apache-2.0
/**
 * What a training minimises beside and with the network.
 *
 * <p>An objective serves one training, on its thread; what it opens lives on the trainer's manager,
 * which the trainer closes.
 */
package io.monolead.training.objective;
