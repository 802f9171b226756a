// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.connectors.kafka.SegmentRange;
import io.monolead.inference.Model;
import io.monolead.job.MonitoringJob;
import io.monolead.schemas.EcgSegment;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Which code makes results: the release, the commit it was built from as far as the build knew it,
 * and a digest of the classes themselves, which also tells a build of changed sources from others.
 *
 * @param version the release
 * @param commit the commit, as {@code git describe --always --dirty} says it; {@code unknown} where
 *     the build was not told
 * @param classesSha256 SHA-256 of the classes of the modules that results depend on, hexadecimal
 */
public record CodeVersion(String version, String commit, String classesSha256) {
  private static final String PROPERTIES = "/io/monolead/cli/version.properties";

  /** One class of each module from the wire to the alert. */
  private static final List<Class<?>> MODULES =
      List.of(EcgSegment.class, Lead.class, SegmentRange.class, Model.class, MonitoringJob.class);

  /**
   * The code of this process.
   *
   * @throws IOException if its classes cannot be read
   */
  public static CodeVersion ofProcess() throws IOException {
    Properties properties = new Properties();
    try (InputStream file = CodeVersion.class.getResourceAsStream(PROPERTIES)) {
      properties.load(file);
    }
    MessageDigest digest = SequenceDigest.sha256Digest();
    for (Class<?> module : MODULES) {
      digest(module, digest);
    }
    return new CodeVersion(
        properties.getProperty("version"),
        properties.getProperty("commit", "unknown"),
        HexFormat.of().formatHex(digest.digest()));
  }

  private static void digest(Class<?> module, MessageDigest digest) throws IOException {
    Path place;
    try {
      place = Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("The classes lie at no path: " + e.getMessage(), e);
    }
    if (Files.isDirectory(place)) {
      digest(place, digest);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        digest(jar.getPath("/"), digest);
      }
    }
  }

  private static void digest(Path root, MessageDigest digest) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file :
          files
              .filter(path -> path.toString().endsWith(".class"))
              .filter(path -> root.relativize(path).toString().startsWith("io/monolead"))
              .sorted((a, b) -> a.toString().compareTo(b.toString()))
              .toList()) {
        digest.update(Files.readAllBytes(file));
      }
    }
  }

  @Override
  public String toString() {
    return version + ", commit " + commit + ", classes sha256:" + classesSha256;
  }
}
