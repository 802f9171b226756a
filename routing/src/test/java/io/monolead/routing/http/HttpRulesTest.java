// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRulesTest {
  /** RFC 9110's own example of a date. */
  private static final Instant NOW = Instant.parse("1999-12-31T23:59:29Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/a?b=c",
        "HTTPS://example.org",
        "http://localhost:9093",
        "http://127.0.0.1/x",
        "http://127.8.9.1",
        "http://[::1]:80/"
      })
  void httpsAndThisMachineAreFine(String url) {
    assertThat(HttpTarget.problem(URI.create(url), false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.org, allowPlainHttp",
    "http://127.0.0.1.example.org, allowPlainHttp",
    "http://localhost.example.org, allowPlainHttp",
    "http://10.0.0.1, allowPlainHttp",
    "ftp://example.org, https://",
    "file:///etc/passwd, https://",
    "https:///path, host",
    "https://me:secret@example.org, authorizationFile",
    "https://example.org/#x, fragment"
  })
  void othersAreRefusedWithWhatToDo(String url, String remedy) {
    assertThat(HttpTarget.problem(URI.create(url), false).orElseThrow())
        .contains(remedy)
        .doesNotContain("me:secret");
  }

  @Test
  void plainHttpCanBeAllowed() {
    assertThat(HttpTarget.problem(URI.create("http://10.0.0.1"), true)).isEmpty();
    assertThat(HttpTarget.problem(URI.create("gopher://10.0.0.1"), true)).isPresent();
  }

  @Test
  void aTargetDoesNotTellItsSecrets() {
    HttpTarget target =
        new HttpTarget(
            URI.create("https://h:8443/secret-path?token=1"),
            Duration.ofSeconds(1),
            Optional.of("Bearer t"),
            Map.of("X", "y"));

    assertThat(target).hasToString("https://h:8443");
  }

  @Test
  void aPathIsAddedBelowThePathOfTheAddress() {
    for (String url : new String[] {"https://h/am", "https://h/am/"}) {
      HttpTarget target =
          new HttpTarget(URI.create(url), Duration.ofSeconds(1), Optional.empty(), Map.of());
      assertThat(target.at("/api/v2/alerts").url()).hasToString("https://h/am/api/v2/alerts");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, true, false, false", "204, true, false, false", "301, false, false, false",
    "400, false, true, false", "401, false, false, false", "403, false, false, false",
    "404, false, false, false", "408, false, false, false", "409, false, false, false",
    "413, false, true, false", "415, false, true, false", "422, false, true, false",
    "429, false, false, true", "500, false, false, false", "503, false, false, true"
  })
  void statusCodesMean(int status, boolean taken, boolean refused, boolean busy) {
    HttpAnswer answer = new HttpAnswer(status, Optional.empty(), "");

    assertThat(answer.taken()).isEqualTo(taken);
    assertThat(answer.refused()).isEqualTo(refused);
    assertThat(answer.busy()).isEqualTo(busy);
  }

  @ParameterizedTest
  @CsvSource({
    "'120', 120",
    "' 0 ', 0",
    "'Fri, 31 Dec 1999 23:59:59 GMT', 30",
    "'Fri, 31 Dec 1999 23:00:00 GMT', 0",
    "'99999999999999999', 600",
    "'Thu, 31 Dec 2099 23:59:59 GMT', 600"
  })
  void retryAfterIsSecondsOrADateAndHasALimit(String text, long seconds) {
    assertThat(RetryAfter.parse(text, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "1e3", "9999999999999999999999"})
  void whatIsNoRetryAfterIsIgnored(String text) {
    assertThat(RetryAfter.parse(text, NOW)).isEmpty();
  }

  @Property
  void theWaitDoublesUpToALimitAndIsNeverLessThanHalf(
      @ForAll @IntRange(min = 1, max = 2_000_000_000) int failures, @ForAll long seed) {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(60));
    long most = Math.min(60_000, failures > 20 ? 60_000 : 100L << (failures - 1));

    long wait = backoff.after(failures, new Random(seed)).toMillis();

    assertThat(wait).isBetween(most / 2, most);
  }
}
