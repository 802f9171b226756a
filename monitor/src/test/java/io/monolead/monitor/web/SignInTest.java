// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.monitor.web.SignIn.Credentials;
import io.monolead.monitor.web.SignIn.Visitor;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignInTest {
  private static final String TOKEN = "correct horse battery staple";
  private static final long MINUTE = 60_000_000_000L;

  private long nanos = Long.MAX_VALUE - MINUTE;
  private final SignIn signIn = new SignIn(Optional.of(TOKEN), Optional.empty(), () -> nanos);

  private static Credentials with(String authorization, String cookie, String header) {
    return new Credentials(authorization, cookie, header, "10.0.0.1");
  }

  @Test
  void withoutATokenEverybodyIsLetIn() {
    SignIn open = new SignIn(Optional.empty(), Optional.empty(), () -> nanos);
    assertThat(open.visitor(with(null, null, "root")))
        .isEqualTo(new Visitor(true, Optional.empty(), false));
    String cookie = open.logIn(null, " nurse 1 ", "a").orElseThrow();
    assertThat(open.visitor(with(null, cookie, null)).user()).hasValue("nurse 1");
  }

  @Test
  void theTokenOpensByHeaderAndByCookie() {
    assertThat(signIn.visitor(with(null, null, null)).signedIn()).isFalse();
    assertThat(signIn.visitor(with("Bearer " + TOKEN, null, null)).signedIn()).isTrue();
    assertThat(signIn.visitor(with(TOKEN, null, null)).signedIn()).isFalse();
    assertThat(signIn.visitor(with(null, "made up", null)).signedIn()).isFalse();

    String cookie = signIn.logIn(TOKEN, "nurse 1", "a").orElseThrow();
    assertThat(signIn.visitor(with(null, cookie, null)))
        .isEqualTo(new Visitor(true, Optional.of("nurse 1"), false));
    signIn.logOut(cookie);
    assertThat(signIn.visitor(with(null, cookie, null)).signedIn()).isFalse();
  }

  @Test
  void aSessionEndsAfterTwelveHours() {
    String cookie = signIn.logIn(TOKEN, "", "a").orElseThrow();
    nanos += 12 * 60 * MINUTE;
    assertThat(signIn.visitor(with(null, cookie, null)).signedIn()).isTrue();
    nanos += 1;
    assertThat(signIn.visitor(with(null, cookie, null)).signedIn()).isFalse();
  }

  @Test
  void nobodyGuessesForLong() {
    for (int i = 0; i < 5; i++) {
      assertThat(signIn.logIn("guess " + i, "", "10.0.0.1")).isEmpty();
    }
    assertThatThrownBy(() -> signIn.logIn(TOKEN, "", "10.0.0.1"))
        .isInstanceOf(SignIn.TooManyAttempts.class);
    assertThatThrownBy(() -> signIn.visitor(with("Bearer x", null, null)))
        .isInstanceOf(SignIn.TooManyAttempts.class);
    assertThat(signIn.logIn(TOKEN, "", "10.0.0.2")).as("from elsewhere").isPresent();

    nanos += MINUTE + 1;
    assertThat(signIn.logIn(TOKEN, "", "10.0.0.1")).isPresent();
  }

  @Test
  void guessesFromManyAddressesDoNotFillTheMemory() {
    for (int i = 0; i < 5_000; i++) {
      assertThat(signIn.logIn("guess", "", "address " + i)).isEmpty();
    }
    assertThat(signIn.logIn(TOKEN, "", "mine")).isPresent();
  }

  @Test
  void everySessionHasAnotherName() {
    Set<String> cookies = new HashSet<>();
    for (int i = 0; i < 1_500; i++) {
      cookies.add(signIn.logIn(TOKEN, "", "a").orElseThrow());
    }
    assertThat(cookies).hasSize(1_500).allMatch(cookie -> cookie.length() == 43);
    long open =
        cookies.stream()
            .filter(cookie -> signIn.visitor(with(null, cookie, null)).signedIn())
            .count();
    assertThat(open).as("the eldest sessions make room").isEqualTo(1_000);
  }

  @Test
  void aProxyThatIsTrustedSaysWhoItIs() {
    SignIn proxied = new SignIn(Optional.empty(), Optional.of("X-Forwarded-User"), () -> nanos);
    assertThat(proxied.visitor(with(null, null, "ann@example.org")))
        .isEqualTo(new Visitor(true, Optional.of("ann@example.org"), true));
    assertThat(proxied.visitor(with(null, null, null)).signedIn()).isFalse();
    assertThat(proxied.visitor(with(null, null, "  ")).signedIn()).isFalse();
    assertThat(proxied.visitor(with(null, null, "x".repeat(200))).signedIn()).isFalse();

    SignIn both = new SignIn(Optional.of(TOKEN), Optional.of("X-Forwarded-User"), () -> nanos);
    assertThat(both.visitor(with(null, null, "ann")).signedIn()).isFalse();
    assertThat(both.visitor(with("Bearer " + TOKEN, null, null)).signedIn()).isFalse();
    assertThat(both.visitor(with("Bearer " + TOKEN, null, "ann")).signedIn()).isTrue();
  }

  @Test
  void aNameHasAnEnd() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> signIn.logIn(TOKEN, "n".repeat(129), "a"))
        .withMessageContaining("128");
  }
}
