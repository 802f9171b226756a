// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * Table 2: teacher, single-lead baseline and MVKT student of each backbone, and the control whose
 * teacher is shown other recordings than its student.
 *
 * @param setting what the systems have in common
 * @param backbones architectures, each a row
 * @param controls architectures of which the control is run too
 */
public record Table2(Setting setting, List<String> backbones, List<String> controls)
    implements Experiment {
  public Table2 {
    backbones = List.copyOf(backbones);
    controls = List.copyOf(controls);
  }

  @Override
  public List<RunSpec> runs() {
    List<RunSpec> runs = new ArrayList<>();
    for (int place = 0; place < setting.seeds().size(); place++) {
      for (String backbone : backbones) {
        runs.add(setting.teacher(backbone, place));
        runs.add(setting.baseline(backbone, place));
        runs.add(setting.student(backbone, place));
        if (controls.contains(backbone)) {
          runs.add(setting.student(backbone, backbone, place, setting.lessons().all(), true));
        }
      }
    }
    return runs;
  }
}
