// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "who may read a file is told by POSIX permissions")
class SecretFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "rw-------, false",
    "r--r-----, false",
    "rw-r--r--, true",
    "------r--, true",
    "rwx-wx-wx, false"
  })
  void othersAreWarnedOfWhereTheyCanRead(String mode, boolean warned) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "not to be repeated");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertThat(SecretFile.warning(file).isPresent()).isEqualTo(warned);
    SecretFile.warning(file)
        .ifPresent(
            line ->
                assertThat(line)
                    .contains("chmod 600 " + file)
                    .doesNotContain("not to be repeated", "\n"));
  }
}
