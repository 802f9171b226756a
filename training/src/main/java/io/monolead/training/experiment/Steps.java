// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.experiment.SystemRuns.Role;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.trainer.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Beyond the paper: what else could make a student better, one step at a time, each beside the
 * plain baseline. Steps are judged by the validation folds.
 *
 * @param setting what the systems have in common
 * @param backbone architecture of all systems
 */
public record Steps(Setting setting, String backbone) implements Experiment {
  private static final int TEACHERS = 3;
  private static final int LONGER = 3;
  private static final double AVERAGE_DECAY = 0.995;
  private static final double MIXING = 0.2;

  /** Noise, wander, gain, a faster or slower heart, and a patch without signal, each a little. */
  private static final Augmentation AUGMENTATION = new Augmentation(0.15, 0.1, 0.1, 0.02, 0.1);

  /** Leads across lead I: upwards, forwards, and the left side. */
  private static final List<Lead> ACROSS = List.of(Lead.II, Lead.V2, Lead.V5);

  /** After a start from another training: half as long, at a third of the learning rate. */
  private static final int SHORTER = 2;

  private static final double SLOWER = 0.3;

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public String title() {
    return "Steps beyond the paper, each beside the plain baseline";
  }

  @Override
  public List<SystemRuns> systems() {
    List<RunSpec> baseline = setting.perSeed(place -> setting.baseline(backbone, place));
    List<SystemRuns> systems = new ArrayList<>();
    systems.add(
        new SystemRuns(
            "teacher, 12 leads",
            backbone,
            Role.TEACHER,
            setting.perSeed(place -> setting.teacher(backbone, place)),
            List.of()));
    systems.add(new SystemRuns("baseline", backbone, Role.BASELINE, baseline, List.of()));
    TrainingOptions options = setting.options();
    TrainingOptions longer = options.withEpochs(LONGER * options.epochs());
    add(systems, "baseline, three times as long", baseline, place -> with(plain(place), longer));
    add(systems, "MVKT", baseline, this::student);
    add(systems, "MVKT, three times as long", baseline, place -> with(student(place), longer));
    add(
        systems,
        "MVKT, teacher averaged over crops",
        baseline,
        place -> taught(TeacherView.RECORD, 0).student(backbone, place));
    add(
        systems,
        "MVKT, " + TEACHERS + " cross-fitted teachers",
        baseline,
        place -> taught(TeacherView.RECORD, TEACHERS).student(backbone, place));
    add(systems, "MVKT, " + TEACHERS + " teachers", baseline, this::ensemble);
    add(
        systems,
        "MVKT, averaged weights",
        baseline,
        place -> with(student(place), options.withAverageDecay(AVERAGE_DECAY)));
    add(
        systems,
        "MVKT, augmentation",
        baseline,
        place -> with(student(place), options.withAugmentation(AUGMENTATION)));
    add(
        systems,
        "MVKT, other leads mixed in",
        baseline,
        place -> drawn(student(place), ACROSS, MIXING));
    add(
        systems,
        "MVKT, one student for any lead",
        baseline,
        place -> drawn(student(place), Lead.STANDARD, 0));
    add(
        systems,
        "MVKT, CLECG start",
        baseline,
        place ->
            started(
                student(place),
                setting.run(backbone, List.of(setting.lead()), place, 1, Figure5.VIEWS, null)));
    if (DataSets.isPtbXl(setting.dataSet())) {
      add(
          systems,
          "MVKT, all statements of any lead first",
          baseline,
          place ->
              with(
                  started(student(place), allStatements(place)),
                  options
                      .withEpochs(Math.max(1, options.epochs() / SHORTER))
                      .withPeakLearningRate(SLOWER * options.peakLearningRate())));
    }
    return systems;
  }

  private void add(
      List<SystemRuns> systems, String name, List<RunSpec> baseline, IntFunction<RunSpec> run) {
    systems.add(new SystemRuns(name, backbone, Role.STUDENT, setting.perSeed(run), baseline));
  }

  private RunSpec plain(int place) {
    return setting.baseline(backbone, place);
  }

  private RunSpec student(int place) {
    return setting.student(backbone, place);
  }

  private Setting taught(TeacherView view, int parts) {
    Setting.Lessons own = setting.lessons();
    return setting.withLessons(
        new Setting.Lessons(own.alpha(), own.form(), own.beta(), view, parts));
  }

  /** Teachers that differ in their seed only. */
  private RunSpec ensemble(int place) {
    RunSpec student = student(place);
    ObjectiveSpec.Teaching teaching = (ObjectiveSpec.Teaching) student.objective();
    RunSpec first = setting.teacher(backbone, place);
    List<RunSpec> teachers = new ArrayList<>();
    for (int i = 0; i < TEACHERS; i++) {
      // Far from the seeds of the runs, so that no teacher is another run's by accident.
      long seed = first.options().seed() + 1000L * i;
      teachers.add(first.withOptions(first.options().withSeed(seed)));
    }
    return copy(
        student,
        new ObjectiveSpec.Teaching(
            teachers, teaching.view(), teaching.shuffled(), teaching.heldOut(), teaching.lessons()),
        student.drawnLeads(),
        student.leadMixing(),
        student.start());
  }

  private RunSpec allStatements(int place) {
    return new RunSpec(
        setting.dataSet(),
        "all",
        List.of(setting.lead()),
        backbone,
        setting.split(place),
        1,
        setting.options().withSeed(setting.seeds().get(place)),
        new ObjectiveSpec.Labels(),
        Lead.STANDARD,
        0,
        null);
  }

  private static RunSpec with(RunSpec run, TrainingOptions options) {
    return run.withOptions(options.withSeed(run.options().seed()));
  }

  private static RunSpec drawn(RunSpec run, List<Lead> leads, double mixing) {
    return copy(run, run.objective(), leads, mixing, run.start());
  }

  private static RunSpec started(RunSpec run, RunSpec start) {
    return copy(run, run.objective(), run.drawnLeads(), run.leadMixing(), start);
  }

  private static RunSpec copy(
      RunSpec run, ObjectiveSpec objective, List<Lead> drawn, double mixing, RunSpec start) {
    return new RunSpec(
        run.dataSet(),
        run.task(),
        run.leads(),
        run.network(),
        run.folds(),
        run.share(),
        run.options(),
        objective,
        drawn,
        mixing,
        start);
  }
}
