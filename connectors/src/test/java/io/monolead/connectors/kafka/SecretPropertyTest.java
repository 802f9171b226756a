// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretPropertyTest {
  /** Certificates, which anybody may see; Kafka hides them with the keys. */
  private static final Set<String> PUBLIC =
      Set.of("ssl.keystore.certificate.chain", "ssl.truststore.certificates");

  @Test
  void everythingThatKafkaHidesIsOneButCertificates() {
    Set<String> hidden = new TreeSet<>();
    for (ConfigDef definition :
        new ConfigDef[] {
          ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef()
        }) {
      definition.configKeys().values().stream()
          .filter(key -> key.type == ConfigDef.Type.PASSWORD)
          .forEach(key -> hidden.add(key.name));
    }

    assertThat(hidden).contains("sasl.jaas.config", "ssl.key.password").containsAll(PUBLIC);
    hidden.removeAll(PUBLIC);
    assertThat(hidden).allMatch(name -> SecretProperty.is(name, "x"));
    assertThat(PUBLIC).noneMatch(name -> SecretProperty.is(name, "x"));
  }

  @ParameterizedTest
  @CsvSource({
    "sasl.jaas.config, '${files:/etc/monolead/kafka-user:jaas}'",
    "ssl.key.password, ''",
    "security.protocol, SASL_SSL",
    "sasl.mechanism, SCRAM-SHA-512",
    "sasl.oauthbearer.token.endpoint.url, https://login.example.org",
    "ssl.keystore.location, /etc/monolead/keystore"
  })
  void referencesAndWhatIsNoSecretAreNone(String name, String value) {
    assertThat(SecretProperty.is(name, value)).isFalse();
  }
}
