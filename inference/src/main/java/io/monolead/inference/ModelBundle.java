// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A model in one file, extension {@code .mlb}: a stored zip of
 *
 * <ol>
 *   <li>{@code manifest.json}, the {@link ModelManifest};
 *   <li>{@code model-card.md}, for people;
 *   <li>{@code network.pt}, TorchScript: {@code [batch, lead, sample]} to logits {@code [batch,
 *       label]};
 *   <li>the same network in the other {@link NetworkForm}s that the manifest names, one part each;
 *   <li>{@code attention.py}, if the manifest names its steps: code over the tensors of {@code
 *       network.pt}, from which {@link Attention} computes class activation maps;
 *   <li>{@code golden.bin}, the {@link GoldenSet};
 *   <li>{@code checksums.sha256}, the SHA-256 of each part above as {@code sha256sum} writes it.
 * </ol>
 *
 * <p>The same parts give the same bytes. A file in which any byte was changed is refused.
 * Immutable; arrays are shared and must not be written to.
 */
public final class ModelBundle {
  /** Ending of a bundle's file name. */
  public static final String EXTENSION = ".mlb";

  /** Largest file that is read: 512 MiB. */
  public static final long MOST_BYTES = 512L << 20;

  private static final String MANIFEST = "manifest.json";
  private static final String CARD = "model-card.md";
  private static final String ATTENTION = "attention.py";
  private static final String GOLDEN = "golden.bin";
  private static final String CHECKSUMS = "checksums.sha256";

  private final ModelManifest manifest;
  private final String modelCard;
  private final Map<NetworkForm, byte[]> networks;
  private final Optional<byte[]> attention;
  private final GoldenSet golden;
  private final byte[] file;
  private final String sha256;

  private ModelBundle(
      ModelManifest manifest,
      String modelCard,
      Map<NetworkForm, byte[]> networks,
      Optional<byte[]> attention,
      GoldenSet golden,
      byte[] file) {
    this.manifest = manifest;
    this.modelCard = modelCard;
    this.networks = networks;
    this.attention = attention;
    this.golden = golden;
    this.file = file;
    this.sha256 = sha256(file);
  }

  /**
   * Puts a bundle together. It is not tried out: {@link Model#open(ModelBundle)} does that.
   *
   * @param network TorchScript
   * @throws IllegalArgumentException if the golden set does not fit the manifest
   */
  public static ModelBundle of(
      ModelManifest manifest, String modelCard, byte[] network, GoldenSet golden) {
    return of(manifest, modelCard, Map.of(NetworkForm.PLAIN, network), golden);
  }

  /**
   * Puts a bundle with several forms together.
   *
   * @param networks TorchScript of the plain form and of those that the manifest names
   * @throws IllegalArgumentException if the golden set or the forms do not fit the manifest
   */
  public static ModelBundle of(
      ModelManifest manifest,
      String modelCard,
      Map<NetworkForm, byte[]> networks,
      GoldenSet golden) {
    return of(manifest, modelCard, networks, Optional.empty(), golden);
  }

  /**
   * Puts a bundle with several forms and attention together.
   *
   * @param networks TorchScript of the plain form and of those that the manifest names
   * @param attention what {@link #attention()} says; there exactly if the manifest says so
   * @throws IllegalArgumentException if a part does not fit the manifest
   */
  public static ModelBundle of(
      ModelManifest manifest,
      String modelCard,
      Map<NetworkForm, byte[]> networks,
      Optional<byte[]> attention,
      GoldenSet golden) {
    if (attention.isPresent() != manifest.hasAttention()) {
      throw new IllegalArgumentException(
          "The manifest names "
              + manifest.attentionSteps()
              + " steps of attention, but its code is "
              + (attention.isPresent() ? "there" : "missing"));
    }
    if (!networks.keySet().equals(Set.copyOf(forms(manifest)))) {
      throw new IllegalArgumentException(
          "The manifest names the forms " + forms(manifest) + ", not " + networks.keySet());
    }
    if (golden.windows().length != golden.count() * manifest.windowValues()
        || golden.probabilities().length != golden.count() * manifest.labelSpace().size()) {
      throw new IllegalArgumentException(
          String.format(
              "%d golden windows of %d values and %d labels do not have %d values and %d"
                  + " probabilities",
              golden.count(),
              manifest.windowValues(),
              manifest.labelSpace().size(),
              golden.windows().length,
              golden.probabilities().length));
    }
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put(MANIFEST, ManifestJson.encode(manifest));
    parts.put(CARD, modelCard.getBytes(StandardCharsets.UTF_8));
    for (NetworkForm form : forms(manifest)) {
      parts.put(form.part(), networks.get(form));
    }
    attention.ifPresent(code -> parts.put(ATTENTION, code));
    parts.put(GOLDEN, golden.encode());
    parts.put(CHECKSUMS, checksums(parts).getBytes(StandardCharsets.US_ASCII));
    return new ModelBundle(
        manifest, modelCard, new EnumMap<>(networks), attention, golden, StoredZip.encode(parts));
  }

