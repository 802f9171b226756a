// SPDX-License-Identifier: Apache-2.0
/**
 * From a trained network to a model bundle.
 *
 * <p>{@link io.monolead.training.export.FoldedNetwork} takes out what only training needs, {@link
 * io.monolead.training.export.TorchScript} writes the rest as a file that DJL, Python and C++ load,
 * and {@link io.monolead.training.export.BundleExporter} adds manifest, golden inputs and model
 * card. The same weights give the same bytes.
 *
 * <p>Threading: everything here is immutable or has no state. Nothing needs closing.
 */
package io.monolead.training.export;
