// SPDX-License-Identifier: Apache-2.0
/**
 * Networks as data.
 *
 * <p>A {@link io.monolead.training.network.NetworkDescription} is a small immutable graph of
 * layers. Everything else is derived from it: parameter counts and the printed layer table, the
 * blocks that are trained ({@link io.monolead.training.network.NetworkBlock}) and the TorchScript
 * that is served (package {@code io.monolead.training.export}). A layer kind is added by one record
 * that implements {@link io.monolead.training.network.Layer}; the visitor then makes the compiler
 * name every place that has to learn it.
 *
 * <p>Signals are {@code [batch, channel, sample]}, vectors {@code [batch, feature]}; the network's
 * input is {@code [batch, lead, sample]} in the units its conditioning produces.
 *
 * <p>Threading: descriptions and weights are immutable and may be shared. A block is used by one
 * thread at a time. A block's arrays belong to the manager it was initialised with; whoever made
 * the manager closes it.
 */
package io.monolead.training.network;