  private static List<NetworkForm> forms(ModelManifest manifest) {
    return Stream.concat(
            Stream.of(NetworkForm.PLAIN), manifest.forms().stream().map(FormCheck::form))
        .toList();
  }

  /**
   * Reads and checks a bundle.
   *
   * @throws BundleException if it is damaged, of another format, too large or contradicts itself;
   *     the message names the file and the part
   * @throws IOException if the file cannot be read
   */
  public static ModelBundle read(Path path) throws IOException {
    try {
      return decode(readWhole(path));
    } catch (BundleException e) {
      throw new BundleException("Model bundle " + path + ": " + e.getMessage(), e);
    }
  }

  private static byte[] readWhole(Path path) throws IOException {
    long size = Files.size(path);
    if (size > MOST_BYTES) {
      throw new BundleException(
          "has " + size + " bytes, more than the " + MOST_BYTES + " that are allowed");
    }
    // The file may grow while it is read: never more than was allowed is taken.
    try (InputStream stream = Files.newInputStream(path)) {
      return stream.readNBytes((int) size);
    }
  }

  private static ModelBundle decode(byte[] file) throws BundleException {
    Map<String, byte[]> parts;
    ModelManifest manifest;
    try {
      // Which parts there are is said by the first of them.
      manifest = ManifestJson.decode(StoredZip.first(file, MANIFEST));
      List<String> names = new ArrayList<>(List.of(MANIFEST, CARD));
      forms(manifest).forEach(form -> names.add(form.part()));
      if (manifest.hasAttention()) {
        names.add(ATTENTION);
      }
      names.addAll(List.of(GOLDEN, CHECKSUMS));
      parts = StoredZip.decode(file, names);
    } catch (StoredZip.DamagedPartException e) {
      throw new BundleException(
          e.getMessage() + "; the file is damaged or no bundle, fetch it again", e);
    }
    Map<String, byte[]> summed = new LinkedHashMap<>(parts);
    String written = new String(summed.remove(CHECKSUMS), StandardCharsets.US_ASCII);
    if (!written.equals(checksums(summed))) {
      throw new BundleException(differing(written, summed));
    }
    Map<NetworkForm, byte[]> networks = new EnumMap<>(NetworkForm.class);
    forms(manifest).forEach(form -> networks.put(form, parts.get(form.part())));
    return new ModelBundle(
        manifest,
        new String(parts.get(CARD), StandardCharsets.UTF_8),
        networks,
        Optional.ofNullable(parts.get(ATTENTION)),
        GoldenSet.decode(parts.get(GOLDEN), manifest),
        file);
  }

  private static String differing(String written, Map<String, byte[]> parts) {
    List<String> lines = written.lines().toList();
    for (Map.Entry<String, byte[]> part : parts.entrySet()) {
      String line = sha256(part.getValue()) + "  " + part.getKey();
      if (!lines.contains(line)) {
        return "part '"
            + part.getKey()
            + "' has SHA-256 "
            + sha256(part.getValue())
            + ", which is not what "
            + CHECKSUMS
            + " says; fetch the file again";
      }
    }
    return "part '" + CHECKSUMS + "' lists parts that are not there; fetch the file again";
  }

  /** Writes the file; it appears whole or not at all. */
  public void write(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    // Not a temporary file of the JDK: those only their owner may read, and a bundle is to be
    // shared.
    Path unfinished = folder.resolve(path.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.write(unfinished, file, StandardOpenOption.CREATE_NEW);
      Files.move(unfinished, path, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** What the model is and how it is used. */
  public ModelManifest manifest() {
    return manifest;
  }

  /** The model card, Markdown. */
  public String modelCard() {
    return modelCard;
  }

  /** The TorchScript file of the plain form. */
  public byte[] network() {
    return networks.get(NetworkForm.PLAIN);
  }

  /**
   * The TorchScript file of a form.
   *
   * @throws IllegalArgumentException if the bundle does not hold it
   */
  public byte[] network(NetworkForm form) {
    byte[] network = networks.get(form);
    if (network == null) {
      throw new IllegalArgumentException("There is no form " + form + " in this bundle");
    }
    return network;
  }

  /** The forms of the network that are there, the most exact first. */
  public List<NetworkForm> forms() {
    return List.copyOf(networks.keySet());
  }

  /**
   * Code of the module in {@link #network()} that computes {@code [batch, lead, sample]} to a tuple
   * of logits {@code [batch, label]}, class activation maps {@code [batch, label, step]} and
   * offsets {@code [batch, label]}: ASCII, in TorchScript's serialised dialect, in place of the
   * code in that file. Empty in a bundle without {@link Attention}.
   */
  public Optional<byte[]> attention() {
    return attention;
  }

  /** The self-test. */
  public GoldenSet golden() {
    return golden;
  }

  /** SHA-256 of the whole file, lower-case hexadecimal: the identity of this very model. */
  public String sha256() {
    return sha256;
  }

  /** Size of the whole file. */
  public long bytes() {
    return file.length;
  }

  private static String checksums(Map<String, byte[]> parts) {
    StringBuilder text = new StringBuilder();
    parts.forEach((name, part) -> text.append(sha256(part)).append("  ").append(name).append('\n'));
    return text.toString();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
