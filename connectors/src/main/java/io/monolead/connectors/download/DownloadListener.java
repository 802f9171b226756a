// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.download;

/** Told of a download's progress, from several threads. */
public interface DownloadListener {
  /**
   * The publisher's list has been read.
   *
   * @param files files that are wanted
   * @param present files that are there already, and right
   */
  void started(int files, int present);

  /** A file is complete, and what it holds is what the publisher says. */
  void fileDone(String name);

  /** Something went wrong and is tried again. */
  void retrying(String name, String why);
}
