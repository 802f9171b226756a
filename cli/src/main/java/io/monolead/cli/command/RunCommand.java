// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.FailureText;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.job.JobSubmission;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.job.config.OptionsTable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead run}: the job. */
@Command(
    name = "run",
    description = {
      "Run the job against a broker: in this process, or submitted to a Flink cluster.",
      "In this process it runs until Ctrl-C. On a cluster it goes on by itself; the engine's jars"
          + " must be in the cluster's lib folder, and --model must name the bundle as the task"
          + " managers see it."
    },
    footer = {
      "  monolead run --bootstrap broker:9092",
      "  monolead run --bootstrap broker:9092 --set window.hop=2s --set alert.windows-required=3",
      "  monolead run --bootstrap kafka:9092 --cluster flink:8081 --model /opt/monolead/m.mlb"
    })
public final class RunCommand extends MonoleadCommand {
  private static final Duration GLANCE = Duration.ofMillis(200);
  private static final String JAR_FOLDER = "streaming-job/target";
  private static final String JAR_PATTERN = "monolead-streaming-job-*-job.jar";

  @Mixin private BrokerOptions broker;
  @Mixin private ModelOption model;
  @Mixin private JobArguments arguments;

  @Option(
      names = "--cluster",
      paramLabel = "HOST:PORT",
      description = "REST address of a Flink cluster to submit to (default: run in this process).")
  private String cluster;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The job's jar, for --cluster (default: the one this build made).")
  private Path jar;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Parallelism in this process (default: the cores).")
  private Integer slots;

  @Option(
      names = "--flink-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of Flink's web page in this process (default: a free one).")
  private int flinkPort;

  @Option(names = "--list-options", description = "Show all options of the job and end.")
  private boolean listOptions;

  public RunCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws Exception {
    if (listOptions) {
      context().terminal().println(OptionsTable.markdown().stripTrailing());
      return ExitCode.OK;
    }
    return cluster == null ? here() : there();
  }

  private int here() throws Exception {
    JobSubmission submission = submission(model.file(context()));
    int parallelism = slots == null ? Runtime.getRuntime().availableProcessors() : slots;
    context().stop().listen();
    try (EmbeddedFlink flink =
        EmbeddedFlink.builder()
            .optSlots(parallelism)
            .optRestPort(flinkPort)
            .optConfiguration(submission.metricReporters())
            .start()) {
      JobClient job = submission.submit(flink.newEnvironment());
      say("job " + job.getJobID() + " runs, Flink " + flink.restAddress() + "; Ctrl-C stops it");
      CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
      while (!result.isDone() && !context().stop().await(GLANCE)) {
        // Nothing to do but wait for either.
      }
      if (result.isDone()) {
        result.get();
        say("the job has ended");
      } else {
        job.cancel().get();
        say("the job was stopped");
      }
      return ExitCode.OK;
    } catch (ExecutionException e) {
      throw new CommandFailure("The job failed: " + FailureText.of(JobSubmission.rootCause(e)), e);
    }
  }

  private int there() throws Exception {
    int colon = cluster.lastIndexOf(':');
    if (colon < 1 || !cluster.substring(colon + 1).matches("\\d{1,5}")) {
      throw usageMistake("--cluster is HOST:PORT, not '" + cluster + "'");
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createRemoteEnvironment(
            cluster.substring(0, colon),
            Integer.parseInt(cluster.substring(colon + 1)),
            new Configuration(),
            jar().toString());
    JobClient job = submission(model.file(context())).submit(environment);
    say("job " + job.getJobID() + " submitted to http://" + cluster);
    return ExitCode.OK;
  }

  private JobSubmission submission(Path bundle) throws IOException {
    return JobSubmission.of(broker.connection(), broker.topics(), bundle)
        .with(arguments.arguments());
  }

  private Path jar() throws IOException {
    if (jar != null) {
      if (!Files.isRegularFile(jar)) {
        throw new CommandFailure("No jar at " + jar);
      }
      return jar;
    }
    Path folder = context().home().map(home -> home.resolve(JAR_FOLDER)).orElse(Path.of("."));
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, JAR_PATTERN)) {
        for (Path each : jars) {
          return each;
        }
      }
    }
    throw new CommandFailure(
        "No "
            + JAR_PATTERN
            + " in "
            + folder
            + "; build it, or name a release's monolead-job-VERSION.jar with --jar");
  }

  private void say(String text) {
    context().terminal().print(new Line().add(text, Style.PLAIN));
  }
}
