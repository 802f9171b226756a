// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.monolead.training.data.Batch;
import io.monolead.training.data.WindowSet;
import io.monolead.training.export.Precision;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.TrainedNetwork;
import io.monolead.training.objective.StepValues;
import io.monolead.training.trainer.EvaluationView;
import io.monolead.training.trainer.NetworkValues;
import io.monolead.training.trainer.ScriptedNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A frozen network, or several, that sees all leads of the recordings that a student learns from.
 *
 * <p>The logits of the members that speak about a recording are averaged, their features stand side
 * by side. The teacher sees the recordings as they are, whatever augmentation changes in what the
 * student sees.
 */
public final class Teacher {
  private final List<Member> members;
  private final WindowSet windows;
  private final TeacherView view;
  private final int cropSamples;
  private final Precision precision;
  private final List<ScriptedNetwork> networks = new ArrayList<>();
  private final List<String> values = new ArrayList<>();
  private float[] recordLogits = {};
  private float[] recordFeatures = {};

  /**
   * One network of a teacher.
   *
   * @param trained the network
   * @param abstainsFrom names of recordings that it does not speak about: with cross-fitting, those
   *     it learned from, whose labels it would only repeat
   */
  public record Member(TrainedNetwork trained, Set<String> abstainsFrom) {
    public Member {
      abstainsFrom = Set.copyOf(abstainsFrom);
    }

    /** A network that speaks about every recording. */
    public static Member of(TrainedNetwork trained) {
      return new Member(trained, Set.of());
    }

    NetworkDescription network() {
      return trained.network();
    }
  }

  /**
   * A teacher.
   *
   * @param members trained networks of the same labels, at least one
   * @param windows the recordings of the student's training set, row by row, with the teacher's
   *     leads
   * @param view what of a recording it sees
   * @param cropSamples length of the stretches it sees
   * @param precision of its convolutions
   */
  public Teacher(
      List<Member> members,
      WindowSet windows,
      TeacherView view,
      int cropSamples,
      Precision precision) {
    this.members = List.copyOf(members);
    this.windows = windows;
    this.view = view;
    this.cropSamples = cropSamples;
    this.precision = precision;
    if (members.isEmpty()) {
      throw new IllegalArgumentException("A teacher has at least one network");
    }
    for (Member member : members) {
      if (view == TeacherView.CROP && !member.abstainsFrom().isEmpty()) {
        throw new IllegalArgumentException(
            "A teacher that abstains from recordings has to see whole recordings, not crops");
      }
      NetworkDescription network = member.network();
      if (network.leads() != windows.leads().size()
          || network.labels() != windows.labelSpace().size()) {
        throw new IllegalArgumentException(
            "The teacher "
                + network.name()
                + " takes "
                + network.leads()
                + " leads and knows "
                + network.labels()
                + " labels, but the windows have leads "
                + windows.leads()
                + " and labels "
                + windows.labelSpace().labels());
      }
    }
  }

  /** Who teaches, for the identity of a training. */
  public String identity() {
    StringBuilder text = new StringBuilder(view.name());
    for (Member member : members) {
      text.append(' ').append(member.network().name());
      text.append(String.format(" %08x", member.trained().weights().checksum()));
      if (!member.abstainsFrom().isEmpty()) {
        text.append(" abstaining from ").append(member.abstainsFrom().size());
      }
    }
    return text + String.format(" on %s %08x", windows.leads(), windows.checksum());
  }

  /** The recordings, in the order of the student's. */
  public WindowSet windows() {
    return windows;
  }

  /** The network whose inner values can be asked for: the first member. */
  public NetworkDescription network() {
    return members.get(0).network();
  }

  /** Length of the features of all members. */
  public int features() {
    return members.stream()
        .map(Member::network)
        .mapToInt(network -> network.shapes(cropSamples).get(network.features()).channels())
        .sum();
  }

  /** Length of the stretches the teacher sees. */
  public int cropSamples() {
    return cropSamples;
  }

