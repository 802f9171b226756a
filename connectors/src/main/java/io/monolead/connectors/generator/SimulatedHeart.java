// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import io.monolead.connectors.generator.BeatClock.Scheduled;
import io.monolead.signal.Lead;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * An endless ECG of one to twelve leads with its ground truth, a block at a time.
 *
 * <p>The same scenario, leads, rate and seed give the same samples, however they are cut into
 * blocks, and a lead is the same whichever others are read beside it. Hearts of one seed differ in
 * their leads or rate only as two sets of electrodes on one chest do: beats fall at the same times.
 * Memory does not grow with time. Not thread-safe.
 *
 * <p>The heart is one dipole, the noise belongs to the electrodes; leads I, II and V1 to V6 are
 * measured, the others follow from I and II. So Einthoven's and Goldberger's relations hold between
 * the leads of one heart, noise included, while no electrode is off or all are.
 *
 * <p>The signal is that of an amplifier coupled at 0.05 Hz, as IEC 60601-2-25 asks of a diagnostic
 * one. While an electrode of a lead is off, the lead is a still line of two microvolts of noise.
 */
public final class SimulatedHeart {
  private static final double COUPLING_HZ = 0.05;
  private static final double LEAD_OFF_MILLIVOLTS = 0.001;

  /** A wave of a beat may reach so far before its R peak, in seconds. */
  private static final double LONGEST_ONSET = 0.5;

  /** After so many seconds nothing is left of a beat. */
  private static final double LONGEST_BEAT = 0.8;

  private static final double LOWEST_RATE_HZ = 50;
  private static final double HIGHEST_RATE_HZ = 10_000;

  private final List<Lead> leads;
  private final double samplingRateHz;
  private final Timeline timeline;
  private final BeatClock clock;
  private final Morphology morphology;
  private final FibrillatoryWaves fibrillation;
  private final Random beatSize;
  private final double decay;
  private final ArrayDeque<ActiveBeat> beats = new ArrayDeque<>();

  /** By measured lead: what it sees of the dipole, of the electrodes, of fibrillating atria. */
  private final double[][] rows;

  private final double[][] weights;
  private final double[] fibrillationSeen;

  /** By electrode that some lead needs. */
  private final ElectrodeNoise[] noise;

  private final NoiseRandom[] offNoise;
  private final double[] potentials;
  private final double[] raw;
  private final double[] input;
  private final double[] output;
  private final double[] still;

  /** By lead that is asked for: the first measured lead it is made of, and how much of which. */
  private final int[] source;

  private final double[] share;
  private final double[] secondShare;
  private final double[] values;
  private final boolean[] off;

  private final long respirationStep;
  private long respirationPhase;
  private boolean anyOff;
  private Scheduled upcoming;
  private Beat current;
  private long sample;

  /** A beat that is going on, with its waves as the measured leads see them. */
  private static final class ActiveBeat {
    private final Beat beat;
    private final double time;
    private final double onset;
    private final double[] begin;
    private final double[] from;
    private final double[] to;
    private final double[] end;
    private final double[] perRise;
    private final double[] perFall;

    /** {@code [wave * leads + lead]}, in millivolts. */
    private final double[] heights;

    private final double last;

    ActiveBeat(Beat beat, double time, Morphology.Shape shape, double size, double[][] rows) {
      this.beat = beat;
      this.time = time;
      this.onset = time + shape.onset();
      List<DipoleWave> waves = shape.waves();
      int count = waves.size();
      begin = new double[count];
      from = new double[count];
      to = new double[count];
      end = new double[count];
      perRise = new double[count];
      perFall = new double[count];
      heights = new double[count * rows.length];
      double latest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        DipoleWave wave = waves.get(i);
        from[i] = wave.from();
        to[i] = wave.to();
        begin[i] = wave.from() - Bell.REACH * wave.rise();
        end[i] = wave.to() + Bell.REACH * wave.fall();
        perRise[i] = 1 / wave.rise();
        perFall[i] = 1 / wave.fall();
        latest = Math.max(latest, end[i]);
        for (int lead = 0; lead < rows.length; lead++) {
          double[] row = rows[lead];
          heights[i * rows.length + lead] =
              size * (row[0] * wave.x() + row[1] * wave.y() + row[2] * wave.z());
        }
      }
      last = latest;
    }

