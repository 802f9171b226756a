// SPDX-License-Identifier: Apache-2.0
/**
 * What training minimises.
 *
 * <p>A loss is a stateless function of labels and predictions on the caller's NDManager; whoever
 * calls it closes that manager. Results follow the input's manager.
 */
package io.monolead.training.loss;
