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
    return load(what, form.part(), form, script, device);
  }

  /**
   * As {@link #load(String, NetworkForm, byte[], ComputeDevice)}.
   *
   * @param part names the script in errors
   */
  static LoadedNetwork load(
      String what, String part, NetworkForm form, byte[] script, ComputeDevice device)
      throws IOException {
    InferenceEngine.start();
    ai.djl.Model model =
        ai.djl.Model.newInstance(
            NAME,
            device.kind() == ComputeDevice.Kind.GPU ? Device.gpu(device.index()) : Device.cpu(),
            "PyTorch");
    LoadedNetwork loaded = null;
    Path folder = null;
    Path file = null;
    try {
      // From a path: a network loaded from a stream would stay in training mode.
      folder = Files.createTempDirectory("monolead-model");
      file = folder.resolve(NAME + ".pt");
      Files.write(file, script);
      model.load(folder, NAME);
      loaded = new LoadedNetwork(form, device, model);
      return loaded;
    } catch (MalformedModelException | RuntimeException e) {
      throw new BundleException(what + ": " + part + " cannot be loaded: " + firstLine(e), e);
    } finally {
      if (loaded == null) {
        model.close();
      }
      if (file != null) {
        Files.deleteIfExists(file);
      }
      if (folder != null) {
        Files.deleteIfExists(folder);
      }
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
