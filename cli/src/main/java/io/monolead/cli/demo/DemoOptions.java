// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import io.monolead.connectors.scenario.Story;
import io.monolead.signal.Lead;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to show.
 *
 * @param model the model's bundle
 * @param duration how long devices send; empty for as long as they can
 * @param devices number of simulated devices, or most recordings
 * @param recordings files and folders to play; empty for simulated hearts
 * @param leads leads to play in order of preference; empty for the model's
 * @param speed speed of recordings
 * @param seed decides on all simulated hearts
 * @param kafkaPort port of the broker; 0 takes a free one
 * @param flinkPort port of Flink's web page; 0 takes a free one
 * @param page the web page
 * @param story what happens to the devices, in place of the usual cast; empty for that
 * @param jobArguments options of the job over those of the demo
 */
public record DemoOptions(
    Path model,
    Optional<Duration> duration,
    int devices,
    List<Path> recordings,
    List<Lead> leads,
    double speed,
    long seed,
    int kafkaPort,
    int flinkPort,
    PageOptions page,
    Optional<Story> story,
    List<String> jobArguments) {
  public DemoOptions {
    recordings = List.copyOf(recordings);
    leads = List.copyOf(leads);
    jobArguments = List.copyOf(jobArguments);
  }
}
