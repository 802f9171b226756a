// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

import io.monolead.signal.LabelSpace;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The recordings of PTB-XL that are at hand, labelled for one task.
 *
 * @param labelSpace labels of the task
 * @param rate sampling rate of the files
 * @param records the recordings, in the order of the catalogue
 * @param absent rows of the catalogue left out because their files are not there
 * @param unlabelled recordings at hand that have none of the labels; left out of {@code records}
 *     unless {@link PtbXlTask#keepsUnlabelled()}
 */
public record LabelledRecords(
    LabelSpace labelSpace,
    PtbXlRate rate,
    List<LabelledRecord> records,
    int absent,
    int unlabelled) {
  public LabelledRecords {
    records = List.copyOf(records);
  }

  /** The recordings of some folds, in the order of the catalogue. */
  public List<LabelledRecord> inFolds(Set<Integer> folds) {
    return records.stream().filter(each -> folds.contains(each.record().fold())).toList();
  }

  /** The folds that have recordings here, in order. */
  public Set<Integer> folds() {
    Set<Integer> folds = new TreeSet<>();
    records.forEach(each -> folds.add(each.record().fold()));
    return folds;
  }

  /** Recordings with a label, within some folds. */
  public long count(String label, Set<Integer> folds) {
    int index = labelSpace.indexOf(label);
    if (index < 0) {
      throw new IllegalArgumentException("No label '" + label + "' in " + labelSpace);
    }
    return inFolds(folds).stream().filter(each -> each.targets()[index] > 0).count();
  }
}
