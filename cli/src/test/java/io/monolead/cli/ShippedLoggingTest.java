// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;

class ShippedLoggingTest {
  private static final String LEVEL = "monolead.log.level";

  @Test
  void theWebServerWritesNoHeaderHoweverMuchIsAskedFor() {
    String before = System.getProperty(LEVEL);
    System.setProperty(LEVEL, "trace");
    try (LoggerContext context = new LoggerContext("shipped")) {
      XmlConfiguration shipped =
          new XmlConfiguration(
              context, ConfigurationSource.fromResource("log4j2.xml", getClass().getClassLoader()));
      shipped.initialize();

      assertThat(shipped.getRootLogger().getLevel()).isEqualTo(Level.TRACE);
      assertThat(shipped.getLoggerConfig("org.eclipse.jetty.http.HttpParser").getLevel())
          .isEqualTo(Level.INFO);
    } finally {
      if (before == null) {
        System.clearProperty(LEVEL);
      } else {
        System.setProperty(LEVEL, before);
      }
    }
  }
}
