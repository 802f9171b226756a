// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.connectors.labelled.LabelledFolder;
import io.monolead.connectors.ptbxl.PtbXlCatalogue;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A folder to learn from or to be judged by, whichever data lie in it: PTB-XL in its official
 * layout, or anybody's recordings. A {@value LabelledFolder#LABELS_FILE} comes before PTB-XL's own
 * labels.
 */
public final class TrainingFolder {
  private TrainingFolder() {}

  /** Whether the labels are PTB-XL's statements. */
  public static boolean isPtbXl(Path folder) {
    return Files.isRegularFile(folder.resolve(PtbXlCatalogue.DATABASE_FILE))
        && !Files.isRegularFile(folder.resolve(LabelledFolder.LABELS_FILE));
  }

  /** Name of the task that a folder is for, where one of PTB-XL's was asked for. */
  public static String task(Path folder, String ptbXlTask) {
    return isPtbXl(folder) || !Files.isDirectory(folder) ? ptbXlTask : FolderWindows.TASK;
  }

  /**
   * Reads the recordings of some folds.
   *
   * @param folder the data
   * @param task a task of PTB-XL, or {@value FolderWindows#TASK} for the folder's own labels
   * @param leads leads to keep, in order
   * @param folds folds to read
   * @throws IllegalArgumentException if the folder is not for the task, or has no recordings of a
   *     fold, or not these leads
   * @throws IOException if a file cannot be read or is not what it should be
   */
  public static LabelledWindows open(Path folder, String task, List<Lead> leads, Set<Integer> folds)
      throws IOException {
    if (task.equals(FolderWindows.TASK)) {
      return FolderWindows.read(folder, leads, folds);
    }
    return PtbXlWindows.read(folder, PtbXlTask.named(task), leads, folds);
  }
}
