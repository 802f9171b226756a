// SPDX-License-Identifier: Apache-2.0
/**
 * Simulated hearts: ECG of up to twelve leads with exact ground truth, for demos, load tests and
 * evaluations that need no recordings.
 *
 * <p>A beat is a sum of bells over time, after McSharry, Clifford, Tarassenko and Smith, "A
 * dynamical model for generating synthetic electrocardiogram signals", IEEE Trans. Biomed. Eng.
 * 50(3), 2003; each moves the heart's dipole in three dimensions, after Sameni, Clifford, Jutten
 * and Shamsollahi, "Multichannel ECG and Noise Modeling", EURASIP J. Adv. Signal Process. 2007, and
 * a lead sees its projection. Noise is that of electrodes. Sizes, widths, rates, variability and
 * noise are set so that lead I looks like lead I of adults at rest. What happens is up to {@link
 * io.monolead.connectors.generator.HeartScenario}, all else (the patient) follows from a seed.
 *
 * <p>It is no source of clinical truth: a network that recognises these rhythms is wired up
 * correctly, not thereby a good one.
 *
 * <p>Threading: scenarios and beats are immutable; a simulated heart and a truth buffer belong to
 * one thread at a time. Nothing needs closing and no thread is started.
 */
package io.monolead.connectors.generator;
