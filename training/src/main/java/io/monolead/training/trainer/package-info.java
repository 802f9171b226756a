// SPDX-License-Identifier: Apache-2.0
/**
 * Training of one network on a set of windows: schedule, optimiser, loop, checkpoints, log.
 *
 * <p>The optimiser works on all weights as one flat array in Java memory, which costs one pass
 * instead of many small engine calls and makes checkpoints plain numbers. Everything random follows
 * from the seed and the epoch, so a run continued from a checkpoint is, on one engine thread, the
 * run that was never interrupted.
 *
 * <p>Threading: one training at a time per process, on the caller's thread; the engine records
 * gradients globally. Arrays of a step live on a manager that is closed with the step; the caller
 * owns the network's manager and closes it.
 */
package io.monolead.training.trainer;
