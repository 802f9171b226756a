// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  @Test
  void aMissingFileIsNamed() {
    Throwable failure = null;
    try {
      Files.readString(Path.of("no/such.hea"));
    } catch (Exception e) {
      failure = e;
    }

    assertThat(FailureText.of(failure)).isEqualTo("No such file or folder: no/such.hea");
  }

  @Test
  void wrappersAreTakenOff() {
    Throwable wrapped =
        new ExecutionException(new UncheckedIOException(new NoSuchFileException("x.dat")));

    assertThat(FailureText.of(wrapped)).isEqualTo("No such file or folder: x.dat");
  }

  @Test
  void aMessageOfSeveralLinesBecomesOne() {
    assertThat(FailureText.of(new CommandFailure("First\n  second\r\nthird")))
        .isEqualTo("First second third");
  }

  @Test
  void aFaultOfTheProgramNamesItsClassAndTheLog() {
    assertThat(FailureText.of(new NullPointerException()))
        .contains("java.lang.NullPointerException")
        .contains("log file");
  }

  @Test
  void aTakenPortIsAHintToChooseAnother() {
    assertThat(FailureText.of(new BindException("127.0.0.1:9092")))
        .contains("127.0.0.1:9092")
        .contains("another");
  }
}
