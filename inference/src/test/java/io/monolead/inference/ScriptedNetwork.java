// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Real TorchScript without weights: a body of {@code forward} in a file the engine loads. */
final class ScriptedNetwork {
  /** Labels are the mean and the maximum of the window. */
  static final String MEAN_AND_MAXIMUM =
      "return torch.flatten(torch.cat([torch.mean(x, [2]), torch.amax(x, [2])], 1), 1, -1)";

  static final int SAMPLES = 50;
  static final LabelSpace LABELS = new LabelSpace("test", List.of("MEAN", "MAX"));

  private ScriptedNetwork() {}

  static byte[] script(String body) {
    String code =
        "class Network(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + "  def forward(self: __torch__.Network,\n    x: Tensor) -> Tensor:\n    "
            + body
            + "\n";
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put("n/data.pkl", module());
    parts.put("n/code/__torch__.py", code.getBytes(StandardCharsets.US_ASCII));
    parts.put("n/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
    parts.put("n/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    return StoredZip.encode(parts);
  }

  /** An object of the class with {@code training = False}. */
  private static byte[] module() {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(new byte[] {(byte) 0x80, 2});
    pickle.writeBytes("c__torch__\nNetwork\n".getBytes(StandardCharsets.US_ASCII));
    pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
    pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
    pickle.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'});
    return pickle.toByteArray();
  }

  static ModelManifest manifest() {
    return new ModelManifest(
        ModelManifest.FORMAT_VERSION,
        "mean-and-max",
        "1.0.0",
        List.of(Lead.I),
        100,
        SAMPLES,
        LABELS,
        new Conditioning(100, List.of()),
        List.of(
            LabelOperatingPoint.uncalibrated("MEAN", 0.5f),
            new LabelOperatingPoint("MAX", 0.25f, 2, -1)),
        Map.of("network", "mean and maximum", "seed", "none"));
  }

  /** A window that is {@code value} throughout, its golden outputs worked out by hand. */
  static ModelBundle bundle(String body) {
    float[] window = new float[SAMPLES];
    Arrays.fill(window, 1f);
    float sigmoidOfOne = 0.7310586f;
    return ModelBundle.of(
        manifest(),
        "# Card\n",
        script(body),
        new GoldenSet(1, window, new float[] {sigmoidOfOne, sigmoidOfOne}));
  }
}
