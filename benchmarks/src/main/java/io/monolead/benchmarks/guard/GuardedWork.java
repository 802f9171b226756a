// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.guard;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.Predictor;
import io.monolead.inference.ServingOptions;
import io.monolead.job.assemble.AssemblyOutput;
import io.monolead.job.assemble.AssemblyRules;
import io.monolead.job.assemble.LeadState;
import io.monolead.job.assemble.SegmentAssembler;
import io.monolead.job.assemble.Window;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.RejectedSegmentException;
import io.monolead.job.decode.SegmentDecoder;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.WireFormat;
import io.monolead.signal.Conditioner;
import io.monolead.signal.QualityAssessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of a window's way that are watched, each as a piece of work to repeat. */
final class GuardedWork implements AutoCloseable {
  private static final int RATE_HZ = 250;
  private static final int SECONDS = 300;
  private static final int WINDOW_SECONDS = 10;
  private static final int BATCH = 32;
  private static final long START_MICROS = 1_700_000_000_000_000L;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final Map<String, Runnable> pieces = new LinkedHashMap<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Keeps the results alive. */
  private long sink;

  /**
   * Prepares all pieces.
   *
   * @param bundle the model
   * @throws IOException if the model cannot be opened
   */
  GuardedWork(ModelBundle bundle) throws IOException {
    ModelManifest manifest = bundle.manifest();
    float[] signal =
        new SimulatedHeart(
                HeartScenario.of(new Episode(Rhythm.VENTRICULAR_ECTOPY, SECONDS)),
                manifest.leads().get(0),
                RATE_HZ,
                1)
            .next(SECONDS * RATE_HZ);
    addSegments(signal, manifest.leads().get(0).name());
    int samples = WINDOW_SECONDS * RATE_HZ;
    Conditioner conditioner =
        manifest.conditioning().forSource(RATE_HZ, samples, manifest.windowSamples());
    Conditioner.Scratch scratch = conditioner.newScratch();
    float[] conditioned = new float[manifest.windowSamples()];
    pieces.put("condition a window", () -> conditioner.apply(signal, 0, conditioned, 0, scratch));
    QualityAssessor quality = new QualityAssessor();
    pieces.put(
        "assess a window",
        () -> sink += quality.assess(signal, 0, samples, RATE_HZ).issues().size());
    float[] batch = new float[BATCH * manifest.windowValues()];
    for (int row = 0; row < BATCH; row++) {
      conditioner.apply(signal, row * RATE_HZ, batch, row * manifest.windowValues(), scratch);
    }
    addNetwork(bundle, ServingOptions.REFERENCE, "plain network", batch);
    addNetwork(bundle, ServingOptions.FASTEST, "fastest network", batch);
    WireFormat<EcgScore> scores = WireFormat.of(EcgScore.class);
    EcgScore score = score(manifest);
    pieces.put("encode a score", () -> sink += scores.encode(score).length);
  }

  private void addNetwork(ModelBundle bundle, ServingOptions options, String name, float[] batch)
      throws IOException {
    Model model = Model.open(bundle, options);
    opened.add(model);
    Predictor predictor = model.newPredictor(BATCH);
    opened.add(0, predictor);
    float[] probabilities = new float[BATCH * bundle.manifest().labelSpace().size()];
    pieces.put(name + ", 32 windows", () -> predictor.predict(batch, BATCH, probabilities));
    pieces.put(name + ", one window", () -> predictor.predict(batch, 1, probabilities));
  }

  private void addSegments(float[] signal, String lead) {
    WireFormat<EcgSegment> wire = WireFormat.of(EcgSegment.class);
    IncomingSegment[] segments = new IncomingSegment[SECONDS];
    for (int second = 0; second < SECONDS; second++) {
      ByteBuffer samples =
          ByteBuffer.allocate(RATE_HZ * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < RATE_HZ; i++) {
        samples.putShort((short) Math.round(signal[second * RATE_HZ + i] * 1000));
      }
      long micros = START_MICROS + second * MICROS_PER_SECOND;
      byte[] value =
          wire.encode(
              EcgSegment.newBuilder()
                  .setDeviceId("device-1")
                  .setLead(lead)
                  .setSequenceNumber(second)
                  .setStartTimeMicros(micros)
                  .setSamplingRateHz(RATE_HZ)
                  .setResolutionNanovolts(1000)
                  .setSamples(samples.flip())
                  .setLeadOff(false)
                  .build());
      segments[second] =
          new IncomingSegment(
              "ecg.segments", 0, second, micros / 1000, null, value, "device-1", lead);
    }
    SegmentDecoder decoder = new SegmentDecoder(Duration.ofDays(365));
    int[] next = {0};
    pieces.put(
        "decode a segment",
        () -> {
          IncomingSegment segment = segments[next[0]++ % SECONDS];
          try {
            sink += decoder.decode(segment.value(), segment.timestampMillis()).samples().length;
          } catch (RejectedSegmentException e) {
            throw new IllegalStateException(e);
          }
        });
    SegmentAssembler assembler = new SegmentAssembler(AssemblyRules.defaults(), decoder);
    LeadState[] state = {new LeadState()};
    int[] place = {0};
    AssemblyOutput output = new Counting();
    pieces.put(
        "assemble a segment",
        () -> {
          if (place[0] == SECONDS) {
            place[0] = 0;
            state[0] = new LeadState();
          }
          assembler.accept(state[0], segments[place[0]++], output);
        });
  }

  private static EcgScore score(ModelManifest manifest) {
    return EcgScore.newBuilder()
        .setDeviceId("device-1")
        .setLead(manifest.leads().get(0).name())
        .setWindowStartMicros(START_MICROS)
        .setWindowEndMicros(START_MICROS + WINDOW_SECONDS * MICROS_PER_SECOND)
        .setModelId(manifest.modelId())
        .setModelVersion(manifest.modelVersion())
        .setProbabilities(
            manifest.labelSpace().labels().stream()
                .map(label -> new LabelProbability(label, 0.5f))
                .toList())
        .setSignalQuality(1)
        .setQualityIssues(List.of())
        .build();
  }

  /** The pieces by name, in the order in which a window meets them. */
  Map<String, Runnable> pieces() {
    return pieces;
  }

  /** Something of all results, so that none can be left out. */
  long sink() {
    return sink;
  }

  @Override
  public void close() {
    for (AutoCloseable each : opened) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("A model could not be closed", e);
      }
    }
  }

  private final class Counting implements AssemblyOutput {
    @Override
    public void window(Window window) {
      sink += window.millivolts().length;
    }

    @Override
    public void technical(TechnicalAlert alert) {
      sink++;
    }

    @Override
    public void rejected(IncomingSegment segment, DeadLetterReason reason, String detail) {
      throw new IllegalStateException(detail);
    }

    @Override
    public void duplicate() {
      throw new IllegalStateException("No segment is sent twice");
    }

    @Override
    public void late(long behindMicros) {
      throw new IllegalStateException("No segment is late");
    }
  }
}
