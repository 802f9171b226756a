// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli;

import io.monolead.cli.command.AlertAcknowledgeCommand;
import io.monolead.cli.command.AlertCommand;
import io.monolead.cli.command.AlertResumeCommand;
import io.monolead.cli.command.AlertSilenceCommand;
import io.monolead.cli.command.BackfillCommand;
import io.monolead.cli.command.BenchmarkCommand;
import io.monolead.cli.command.CompletionCommand;
import io.monolead.cli.command.DataCommand;
import io.monolead.cli.command.DataDownloadCommand;
import io.monolead.cli.command.DataListCommand;
import io.monolead.cli.command.DeadLettersCommand;
import io.monolead.cli.command.DemoCommand;
import io.monolead.cli.command.EvaluateCommand;
import io.monolead.cli.command.EvaluateReportCommand;
import io.monolead.cli.command.EvaluateStreamCommand;
import io.monolead.cli.command.ExperimentCommand;
import io.monolead.cli.command.ModelAttentionCommand;
import io.monolead.cli.command.ModelCanaryCommand;
import io.monolead.cli.command.ModelCommand;
import io.monolead.cli.command.ModelDeployCommand;
import io.monolead.cli.command.ModelFormsCommand;
import io.monolead.cli.command.ModelInspectCommand;
import io.monolead.cli.command.ModelRollBackCommand;
import io.monolead.cli.command.ModelShadowCommand;
import io.monolead.cli.command.ModelSignCommand;
import io.monolead.cli.command.ModelVerifyCommand;
import io.monolead.cli.command.MonitorCommand;
import io.monolead.cli.command.NetworkCommand;
import io.monolead.cli.command.NetworkListCommand;
import io.monolead.cli.command.NetworkShowCommand;
import io.monolead.cli.command.OrdersCommand;
import io.monolead.cli.command.PlanCommand;
import io.monolead.cli.command.PolicyCommand;
import io.monolead.cli.command.PolicySetCommand;
import io.monolead.cli.command.PolicyTuneCommand;
import io.monolead.cli.command.RecordingCommand;
import io.monolead.cli.command.RecordingInspectCommand;
import io.monolead.cli.command.ReplayCommand;
import io.monolead.cli.command.RouteCommand;
import io.monolead.cli.command.RunCommand;
import io.monolead.cli.command.SearchCommand;
import io.monolead.cli.command.SimulateCommand;
import io.monolead.cli.command.TopicsCommand;
import io.monolead.cli.command.TopicsCreateCommand;
import io.monolead.cli.command.TopicsDescribeCommand;
import io.monolead.cli.command.TopicsListCommand;
import io.monolead.cli.command.TrainCommand;
import io.monolead.cli.command.WatchCommand;
import io.monolead.cli.invocation.CommandContext;
import picocli.CommandLine;

/** All commands of monolead in the order in which the help shows them. */
final class Commands {
  private Commands() {}

  static void addAll(CommandLine line, CommandContext context) {
    line.addSubcommand(new DemoCommand(context));
    line.addSubcommand(
        new CommandLine(new TopicsCommand(context))
            .addSubcommand(new TopicsCreateCommand(context))
            .addSubcommand(new TopicsListCommand(context))
            .addSubcommand(new TopicsDescribeCommand(context)));
    line.addSubcommand(new SimulateCommand(context));
    line.addSubcommand(new ReplayCommand(context));
    line.addSubcommand(new RunCommand(context));
    line.addSubcommand(new BackfillCommand(context));
    line.addSubcommand(new WatchCommand(context));
    line.addSubcommand(new MonitorCommand(context));
    line.addSubcommand(new RouteCommand(context));
    line.addSubcommand(
        new CommandLine(new DataCommand(context))
            .addSubcommand(new DataListCommand(context))
            .addSubcommand(new DataDownloadCommand(context)));
    line.addSubcommand(
        new CommandLine(new NetworkCommand(context))
            .addSubcommand(new NetworkListCommand(context))
            .addSubcommand(new NetworkShowCommand(context)));
    line.addSubcommand(new TrainCommand(context));
    line.addSubcommand(
        new CommandLine(new EvaluateCommand(context))
            .addSubcommand(new EvaluateStreamCommand(context))
            .addSubcommand(new EvaluateReportCommand(context)));
    line.addSubcommand(new ExperimentCommand(context));
    line.addSubcommand(new SearchCommand(context));
    line.addSubcommand(
        new CommandLine(new ModelCommand(context))
            .addSubcommand(new ModelInspectCommand(context))
            .addSubcommand(new ModelVerifyCommand(context))
            .addSubcommand(new ModelFormsCommand(context))
            .addSubcommand(new ModelAttentionCommand(context))
            .addSubcommand(new ModelSignCommand(context))
            .addSubcommand(new ModelDeployCommand(context))
            .addSubcommand(new ModelShadowCommand(context))
            .addSubcommand(new ModelCanaryCommand(context))
            .addSubcommand(new ModelRollBackCommand(context)));
    line.addSubcommand(
        new CommandLine(new PolicyCommand(context))
            .addSubcommand(new PolicySetCommand(context))
            .addSubcommand(new PolicyTuneCommand(context)));
    line.addSubcommand(
        new CommandLine(new AlertCommand(context))
            .addSubcommand(new AlertAcknowledgeCommand(context))
            .addSubcommand(new AlertSilenceCommand(context))
            .addSubcommand(new AlertResumeCommand(context)));
    line.addSubcommand(new OrdersCommand(context));
    line.addSubcommand(new DeadLettersCommand(context));
    line.addSubcommand(
        new CommandLine(new RecordingCommand(context))
            .addSubcommand(new RecordingInspectCommand(context)));
    line.addSubcommand(new PlanCommand(context));
    line.addSubcommand(new BenchmarkCommand(context));
    line.addSubcommand(new CompletionCommand(context));
  }
}
