// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.signal.SignalQuality.Issue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QualityAssessorTest {
  private final QualityAssessor assessor = new QualityAssessor();

  private SignalQuality assess(float... window) {
    return assessor.assess(window, 0, window.length, 100);
  }

  @Test
  void aCleanWindowIsWhollyUsable() {
    assertThat(assess(SyntheticSignal.of(1000, 100))).isEqualTo(new SignalQuality(1, Set.of()));
  }

  @Test
  void missingAndInfiniteSamplesAreCounted() {
    float[] window = SyntheticSignal.of(1000, 100);
    Arrays.fill(window, 100, 200, Float.NaN);
    window[500] = Float.NEGATIVE_INFINITY;

    SignalQuality quality = assess(window);

    assertThat(quality.issues()).containsExactlyInAnyOrder(Issue.MISSING_SAMPLES, Issue.NON_FINITE);
    assertThat(quality.usableShare()).isCloseTo(0.899f, within(1e-6f));
  }

  @Test
  void aWindowOfMissingSamplesIsNotUsable() {
    float[] window = new float[1000];
    Arrays.fill(window, Float.NaN);

    assertThat(assess(window)).isEqualTo(new SignalQuality(0, Set.of(Issue.MISSING_SAMPLES)));
  }

  @Property(tries = 100)
  void aFlatLineOfASecondIsFoundWhereverItLies(
      @ForAll @IntRange(max = 800) int start, @ForAll @IntRange(min = 100, max = 200) int length) {
    float[] window = SyntheticSignal.of(1000, 100);
    Arrays.fill(window, start, start + length, 0.2f);

    SignalQuality quality = assess(window);

    assertThat(quality.issues()).containsExactly(Issue.FLAT_LINE);
    assertThat(quality.usableShare())
        .isBetween((1000 - length - 4) / 1000f, (1000 - length) / 1000f);
  }

  @Property(tries = 100)
  void aClippedSignalIsSaturated(@ForAll @IntRange(min = 100, max = 500) int rate) {
    float[] window = SyntheticSignal.of(10 * rate, rate);
    for (int i = 0; i < window.length; i++) {
      window[i] = Math.min(1, window[i]);
    }

    SignalQuality quality = assessor.assess(window, 0, window.length, rate);

    assertThat(quality.issues()).containsExactly(Issue.SATURATION);
    assertThat(quality.usableShare()).isBetween(0.5f, 0.9f);
  }

  @Test
  void twoEqualSamplesAtAPeakAreNoSaturation() {
    float[] window = SyntheticSignal.of(1000, 100);
    window[400] = 5;
    window[401] = 5;

    assertThat(assess(window).issues()).isEmpty();
  }

  @Test
  void mostRealRecordingsAreOfFullQuality() throws IOException {
    Path records = RealRecordings.folder().resolve("ptb-xl/records100");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(records)) {
      files = walk.filter(file -> file.toString().endsWith(".dat")).sorted().toList();
    }

    int full = 0;
    for (Path file : files) {
      float[] leadI = RealRecordings.ptbXl(file, 0);
      if (assess(leadI).usableShare() == 1) {
        full++;
      }
    }

    assertThat((double) full / files.size()).isGreaterThan(0.97);
  }

  @Test
  void aRealRecordingWithItsElectrodeOffIsFlatFromThereOn() throws IOException {
    float[] leadI = RealRecordings.mitBih100(3600);
    Arrays.fill(leadI, 1800, 3600, leadI[1800]);

    SignalQuality quality = assessor.assess(leadI, 0, 3600, 360);

    assertThat(quality.issues()).containsExactly(Issue.FLAT_LINE);
    assertThat(quality.usableShare()).isCloseTo(0.5f, within(0.005f));
  }
}
