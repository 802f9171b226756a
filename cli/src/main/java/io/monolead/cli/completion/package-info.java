// SPDX-License-Identifier: Apache-2.0
/**
 * What a shell completes after {@code monolead}: a script made of the commands themselves. Used by
 * one thread; nothing needs closing.
 */
package io.monolead.cli.completion;
