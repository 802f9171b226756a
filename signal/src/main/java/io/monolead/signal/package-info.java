// SPDX-License-Identifier: Apache-2.0
/**
 * What an ECG signal is, and what is done to it before a network sees it.
 *
 * <p>Leads, recordings, annotations and label spaces are immutable values. Arrays inside them are
 * shared, not copied: whoever receives one must not write to it. Resampling, conditioning and
 * quality assessment are the one code that training and serving both run, so that a network never
 * meets a signal prepared differently from those it learned from.
 *
 * <p>Threading: values are immutable; conditioners and resamplers are immutable after construction
 * and may be shared between threads. Nothing here needs closing.
 */
package io.monolead.signal;