    /** Adds what each lead sees at a time after the R peak. */
    void add(double since, double[] sums) {
      if (since > last) {
        return;
      }
      int width = sums.length;
      for (int i = 0; i < begin.length; i++) {
        if (since <= begin[i] || since >= end[i]) {
          continue;
        }
        double bell =
            since < from[i]
                ? Bell.at((from[i] - since) * perRise[i])
                : since > to[i] ? Bell.at((since - to[i]) * perFall[i]) : 1;
        for (int lead = 0, at = i * width; lead < width; lead++, at++) {
          sums[lead] += bell * heights[at];
        }
      }
    }
  }

  /**
   * A heart before its first beat, seen by one lead.
   *
   * @param lead one of the twelve standard leads
   * @param samplingRateHz samples per second, 50 to 10,000
   * @param seed decides on the patient and on every chance event
   */
  public SimulatedHeart(HeartScenario scenario, Lead lead, double samplingRateHz, long seed) {
    this(scenario, List.of(lead), samplingRateHz, seed);
  }

  /**
   * A heart before its first beat, seen by some leads.
   *
   * @param leads one or more of the twelve standard leads, none twice
   * @param samplingRateHz samples per second, 50 to 10,000
   * @param seed decides on the patient and on every chance event
   */
  public SimulatedHeart(
      HeartScenario scenario, List<Lead> leads, double samplingRateHz, long seed) {
    if (!(samplingRateHz >= LOWEST_RATE_HZ && samplingRateHz <= HIGHEST_RATE_HZ)) {
      throw new IllegalArgumentException(
          "A heart is simulated at 50 to 10000 Hz, not at " + samplingRateHz + " Hz");
    }
    if (leads.isEmpty() || new HashSet<>(leads).size() < leads.size()) {
      throw new IllegalArgumentException(
          "A heart is simulated in at least one lead and in none twice, not in " + leads);
    }
    this.leads = List.copyOf(leads);
    this.samplingRateHz = samplingRateHz;
    // What belongs to the patient follows from the seed alone, what belongs to an electrode from
    // the electrode too.
    long patient = Seeds.mixed(seed);
    this.timeline = new Timeline(scenario);
    this.clock = new BeatClock(scenario, Seeds.mixed(patient + 1));
    this.morphology = new Morphology(Seeds.mixed(patient + 2));
    this.beatSize = new Random(Seeds.mixed(patient + 3));
    this.fibrillation = new FibrillatoryWaves(samplingRateHz, Seeds.mixed(patient + 4));
    this.respirationPhase = Sine.phase(new Random(Seeds.mixed(patient + 5)).nextDouble());
    this.respirationStep = Sine.step(clock.respirationHz(), samplingRateHz);
    this.decay = StrictMath.exp(-2 * Math.PI * COUPLING_HZ / samplingRateHz);
    Set<Electrode> electrodes = EnumSet.noneOf(Electrode.class);
    leads.forEach(lead -> electrodes.addAll(Electrode.of(lead)));
    this.noise = new ElectrodeNoise[electrodes.size()];
    this.offNoise = new NoiseRandom[electrodes.size()];
    this.potentials = new double[electrodes.size()];
    int place = 0;
    for (Electrode electrode : electrodes) {
      long contact = Seeds.mixed(patient + electrode.name().hashCode());
      noise[place] = new ElectrodeNoise(samplingRateHz, scenario.noise().mainsHz(), contact);
      offNoise[place] = new NoiseRandom(Seeds.mixed(contact + 1));
      place++;
    }
    List<Lead> basis = LeadField.needed(leads);
    int width = basis.size();
    this.rows = basis.stream().map(LeadField::row).toArray(double[][]::new);
    this.weights =
        basis.stream().map(lead -> LeadField.electrodes(lead, electrodes)).toArray(double[][]::new);
    this.fibrillationSeen = new double[width];
    for (int i = 0; i < width; i++) {
      fibrillationSeen[i] = FibrillatoryWaves.seen(rows[i]);
    }
    this.raw = new double[width];
    this.input = new double[width];
    this.output = new double[width];
    this.still = new double[width];
    this.values = new double[leads.size()];
    this.off = new boolean[leads.size()];
    this.source = new int[leads.size()];
    this.share = new double[leads.size()];
    this.secondShare = new double[leads.size()];
    for (int i = 0; i < source.length; i++) {
      Lead lead = leads.get(i);
      boolean measured = basis.contains(lead);
      // The basis begins with I and II wherever a lead follows from them.
      source[i] = measured ? basis.indexOf(lead) : 0;
      share[i] = measured ? 1 : LeadField.limb(lead, 1, 0);
      secondShare[i] = measured ? 0 : LeadField.limb(lead, 0, 1);
    }
    this.upcoming = clock.next();
    Episode first = scenario.episodeAt(0);
    this.current =
        new Beat(
            -1,
            BeatClass.NORMAL,
            first.rhythm(),
            first.conduction(),
            first.st().state(),
            new Beat.Timing(Double.NaN, Double.NaN, Double.NaN));
    look();
  }

  /** The leads in the order in which they are read. */
  public List<Lead> leads() {
    return leads;
  }

  /** Samples read so far. */
  public long position() {
    return sample;
  }

  /** Samples per second. */
  public double samplingRateHz() {
    return samplingRateHz;
  }

  /**
   * The next {@code count} samples of a heart seen by one lead, in millivolts, into a new array.
   *
   * @throws IllegalStateException if the heart is seen by several leads
   */
  public float[] next(int count) {
    float[] millivolts = new float[count];
    read(millivolts, 0, count, null);
    return millivolts;
  }

  /**
   * Reads the next samples of a heart seen by one lead.
   *
   * @param millivolts written from {@code from} on
   * @param count samples to read
   * @param truth filled with what is true of these samples; null if nobody asks
   * @throws IllegalStateException if the heart is seen by several leads
   */
  public void read(float[] millivolts, int from, int count, HeartTruth truth) {
    if (leads.size() > 1) {
      throw new IllegalStateException("This heart is seen by the leads " + leads + ", not by one");
    }
    start(truth, count);
    for (int i = 0; i < count; i++) {
      advance(truth, i);
      millivolts[from + i] = (float) values[0];
    }
  }

  /**
   * Reads the next samples of all leads.
   *
   * @param millivolts {@code [lead][sample]} in the order of {@link #leads()}, each written from
   *     {@code from} on
   * @param count samples to read of each lead
   * @param truth filled with what is true of these samples; null if nobody asks
   */
  public void read(double[][] millivolts, int from, int count, HeartTruth truth) {
    start(truth, count);
    for (int i = 0; i < count; i++) {
      advance(truth, i);
      for (int lead = 0; lead < values.length; lead++) {
        millivolts[lead][from + i] = values[lead];
      }
    }
  }

  private static void start(HeartTruth truth, int count) {
    if (truth != null) {
      truth.start(count);
    }
  }

  /** Puts the next sample of each lead into {@link #values}. */
  private void advance(HeartTruth truth, int place) {
    double seconds = sample / samplingRateHz;
    if (timeline.advance(seconds)) {
      look();
    }
    schedule(seconds);
    int width = raw.length;
    for (int i = 0; i < width; i++) {
      raw[i] = 0;
    }
    beat(seconds, truth);
    if (timeline.episode().rhythm() == Rhythm.ATRIAL_FIBRILLATION) {
      double height = fibrillation.next();
      for (int i = 0; i < width; i++) {
        raw[i] += height * fibrillationSeen[i];
      }
    }
    double size = 1 + 0.03 * Sine.of(respirationPhase);
    for (int e = 0; e < potentials.length; e++) {
      potentials[e] = noise[e].next(respirationPhase, timeline.levels());
    }
    respirationPhase += respirationStep;
    for (int i = 0; i < width; i++) {
      double in = size * raw[i] + measured(weights[i]);
      output[i] = decay * (output[i] + in - input[i]);
      input[i] = in;
    }
    if (anyOff) {
      for (int e = 0; e < potentials.length; e++) {
        potentials[e] = LEAD_OFF_MILLIVOLTS * (2 * offNoise[e].nextDouble() - 1);
      }
      for (int i = 0; i < width; i++) {
        still[i] = measured(weights[i]);
      }
    }
    for (int i = 0; i < values.length; i++) {
      double[] of = anyOff && off[i] ? still : output;
      int at = source[i];
      values[i] = secondShare[i] == 0 ? of[at] : share[i] * of[at] + secondShare[i] * of[at + 1];
    }
    if (truth != null) {
      truth.set(place, timeline.episode(), current, anyOff);
    }
    sample++;
  }

  private double measured(double[] ofElectrodes) {
    double sum = 0;
    for (int e = 0; e < ofElectrodes.length; e++) {
      sum += ofElectrodes[e] * potentials[e];
    }
    return sum;
  }

  /** Which leads are off since the timeline's last change. */
  private void look() {
    anyOff = false;
    for (int i = 0; i < off.length; i++) {
      off[i] = Electrode.of(leads.get(i)).stream().anyMatch(timeline.off()::contains);
      anyOff |= off[i];
    }
  }

  private void schedule(double seconds) {
    while (upcoming.time() - LONGEST_ONSET <= seconds) {
      double size = 1 + 0.025 * beatSize.nextGaussian();
      Morphology.Shape shape = morphology.shape(upcoming);
      boolean ventricular = upcoming.beatClass() == BeatClass.VENTRICULAR;
      Beat beat =
          new Beat(
              Math.round(upcoming.time() * samplingRateHz),
              upcoming.beatClass(),
              upcoming.rhythm(),
              ventricular ? Conduction.NORMAL : upcoming.episode().conduction(),
              ventricular ? StState.LEVEL : upcoming.episode().st().state(),
              shape.timing());
      beats.add(new ActiveBeat(beat, upcoming.time(), shape, size, rows));
      upcoming = clock.next();
    }
    while (!beats.isEmpty() && beats.peekFirst().time + LONGEST_BEAT < seconds) {
      beats.removeFirst();
    }
  }

  private void beat(double seconds, HeartTruth truth) {
    for (ActiveBeat active : beats) {
      active.add(seconds - active.time, raw);
      if (seconds >= active.onset) {
        current = active.beat;
      }
      if (truth != null && active.beat.sample() == sample) {
        truth.add(active.beat);
      }
    }
  }
}
