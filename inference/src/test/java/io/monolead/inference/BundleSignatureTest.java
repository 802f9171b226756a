// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleSignatureTest {
  /** RFC 8032, 7.1, test 1: the public key of the first example, as an X.509 key. */
  private static final String RFC_8032_PUBLIC =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  @TempDir Path folder;

  private Path bundle() throws Exception {
    Path file = folder.resolve("model.mlb");
    ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM).write(file);
    return file;
  }

  private static KeyPair keys() throws Exception {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  private static String pem(String name, byte[] content) {
    return "-----BEGIN "
        + name
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + name
        + "-----\n";
  }

  @Test
  void theKeyOfTheStandardIsRead() {
    // A comment before the block, as OpenSSL's own tools write it.
    byte[] header = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    byte[] key = java.util.HexFormat.of().parseHex(RFC_8032_PUBLIC);
    byte[] encoded = new byte[header.length + key.length];
    System.arraycopy(header, 0, encoded, 0, header.length);
    System.arraycopy(key, 0, encoded, header.length, key.length);
    PublicKey read = BundleSignature.publicKey("a comment\n" + pem("PUBLIC KEY", encoded));
    assertThat(read.getEncoded()).isEqualTo(encoded);
  }

  @Test
  void aSignedBundleIsTrustedByWhoeverTrustsTheKey() throws Exception {
    Path file = bundle();
    KeyPair keys = keys();
    BundleSignature.sign(
        file,
        ModelBundle.read(file),
        BundleSignature.privateKey(pem("PRIVATE KEY", keys.getPrivate().getEncoded())));
    PublicKey key = BundleSignature.publicKey(pem("PUBLIC KEY", keys.getPublic().getEncoded()));
    BundleSignature.require(file, ModelBundle.read(file), List.of(keys().getPublic(), key));
    assertThatThrownBy(
            () ->
                BundleSignature.require(file, ModelBundle.read(file), List.of(keys().getPublic())))
        .isInstanceOf(BundleException.class)
        .hasMessageEndingWith("is the signature of none of the 1 trusted keys on this bundle");
  }

  @Test
  void theSignatureOfAnotherBundleIsOfNoUse() throws Exception {
    Path file = bundle();
    KeyPair keys = keys();
    BundleSignature.sign(file, ModelBundle.read(file), keys.getPrivate());
    ModelBundle signed = ModelBundle.read(file);
    ModelBundle other =
        ModelBundle.of(signed.manifest(), "# Other\n", signed.network(), signed.golden());
    assertThatThrownBy(() -> BundleSignature.require(file, other, List.of(keys.getPublic())))
        .isInstanceOf(BundleException.class);
  }

  @Test
  void whatIsMissingOrNoSignatureIsNamed() throws Exception {
    Path file = bundle();
    ModelBundle bundle = ModelBundle.read(file);
    List<PublicKey> keys = List.of(keys().getPublic());
    assertThatThrownBy(() -> BundleSignature.require(file, bundle, keys))
        .hasMessageContaining("is not signed: there is no model.mlb.sig beside it");
    Files.writeString(BundleSignature.beside(file), "*", StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> BundleSignature.require(file, bundle, keys))
        .isInstanceOf(BundleException.class);
    Files.write(BundleSignature.beside(file), new byte[5000]);
    assertThatThrownBy(() -> BundleSignature.require(file, bundle, keys))
        .hasMessageContaining("too large");
  }

  @Test
  void whatAPrivateKeyFileSaysIsInNoMessage() {
    assertThatThrownBy(
            () ->
                BundleSignature.privateKey(
                    pem("PRIVATE KEY", "secret".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("This is no Ed25519 private key")
        .satisfies(
            e -> assertThat(String.valueOf(e.getCause().getMessage())).doesNotContain("secret"));
    assertThatThrownBy(() -> BundleSignature.privateKey("secret"))
        .hasMessage("There is no PEM block 'PRIVATE KEY'");
  }
}
