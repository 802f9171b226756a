// SPDX-License-Identifier: Apache-2.0
/**
 * Simulated hearts: single-lead ECG with exact ground truth, for demos and load tests that need no
 * recordings.
 *
 * <p>A beat is a sum of Gaussians on the cardiac cycle, after McSharry, Clifford, Tarassenko and
 * Smith, "A dynamical model for generating synthetic electrocardiogram signals", IEEE Trans.
 * Biomed. Eng. 50(3), 2003; its waves are vectors in the frontal plane, so that all limb leads of
 * one heart agree. Sizes, widths, rates, variability and noise are set so that lead I looks like
 * lead I of adults at rest. The ventricles keep to {@link
 * io.monolead.connectors.generator.HeartScenario}, all else (the patient) follows from a seed.
 *
 * <p>It is no source of clinical truth: a network that recognises these rhythms is wired up
 * correctly, not thereby a good one.
 *
 * <p>Threading: scenarios and beats are immutable; a simulated heart and a truth buffer belong to
 * one thread at a time. Nothing needs closing and no thread is started.
 */
package io.monolead.connectors.generator;
