// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static io.monolead.job.JobHarness.SECONDS;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes the savepoint of the release at hand, for {@link SavepointITCase} of all later ones. No
 * part of the build: {@code -Dit.test=WriteSavepoint -Dmonolead.savepoint.write=FOLDER}.
 */
class WriteSavepoint {
  @TempDir private Path folder;

  @Test
  void afterTheFirstHalfOfWhatTheDevicesSend() throws Exception {
    Path target = Path.of(System.getProperty("monolead.savepoint.write"));
    try (JobHarness harness = JobHarness.start(1)) {
      harness.createTopics("release.");
      harness.produce("release.segments", 0, SECONDS / 2);
      String written =
          harness.runToSavepoint("release.segments", "release.", "1", 50, null, folder);
      Files.createDirectories(target.getParent());
      Files.move(Path.of(URI.create(written)), target);
    }
  }
}
