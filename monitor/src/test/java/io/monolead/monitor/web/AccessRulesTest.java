// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {
  private final AccessRules rules =
      new AccessRules(List.of(URI.create("https://monitor.example.org")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8090",
        "localhost:8090",
        "LOCALHOST",
        "[::1]:8090",
        "[::1]",
        "192.168.1.7:80",
        "monitor.example.org",
        "Monitor.Example.ORG"
      })
  void theseHostsAreLetIn(String host) {
    assertThat(rules.refusal(host, null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8090",
        "monitor.example.org.evil.example",
        "localhost.evil",
        "127.0.0.1.evil.example",
        "",
        "monitor.example.org:8090"
      })
  void aNameOfSomebodyElseIsNot(String host) {
    assertThat(rules.refusal(host, null)).isPresent();
  }

  @Test
  void aRequestWithoutAHostIsNotLetIn() {
    assertThat(rules.refusal(null, null)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8090, http://127.0.0.1:8090, true",
    "localhost:8090, https://localhost:8090, true",
    "monitor.example.org, https://monitor.example.org, true",
    "127.0.0.1:8090, https://monitor.example.org, true",
    "127.0.0.1:8090, http://monitor.example.org, false",
    "127.0.0.1:8090, http://127.0.0.1:9999, false",
    "127.0.0.1:8090, http://localhost:8090, false",
    "127.0.0.1:8090, https://evil.example, false",
    "127.0.0.1:8090, null, false",
    "127.0.0.1:8090, http://127.0.0.1:8090.evil.example, false"
  })
  void aPageOfAnotherSiteIsNotLetIn(String host, String origin, boolean in) {
    assertThat(rules.refusal(host, origin).isEmpty()).isEqualTo(in);
  }

  @Test
  void cookiesAreSecureWhereThePageComesOverTls() {
    assertThat(rules.isSecure("monitor.example.org")).isTrue();
    assertThat(rules.isSecure("127.0.0.1:8090")).isFalse();
    assertThat(rules.isSecure(null)).isFalse();
  }
}
