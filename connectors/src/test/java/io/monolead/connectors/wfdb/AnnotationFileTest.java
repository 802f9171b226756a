// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.signal.Annotation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Annotation files written word by word. */
class AnnotationFileTest {
  private static final int NORMAL = 1;
  private static final int VENTRICULAR = 5;
  private static final int NOTE = 22;
  private static final int RHYTHM = 28;

  @TempDir Path folder;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private AnnotationFileTest word(int code, int value) {
    int word = code << 10 | value;
    bytes.write(word & 0xff);
    bytes.write(word >> 8);
    return this;
  }

  private AnnotationFileTest skip(int interval) {
    word(59, 0);
    bytes.write(interval >> 16 & 0xff);
    bytes.write(interval >> 24 & 0xff);
    bytes.write(interval & 0xff);
    bytes.write(interval >> 8 & 0xff);
    return this;
  }

  private AnnotationFileTest aux(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    word(63, encoded.length);
    bytes.writeBytes(encoded);
    if (encoded.length % 2 == 1) {
      bytes.write(0);
    }
    return this;
  }

  private AnnotationFileTest end() {
    return word(0, 0);
  }

  private List<Annotation> read(RecordingProblems problems) throws IOException {
    Path file = Files.write(folder.resolve("r.atr"), bytes.toByteArray());
    return AnnotationFile.read(file, 250, 250, problems);
  }

  private List<Annotation> read() throws IOException {
    return read(RecordingProblems.REFUSE);
  }

  @Test
  void intervalsAddUpAndTextsBelongToTheAnnotationBefore() throws IOException {
    word(RHYTHM, 18).aux("(AFIB").word(NORMAL, 59).word(VENTRICULAR, 1023).aux("even").end();

    assertThat(read())
        .containsExactly(
            new Annotation(18, "+", "(AFIB"),
            new Annotation(77, "N", ""),
            new Annotation(1100, "V", "even"));
  }

  @Test
  void longIntervalsCountFromTheAnnotationBefore() throws IOException {
    word(NORMAL, 10).skip(100_000).word(NORMAL, 5).skip(-2000).word(RHYTHM, 0).aux("(N\0").end();

    // Out of order in the file, in order in the result.
    assertThat(read())
        .containsExactly(
            new Annotation(10, "N", ""),
            new Annotation(98_015, "+", "(N"),
            new Annotation(100_015, "N", ""));
  }

  @Test
  void subtypeChannelAndNumberArePassedOver() throws IOException {
    word(NORMAL, 10).word(61, 3).word(62, 1).word(60, 2).aux("x").word(NORMAL, 10).end();

    assertThat(read()).containsExactly(new Annotation(10, "N", "x"), new Annotation(20, "N", ""));
  }

  @Test
  void everyStandardCodeHasItsMnemonic() throws IOException {
    // ecgcodes.h of the WFDB library, 1 to 41 without the unassigned 15 and 17.
    String mnemonics = "NLRaVFJASEj/Q~?|?sT*D\"=pB^t+u?![]en@xf()r";
    for (int code = 1; code <= 41; code++) {
      word(code, 1);
    }
    end();

    List<Annotation> annotations = read();

    for (int code = 1; code <= 41; code++) {
      String expected =
          code == 15 || code == 17 ? "[" + code + "]" : mnemonics.substring(code - 1, code);
      assertThat(annotations.get(code - 1).code()).isEqualTo(expected);
    }
  }

  @Test
  void fileThatCountsInAnotherUnitIsConvertedToSamples() throws IOException {
    word(NOTE, 0).aux("## time resolution: 1000").word(NORMAL, 400).word(NORMAL, 402).end();

    assertThat(read()).containsExactly(new Annotation(100, "N", ""), new Annotation(201, "N", ""));
  }

  @Test
  void definitionsOfCustomCodesAreNoAnnotations() throws IOException {
    word(NOTE, 0).aux("## annotation type definitions");
    word(NOTE, 0).aux("42 X own mark");
    word(NOTE, 0).aux("## end of definitions");
    word(NOTE, 0).aux("a remark").word(42, 7).end();

    assertThat(read())
        .containsExactly(new Annotation(0, "\"", "a remark"), new Annotation(7, "[42]", ""));
  }

  @Test
  void missingEndMarkIsRefusedOrReported() throws IOException {
    word(NORMAL, 10);

    assertThatThrownBy(this::read)
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("without the end mark");
    List<String> problems = new ArrayList<>();
    assertThat(read(problems::add)).hasSize(1);
    assertThat(problems).hasSize(1);
  }

  @Test
  void brokenInstructionsAreRefused() {
    word(NORMAL, 10).word(63, 500).end();
    assertThatThrownBy(this::read)
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("inside a text of 500 bytes");

    bytes.reset();
    word(NORMAL, 10).skip(-11).word(NORMAL, 0).end();
    assertThatThrownBy(this::read)
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("before the recording begins");

    bytes.reset();
    word(55, 0).end();
    assertThatThrownBy(this::read)
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("unknown code 55");

    bytes.reset();
    word(59, 0).end();
    assertThatThrownBy(this::read)
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("inside a long interval");
  }
}
