// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Who vouches for a bundle: an Ed25519 signature (RFC 8032) in a file beside it, {@code
 * BUNDLE.sig}, Base64. What is signed are the 32 bytes of the bundle file's SHA-256, so that {@code
 * openssl pkeyutl -sign -rawin} makes the same from the digest.
 *
 * <p>Keys are PEM as {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey -pubout}
 * write them. Stateless.
 */
public final class BundleSignature {
  /** Ending of the signature's file name, after the bundle's. */
  public static final String EXTENSION = ".sig";

  private static final String ALGORITHM = "Ed25519";
  private static final long MOST_BYTES = 4096;

  private BundleSignature() {}

  /** Where the signature of a bundle lies. */
  public static Path beside(Path bundle) {
    return bundle.resolveSibling(bundle.getFileName() + EXTENSION);
  }

  /**
   * Reads a public key.
   *
   * @param pem a block {@code PUBLIC KEY}
   * @throws IllegalArgumentException if it is none
   */
  public static PublicKey publicKey(String pem) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(block(pem, "PUBLIC KEY")));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("This is no Ed25519 public key", e);
    }
  }

  /**
   * Reads a private key. What the text says is part of no message.
   *
   * @param pem a block {@code PRIVATE KEY}
   * @throws IllegalArgumentException if it is none
   */
  public static PrivateKey privateKey(String pem) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(block(pem, "PRIVATE KEY")));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("This is no Ed25519 private key", e);
    }
  }

  private static byte[] block(String pem, String name) {
    String begin = "-----BEGIN " + name + "-----";
    String end = "-----END " + name + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("There is no PEM block '" + name + "'");
    }
    try {
      return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The PEM block '" + name + "' is not Base64", e);
    }
  }

  /** Signs a bundle; writes the file beside it. */
  public static Path sign(Path path, ModelBundle bundle, PrivateKey key) throws IOException {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(digest(bundle));
      Path file = beside(path);
      Files.writeString(file, Base64.getEncoder().encodeToString(signature.sign()) + "\n");
      return file;
    } catch (GeneralSecurityException e) {
      throw new IOException("The bundle could not be signed: " + e.getMessage(), e);
    }
  }

  /**
   * Requires that one of the keys has signed a bundle.
   *
   * @throws BundleException if there is no signature, or none of the keys made it
   */
  public static void require(Path path, ModelBundle bundle, List<PublicKey> keys)
      throws IOException {
    Path file = beside(path);
    byte[] signed;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new BundleException(file + " is too large for a signature");
      }
      signed = Base64.getMimeDecoder().decode(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      throw new BundleException(
          path + " is not signed: there is no " + file.getFileName() + " beside it", e);
    } catch (IllegalArgumentException e) {
      throw new BundleException(file + " is not Base64", e);
    }
    for (PublicKey key : keys) {
      if (holds(key, bundle, signed)) {
        return;
      }
    }
    throw new BundleException(
        file + " is the signature of none of the " + keys.size() + " trusted keys on this bundle");
  }

  private static boolean holds(PublicKey key, ModelBundle bundle, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(digest(bundle));
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] digest(ModelBundle bundle) {
    return HexFormat.of().parseHex(bundle.sha256());
  }
}
