// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

/**
 * A bundle that a command names, for a lead.
 *
 * @param lead canonical name of the lead it is to score
 * @param uri where the task managers find it: a path, or a {@code file:} URI
 * @param sha256 SHA-256 of the file, lower-case hexadecimal
 * @param command origin of the command: a bundle that was refused may be commanded again
 */
public record ModelRef(String lead, String uri, String sha256, String command) {
  /** The bundle of the job's own options. */
  public static final ModelRef OF_OPTIONS = new ModelRef("", "", "", "");
}
