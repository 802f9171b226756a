// SPDX-License-Identifier: Apache-2.0
/**
 * The job's options: declared once in {@link io.monolead.job.config.JobOptions}, read from file and
 * command line by {@link io.monolead.job.config.OptionSources}, checked into {@link
 * io.monolead.job.config.JobSettings}. Immutable values; read once before the job starts.
 */
package io.monolead.job.config;
