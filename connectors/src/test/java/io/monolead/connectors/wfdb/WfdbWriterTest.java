// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WfdbWriterTest {
  @TempDir Path folder;

  private WfdbWriter writer(double rateHz, Optional<Instant> start) throws IOException {
    return WfdbWriter.create(folder, "rec-1", List.of(Lead.I, Lead.V1), rateHz, start);
  }

  @Test
  void filesAreAsTheSpecificationSays() throws IOException {
    try (WfdbWriter writer = writer(250, Optional.of(Instant.parse("2026-11-22T22:00:00Z")))) {
      writer.write(new double[][] {{1, -0.001}, {0.5, Double.NaN}}, 2);
      writer.annotate(new Annotation(1, "+", "(AFIB"));
      writer.annotate(new Annotation(3, "N", ""));
      writer.annotate(new Annotation(70_003, "V", ""));
      writer.comment("simulated seed=1");
      writer.finish();
    }

    // Sums by hand: 1000 - 1 = 999; 500 - 32768 = -32268.
    assertThat(folder.resolve("rec-1.hea"))
        .hasContent(
            """
            rec-1 2 250 2 22:00:00.000 22/11/2026
            rec-1.dat 16 1000/mV 16 0 1000 999 0 I
            rec-1.dat 16 1000/mV 16 0 500 -32268 0 V1
            # simulated seed=1
            """);
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(folder.resolve("rec-1.dat"))))
        .isEqualTo("e803" + "f401" + "ffff" + "0080");
    // + is code 28, N is 1, V is 5, SKIP is 59, AUX is 63; 70000 is 0x11170, high word first.
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(folder.resolve("rec-1.atr"))))
        .isEqualTo(
            "0170" + "05fc" + "284146494200" + "0204" + "00ec" + "0100" + "7011" + "0014" + "0000");
  }

  @Test
  void aRecordingIsReadAsItWasWritten() throws IOException {
    double[][] signal = new double[2][5000];
    for (int i = 0; i < 5000; i++) {
      signal[0][i] = Math.sin(i / 30.0);
      signal[1][i] = i % 100 == 7 ? Double.NaN : 40 * Math.cos(i / 500.0);
    }
    List<Annotation> marks =
        List.of(
            new Annotation(0, "+", "(N"),
            new Annotation(700, "L", ""),
            new Annotation(700, "\"", "a remark"),
            new Annotation(4000, "A", ""));
    try (WfdbWriter writer = writer(333.33, Optional.empty())) {
      writer.write(signal, 5000);
      marks.forEach(writer::annotate);
      writer.finish();
    }

    Recording recording = RecordingReader.standard().read(folder.resolve("rec-1.hea"));

    assertThat(recording.samplingRateHz()).isEqualTo(333.33);
    assertThat(recording.leads()).containsExactly(Lead.I, Lead.V1);
    assertThat(recording.start()).isEmpty();
    assertThat(recording.annotations()).isEqualTo(marks);
    for (int i = 0; i < 5000; i++) {
      assertThat(recording.millivolts()[0][i]).isCloseTo((float) signal[0][i], within(0.00051f));
      // What a 16-bit converter cannot hold stays at its limit.
      double limited = Math.max(-32.767, Math.min(32.767, signal[1][i]));
      if (Double.isNaN(limited)) {
        assertThat(recording.millivolts()[1][i]).isNaN();
      } else {
        assertThat(recording.millivolts()[1][i]).isCloseTo((float) limited, within(0.00051f));
      }
    }
  }

  @Test
  void whatWasNotFinishedIsNoRecording() throws IOException {
    try (WfdbWriter writer = writer(250, Optional.empty())) {
      writer.finish();
    }
    try (WfdbWriter writer = writer(250, Optional.empty())) {
      writer.write(new double[][] {{1}, {1}}, 1);
    }

    assertThat(folder.resolve("rec-1.hea")).doesNotExist();
  }

  @Test
  void whatCannotBeWrittenIsRefused() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> WfdbWriter.create(folder, "../up", List.of(Lead.I), 250, Optional.empty()))
        .withMessageContaining("'../up'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WfdbWriter.create(folder, "a", List.of(), 250, Optional.empty()));
    try (WfdbWriter writer = writer(250, Optional.empty())) {
      writer.annotate(new Annotation(10, "N", ""));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.annotate(new Annotation(9, "N", "")))
          .withMessageContaining("9");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.annotate(new Annotation(11, "AFIB", "")))
          .withMessageContaining("'AFIB'");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.annotate(new Annotation(11, "+", "x".repeat(256))));
      assertThatIllegalArgumentException().isThrownBy(() -> writer.comment("two\nlines"));
    }
  }
}
