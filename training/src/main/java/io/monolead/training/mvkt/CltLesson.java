// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.monolead.training.data.WindowSet;
import io.monolead.training.loss.ContrastiveLoss;
import io.monolead.training.loss.EmbeddingBank;
import io.monolead.training.loss.InfoNce;
import io.monolead.training.loss.NegativeSampler;
import io.monolead.training.loss.NoiseContrastive;
import io.monolead.training.loss.ProjectionHead;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.objective.StepValues;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Contrastive lead-information transfer (CLT, eq. 2 and 3): the student's embedding of a recording
 * shall find the teacher's of the same recording among those of others, and the other way round.
 *
 * <p>Each side has a memory bank with a row for every training recording. A step draws N rows, the
 * same of both banks, as negatives: student anchors against the teacher's bank, teacher anchors
 * against the student's. When the weights have moved, the batch's rows follow its embeddings.
 */
public final class CltLesson implements Lesson {
  /** Sides differ in their seeds, or both banks would begin alike. */
  private static final int SIDES = 4;

  private final String studentNode;
  private final int studentFeatures;
  private final int teacherFeatures;
  private final CltOptions options;
  private final NegativeSampler sampler;
  private final EmbeddingBank studentBank;
  private final EmbeddingBank teacherBank;
  private final ContrastiveLoss studentLoss;
  private final ContrastiveLoss teacherLoss;
  private ProjectionHead studentHead;
  private ProjectionHead teacherHead;
  private int[] rows = {};
  private float[] studentEmbeddings = {};
  private float[] teacherEmbeddings = {};
  private double boundSum;
  private int boundCount;

  /**
   * A lesson.
   *
   * @param student the network that learns
   * @param teacherFeatures length of the teacher's features
   * @param training the training recordings; a bank row each
   * @param options how
   */
  public CltLesson(
      NetworkDescription student, int teacherFeatures, WindowSet training, CltOptions options) {
    studentNode = student.features();
    studentFeatures = student.shapes(training.windowSamples()).get(student.features()).channels();
    this.teacherFeatures = teacherFeatures;
    this.options = options;
    sampler =
        new NegativeSampler(
            training.targets(),
            training.labelSpace().size(),
            options.negatives(),
            options.rule(),
            options.seed());
    studentBank = bank(training.size(), 0);
    teacherBank = bank(training.size(), 1);
    studentLoss = newLoss(training.size());
    teacherLoss = newLoss(training.size());
  }

  private EmbeddingBank bank(int records, int side) {
    return new EmbeddingBank(records, options.dimension(), options.momentum(), seed(side));
  }

  private ContrastiveLoss newLoss(int records) {
    return options.form() == CltOptions.Form.INFO_NCE
        ? new InfoNce(options.temperature())
        : new NoiseContrastive(options.temperature(), records);
  }

  private long seed(int side) {
    return options.seed() * SIDES + side;
  }

  @Override
  public String identity() {
    return "clt " + options;
  }

  @Override
  public List<String> studentValues() {
    return List.of(studentNode);
  }

  @Override
  public List<Block> open(NDManager manager) {
    studentHead = new ProjectionHead(studentFeatures, options.dimension(), seed(2), manager);
    teacherHead = new ProjectionHead(teacherFeatures, options.dimension(), seed(3), manager);
    return List.of(studentHead.block(), teacherHead.block());
  }

  @Override
  public NDArray loss(StepValues step, TeacherValues known) {
    rows = step.batch().rows().clone();
    NDArray mine = studentHead.embed(step.values().get(studentNode));
    NDArray theirs = teacherHead.embed(known.features().stopGradient());
    NDManager manager = step.manager();
    NegativeSampler.Draw draw = sampler.draw(step.step(), rows);
    NDArray counts = manager.create(draw.counts(), new Shape(rows.length, draw.rows().length));
    NDArray ofStudent =
        studentLoss.evaluate(
            mine,
            studentLoss.positivesFromBank() ? teacherBank.gather(rows, manager) : theirs,
            teacherBank.gather(draw.rows(), manager),
            counts);
    NDArray ofTeacher =
        teacherLoss.evaluate(
            theirs,
            teacherLoss.positivesFromBank() ? studentBank.gather(rows, manager) : mine,
            studentBank.gather(draw.rows(), manager),
            counts);
    NDArray sum = ofStudent.add(ofTeacher);
    if (options.form() == CltOptions.Form.INFO_NCE) {
      // Positive and negatives together are what the anchor chooses from.
      double candidates = 1 + counts.sum().getFloat() / (double) rows.length;
      boundSum += Math.log(candidates) - sum.getFloat() / 2.0;
      boundCount++;
    }
    studentEmbeddings = mine.stopGradient().toFloatArray();
    teacherEmbeddings = theirs.stopGradient().toFloatArray();
    return sum;
  }

  @Override
  public void stepTaken() {
    studentBank.update(rows, studentEmbeddings);
    teacherBank.update(rows, teacherEmbeddings);
  }

  /** The lower bound of the mutual information of both sides' embeddings, in nats. */
  @Override
  public Map<String, Double> takeFigures() {
    if (boundCount == 0) {
      return Map.of();
    }
    double mean = boundSum / boundCount;
    boundSum = 0;
    boundCount = 0;
    return Map.of("mutual information bound", mean);
  }

  /** Both banks, then the constants of both losses. */
  @Override
  public float[] state() {
    float[][] parts = {
      studentBank.rows(), teacherBank.rows(), studentLoss.state(), teacherLoss.state()
    };
    float[] all = new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @Override
  public void restore(float[] state) {
    int bank = studentBank.records() * options.dimension();
    int constants = (state.length - 2 * bank) / 2;
    if (constants < 0) {
      throw new IllegalArgumentException(
          "Two banks of " + bank + " numbers do not fit in " + state.length);
    }
    studentBank.restore(Arrays.copyOfRange(state, 0, bank));
    teacherBank.restore(Arrays.copyOfRange(state, bank, 2 * bank));
    studentLoss.restore(Arrays.copyOfRange(state, 2 * bank, 2 * bank + constants));
    teacherLoss.restore(Arrays.copyOfRange(state, 2 * bank + constants, state.length));
  }
}
