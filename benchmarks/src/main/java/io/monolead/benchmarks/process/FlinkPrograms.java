// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import io.monolead.job.JobMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * Flink's own programs as the image runs them: main class and arguments, to stand behind Java's
 * options.
 */
public final class FlinkPrograms {
  private static final String CONFIGURATION = "config.yaml";

  private FlinkPrograms() {}

  /**
   * Writes Flink's configuration file.
   *
   * @param folder the folder that both programs take; made if missing
   * @return the folder
   */
  public static Path configure(Path folder, Map<String, String> options) throws IOException {
    StringBuilder yaml = new StringBuilder();
    options.forEach((key, value) -> yaml.append(key).append(": \"").append(value).append("\"\n"));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(CONFIGURATION), yaml);
    return folder;
  }

  /**
   * A job manager that runs our job and nothing else.
   *
   * @param jobId 32 hexadecimal digits
   * @param address where it listens
   * @param jobArguments arguments of the job
   */
  public static List<String> jobManager(
      Path configuration, String jobId, String address, List<String> jobArguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                StandaloneApplicationClusterEntryPoint.class.getName(),
                "--configDir",
                configuration.toString(),
                "--job-classname",
                JobMain.class.getName(),
                "--job-id",
                jobId,
                "-Djobmanager.bind-host=" + address));
    all.addAll(jobArguments);
    return all;
  }

  /**
   * A task manager.
   *
   * @param name how the job manager names it
   * @param address where it listens, for the job manager and for other task managers
   */
  public static List<String> taskManager(Path configuration, String name, String address) {
    return List.of(
        TaskManagerRunner.class.getName(),
        "--configDir",
        configuration.toString(),
        "-Dtaskmanager.resource-id=" + name,
        "-Dtaskmanager.host=" + address,
        "-Dtaskmanager.bind-host=" + address);
  }
}
