// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.inference.BundleException;
import io.monolead.inference.BundleSignature;
import io.monolead.inference.ModelBundle;
import io.monolead.job.ShippedBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleRulesTest {
  private static final long WINDOW_MICROS = 10_000_000;

  @TempDir Path folder;
  private Path file;
  private ModelBundle bundle;

  @BeforeEach
  void copyTheShippedBundle() throws Exception {
    file = folder.resolve("shipped.mlb");
    Files.copy(ShippedBundle.path(), file);
    bundle = ModelBundle.read(file);
  }

  private static String pem(KeyPair keys) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  @Test
  void withTrustedKeysABundleMustBeSignedWithOneOfThem() throws Exception {
    KeyPair ours = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyPair theirs = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    BundleRules rules = new BundleRules(WINDOW_MICROS, false, List.of(pem(ours)));
    assertThatThrownBy(() -> rules.check(file, bundle))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("is not signed");
    BundleSignature.sign(file, bundle, theirs.getPrivate());
    assertThatThrownBy(() -> rules.check(file, bundle))
        .hasMessageContaining("the signature of none of the 1 trusted keys");
    BundleSignature.sign(file, bundle, ours.getPrivate());
    assertThatCode(() -> rules.check(file, bundle)).doesNotThrowAnyException();
  }

  @Test
  void aBundleMustTakeTheWindowsOfTheJob() {
    assertThatThrownBy(() -> new BundleRules(5_000_000, false, List.of()).check(file, bundle))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("takes windows of 10.0 s, but monolead.window.length is 5.0 s");
  }

  @Test
  void aKeyThatIsNoneIsRefusedWhenTheJobIsStarted() {
    assertThatThrownBy(() -> new BundleRules(WINDOW_MICROS, false, List.of("no key")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no PEM block 'PUBLIC KEY'");
  }
}
