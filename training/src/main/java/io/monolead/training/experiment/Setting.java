// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.signal.Lead;
import io.monolead.training.loss.MultiLabelDistillation;
import io.monolead.training.mvkt.LessonSpec;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.trainer.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the systems of an experiment have in common, and the systems themselves as runs.
 *
 * @param dataSet name of the data set
 * @param task what is to be recognised
 * @param folds the folds there are
 * @param foldPairs which folds each seed sets aside, seed by seed, over again if there are more
 *     seeds
 * @param seeds seeds of the runs
 * @param lead what a student sees
 * @param options how everything is trained; the seed in it is replaced
 * @param lessons what MVKT students are taught
 */
public record Setting(
    String dataSet,
    String task,
    Set<Integer> folds,
    List<FoldPair> foldPairs,
    List<Long> seeds,
    Lead lead,
    TrainingOptions options,
    Lessons lessons) {

  /** The five backbones of Table 2, in its order. */
  public static final List<String> BACKBONES =
      List.of("hannun", "resnet1d34", "resnet1d_wang", "inception1d", "xresnet1d101");

  /**
   * What MVKT students are taught, with the paper's symbols.
   *
   * @param alpha weight of MKD
   * @param form on probabilities, as in the paper, or on logits
   * @param beta weight of CLT
   * @param view what of a recording the teacher sees
   * @param parts number of cross-fitted teachers, each silent about what it learned from; 0 for one
   *     teacher that learned from all training recordings, as in the paper
   */
  public record Lessons(
      double alpha, MultiLabelDistillation.Form form, double beta, TeacherView view, int parts) {
    public Lessons {
      if (parts == 1 || parts < 0 || (parts > 0 && view != TeacherView.RECORD)) {
        throw new IllegalArgumentException(
            "Cross-fitting takes at least two teachers of whole recordings, not "
                + parts
                + " of "
                + view);
      }
    }

    /** The same in another form of MKD. */
    public Lessons withForm(MultiLabelDistillation.Form other) {
      return new Lessons(alpha, other, beta, view, parts);
    }

    /** MKD with its weight; nothing if it has none. */
    public List<LessonSpec> mkd() {
      return LessonSpec.mvkt(alpha, form, 0);
    }

    /** CLT with its weight; nothing if it has none. */
    public List<LessonSpec> clt() {
      return LessonSpec.mvkt(0, form, beta);
    }

    /** Both, as far as they have a weight. */
    public List<LessonSpec> all() {
      return LessonSpec.mvkt(alpha, form, beta);
    }
  }

  public Setting {
    folds = Set.copyOf(folds);
    foldPairs = List.copyOf(foldPairs);
    seeds = List.copyOf(seeds);
    if (foldPairs.isEmpty() || seeds.isEmpty()) {
      throw new IllegalArgumentException("An experiment needs a seed and a fold pair");
    }
  }

  /** Which folds the seed at a place in the list uses for what. */
  public FoldSplit split(int place) {
    FoldPair pair = foldPairs.get(place % foldPairs.size());
    return FoldSplit.of(folds, pair.validation(), pair.test());
  }

  /** The same for another lead. */
  public Setting withLead(Lead other) {
    return new Setting(dataSet, task, folds, foldPairs, seeds, other, options, lessons);
  }

  /** The same with other lessons. */
  public Setting withLessons(Lessons other) {
    return new Setting(dataSet, task, folds, foldPairs, seeds, lead, options, other);
  }

  /** A network that learns from all twelve leads and the labels. */
  public RunSpec teacher(String network, int place) {
    return run(network, Lead.STANDARD, place, 1, new ObjectiveSpec.Labels(), null);
  }

  /** A network that learns from the single lead and the labels. */
  public RunSpec baseline(String network, int place) {
    return run(network, List.of(lead), place, 1, new ObjectiveSpec.Labels(), null);
  }

  /** A student of the single lead, taught by a teacher of the same architecture. */
  public RunSpec student(String network, int place) {
    return student(network, network, place, lessons.all(), false);
  }

  /**
   * A student of the single lead.
   *
   * @param network the student's architecture
   * @param teacher the teacher's architecture
   * @param place place of the seed in the list
   * @param taught what is taught
   * @param shuffled whether the teacher is shown other recordings: the control
   */
  public RunSpec student(
      String network, String teacher, int place, List<LessonSpec> taught, boolean shuffled) {
    boolean heldOut = lessons.parts() > 0;
    return run(
        network,
        List.of(lead),
        place,
        1,
        new ObjectiveSpec.Teaching(
            heldOut
                ? crossFitted(teacher, place, lessons.parts())
                : List.of(teacher(teacher, place)),
            lessons.view(),
            shuffled,
            heldOut,
            taught),
        null);
  }

  /** A student whose teacher is shown other recordings. */
  public RunSpec control(String network, int place) {
    return student(network, network, place, lessons.all(), true);
  }

  /**
   * Teachers of which each learned from all but a part of the training folds, so that every
   * training recording is known to one of them that did not learn from it.
   *
   * @param parts number of teachers, at least 2
   */
  public List<RunSpec> crossFitted(String network, int place, int parts) {
    List<Integer> training = new ArrayList<>(split(place).training());
    List<RunSpec> teachers = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      Set<Integer> learned = new TreeSet<>();
      for (int i = 0; i < training.size(); i++) {
        if (i % parts != part) {
          learned.add(training.get(i));
        }
      }
      teachers.add(
          new RunSpec(
              dataSet,
              task,
              Lead.STANDARD,
              network,
              new FoldSplit(learned, split(place).validation(), split(place).test()),
              1,
              options.withSeed(seeds.get(place)),
              new ObjectiveSpec.Labels(),
              null));
    }
    return teachers;
  }

  /** Any run on the folds of a seed. */
  public RunSpec run(
      String network,
      List<Lead> leads,
      int place,
      double share,
      ObjectiveSpec objective,
      RunSpec start) {
    return new RunSpec(
        dataSet,
        task,
        leads,
        network,
        split(place),
        share,
        options.withSeed(seeds.get(place)),
        objective,
        start);
  }

  /** One run per seed. */
  public List<RunSpec> perSeed(java.util.function.IntFunction<RunSpec> system) {
    List<RunSpec> runs = new ArrayList<>();
    for (int place = 0; place < seeds.size(); place++) {
      runs.add(system.apply(place));
    }
    return runs;
  }
}
