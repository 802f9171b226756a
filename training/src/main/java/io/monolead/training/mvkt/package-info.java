// SPDX-License-Identifier: Apache-2.0
/**
 * Multi-view knowledge transfer: a frozen teacher of all leads and the lessons it gives a student.
 *
 * <p>Everything here serves one training, on its thread; the trainer owns and closes the arrays.
 */
package io.monolead.training.mvkt;