  /**
   * Loads the members.
   *
   * @param manager owns their arrays
   * @param asked nodes of the first member whose values are wanted
   * @throws IllegalArgumentException if inner values are wanted of a teacher that sees whole
   *     recordings
   */
  void open(NDManager manager, List<String> asked) {
    values.addAll(asked);
    if (view == TeacherView.RECORD) {
      if (!asked.isEmpty()) {
        throw new IllegalArgumentException(
            "A teacher of whole recordings has no values of its layers, such as "
                + asked
                + "; let it see the student's crop");
      }
      learnRecords();
      return;
    }
    for (Member member : members) {
      NetworkDescription network = member.network();
      List<String> outputs = new ArrayList<>(List.of(network.logits(), network.features()));
      if (networks.isEmpty()) {
        outputs.addAll(asked);
      }
      networks.add(
          new ScriptedNetwork(
              network, member.trained().weights(), outputs, precision, false, manager));
    }
  }

  private void learnRecords() {
    int labels = windows.labelSpace().size();
    int features = features();
    recordLogits = new float[windows.size() * labels];
    recordFeatures = new float[windows.size() * features];
    int[] speakers = new int[windows.size()];
    int from = 0;
    for (Member member : members) {
      NetworkDescription network = member.network();
      List<float[]> known =
          NetworkValues.of(
              member.trained(),
              List.of(network.logits(), network.features()),
              windows,
              EvaluationView.CROPS,
              cropSamples);
      int size = known.get(1).length / windows.size();
      for (int row = 0; row < windows.size(); row++) {
        System.arraycopy(known.get(1), row * size, recordFeatures, row * features + from, size);
        if (!member.abstainsFrom().contains(windows.recordings().get(row))) {
          speakers[row]++;
          for (int i = row * labels; i < (row + 1) * labels; i++) {
            recordLogits[i] += known.get(0)[i];
          }
        }
      }
      from += size;
    }
    for (int i = 0; i < recordLogits.length; i++) {
      if (speakers[i / labels] == 0) {
        throw new IllegalArgumentException(
            "No member of the teacher speaks about recording "
                + windows.recordings().get(i / labels)
                + ": all of them learned from it");
      }
      recordLogits[i] /= speakers[i / labels];
    }
  }

  /** What the teacher says of a batch; the arrays belong to the step. */
  TeacherValues values(StepValues step) {
    return view == TeacherView.RECORD ? ofRecords(step) : ofCrops(step);
  }

  private TeacherValues ofRecords(StepValues step) {
    return new TeacherValues(gather(recordLogits, step), gather(recordFeatures, step), Map.of());
  }

  private NDArray gather(float[] all, StepValues step) {
    int size = all.length / windows.size();
    int[] rows = step.batch().rows();
    float[] gathered = new float[rows.length * size];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, rows[i] * size, gathered, i * size, size);
    }
    return step.manager().create(gathered, new Shape(rows.length, size));
  }

  private TeacherValues ofCrops(StepValues step) {
    Batch batch = step.batch();
    int leads = windows.leads().size();
    float[] input = new float[batch.size() * leads * cropSamples];
    int at = 0;
    for (int i = 0; i < batch.size(); i++) {
      at = windows.copy(batch.rows()[i], batch.starts()[i], cropSamples, input, at);
    }
    NDArray signals = step.manager().create(input, new Shape(batch.size(), leads, cropSamples));
    NDArray logits = null;
    NDList features = new NDList();
    Map<String, NDArray> inner = new HashMap<>();
    for (ScriptedNetwork network : networks) {
      NDList results = network.forward(signals, false);
      logits = logits == null ? results.get(0) : logits.add(results.get(0));
      features.add(results.get(1));
      for (int i = 2; i < results.size(); i++) {
        inner.put(values.get(i - 2), results.get(i));
      }
    }
    NDArray sideBySide =
        features.size() == 1 ? features.get(0) : features.get(0).concat(features.get(1), 1);
    for (int i = 2; i < features.size(); i++) {
      sideBySide = sideBySide.concat(features.get(i), 1);
    }
    return new TeacherValues(logits.div(networks.size()), sideBySide, inner);
  }
}
