// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A network in the engine's memory, on one device; closed by whoever loaded it. */
final class LoadedNetwork implements AutoCloseable {
  private static final String NAME = "network";

  private final NetworkForm form;
  private final ComputeDevice device;
  private final ai.djl.Model model;

  private LoadedNetwork(NetworkForm form, ComputeDevice device, ai.djl.Model model) {
    this.form = form;
    this.device = device;
    this.model = model;
  }

  /**
   * Loads a network; starts the engine if it does not run yet.
   *
   * @param what names the model in errors
   * @param device not {@link ComputeDevice#AUTO}
   * @throws BundleException if the engine cannot load it
   */
  static LoadedNetwork load(String what, NetworkForm form, byte[] script, ComputeDevice device)
      throws IOException {
    InferenceEngine.start();
    ai.djl.Model model =
        ai.djl.Model.newInstance(
            NAME,
            device.kind() == ComputeDevice.Kind.GPU ? Device.gpu(device.index()) : Device.cpu(),
            "PyTorch");
    // From a path: a network loaded from a stream would stay in training mode.
    Path folder = Files.createTempDirectory("monolead-model");
    Path file = folder.resolve(NAME + ".pt");
    try {
      Files.write(file, script);
      model.load(folder, NAME);
      return new LoadedNetwork(form, device, model);
    } catch (MalformedModelException | RuntimeException e) {
      model.close();
      throw new BundleException(
          what + ": " + form.part() + " cannot be loaded: " + firstLine(e), e);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  static String firstLine(Exception failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    return message.lines().findFirst().orElse(failure.getClass().getSimpleName());
  }

  NetworkForm form() {
    return form;
  }

  ComputeDevice device() {
    return device;
  }

  Block block() {
    return model.getBlock();
  }

  NDManager newManager() {
    return model.getNDManager().newSubManager();
  }

  /** Arrays in the engine's memory that the network and whoever uses it hold right now. */
  int heldArrays() {
    return model.getNDManager().getManagedArrays().size();
  }

  @Override
  public void close() {
    model.close();
  }
}
