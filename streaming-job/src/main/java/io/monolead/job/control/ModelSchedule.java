// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import io.monolead.schemas.ModelAction;
import io.monolead.schemas.ModelCommand;
import io.monolead.signal.Lead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which model scores which window, as the commands of {@code ecg.models} say.
 *
 * <ul>
 *   <li><b>DEPLOY</b>: the bundle is the lead's champion.
 *   <li><b>SHADOW</b>: the bundle is the challenger: it scores beside the champion and raises no
 *       alerts. An empty URI ends it.
 *   <li><b>CANARY</b>: the bundle scores a share of the devices in the champion's place, always the
 *       same devices for the same share. An empty URI or a share of 0 ends it.
 *   <li><b>ROLL_BACK</b>: ends the canary if there is one; else takes the last DEPLOY back, so that
 *       the champion before it is champion again, in the end the bundle of the job's options.
 * </ul>
 *
 * <p>A bundle that cannot be used keeps its place in this order and is passed over where it would
 * score: the one before it goes on. So the commands mean the same to a subtask that has tried the
 * bundle and to one that never needed it.
 *
 * <p>A command holds for windows that end at or after its effective time, which is the time it
 * states, but not before Kafka's timestamp of the record and the notice: so every subtask knows a
 * command before it sees a window that it is for. Commands take effect in the order of these times,
 * at equal times in that of the log. Immutable.
 */
public final class ModelSchedule {
  private static final int LONGEST_URI = 1024;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * What became of a command.
   *
   * @param entry the command
   * @param effectiveFromMicros event time from which it holds
   * @param refusal why it changes nothing; empty if it holds
   */
  public record Verdict(
      ControlEntry<ModelCommand> entry, long effectiveFromMicros, Optional<String> refusal) {}

  /**
   * Who scores a window.
   *
   * @param champion whose scores raise alerts
   * @param challenger who scores in its shadow
   */
  public record Assignment(ModelRef champion, Optional<ModelRef> challenger) {}

  private record Canary(ModelRef model, double share) {}

  /** What was commanded until a time, the latest first, whether it can be used or not. */
  private record Step(
      long fromMicros,
      List<ModelRef> champions,
      List<Canary> canaries,
      List<ModelRef> challengers) {}

  private static final Assignment OF_OPTIONS =
      new Assignment(ModelRef.OF_OPTIONS, Optional.empty());

  private static final List<ModelRef> ONLY_OF_OPTIONS = List.of(ModelRef.OF_OPTIONS);

  private final Set<String> badCommands;
  private final List<Verdict> verdicts;
  private final Map<String, List<Step>> stepsByLead;

  private ModelSchedule(
      List<Verdict> verdicts, Map<String, List<Step>> stepsByLead, Set<String> badCommands) {
    this.badCommands = Set.copyOf(badCommands);
    this.verdicts = List.copyOf(verdicts);
    this.stepsByLead = Map.copyOf(stepsByLead);
  }

  /**
   * The schedule of a log.
   *
   * @param entries the log's records
   * @param noticeMicros time between a record's timestamp and its earliest effect; 0 takes the
   *     effective time that it states, whatever its timestamp
   * @param badBundles why the bundle of a command cannot be used, by the command's origin
   */
  public static ModelSchedule of(
      List<ControlEntry<ModelCommand>> entries, long noticeMicros, Map<String, String> badBundles) {
    List<Verdict> verdicts = new ArrayList<>();
    Map<String, List<Verdict>> accepted = new HashMap<>();
    for (ControlEntry<ModelCommand> entry : entries) {
      Optional<String> refusal = refusal(entry, badBundles);
      long effective =
          entry
              .record()
              .map(command -> effective(command.getEffectiveFromMicros(), entry, noticeMicros))
              .orElse(0L);
      Verdict verdict = new Verdict(entry, effective, refusal);
      verdicts.add(verdict);
      if (refusal(entry, Map.of()).isEmpty()) {
        accepted
            .computeIfAbsent(lead(entry.record().orElseThrow()), any -> new ArrayList<>())
            .add(verdict);
      }
    }
    Map<String, List<Step>> steps = new HashMap<>();
    accepted.forEach((lead, commands) -> steps.put(lead, steps(commands)));
    return new ModelSchedule(verdicts, steps, badBundles.keySet());
  }

  static long effective(long statedMicros, ControlEntry<?> entry, long noticeMicros) {
    return noticeMicros == 0
        ? statedMicros
        : Math.max(statedMicros, entry.timestampMillis() * 1000 + noticeMicros);
  }

  private static String lead(ModelCommand command) {
    return Lead.parse(command.getLead()).name();
  }

  private static Optional<String> refusal(
      ControlEntry<ModelCommand> entry, Map<String, String> badBundles) {
    if (entry.record().isEmpty()) {
      return Optional.of(entry.undecodable());
    }
    ModelCommand command = entry.record().get();
    try {
      Lead.parse(command.getLead());
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
    if (command.getEffectiveFromMicros() < 0) {
      return Optional.of(
          "effectiveFromMicros is " + command.getEffectiveFromMicros() + "; allowed: 0 or more");
    }
    if (!(command.getCanaryShare() >= 0 && command.getCanaryShare() <= 1)) {
      return Optional.of("canaryShare is " + command.getCanaryShare() + "; allowed: 0 to 1");
    }
    return switch (command.getAction()) {
      case UNKNOWN -> Optional.of("this release does not know the action");
      case ROLL_BACK -> Optional.empty();
      case DEPLOY -> bundleRefusal(entry, command, badBundles);
      case SHADOW, CANARY ->
          ends(command) ? Optional.empty() : bundleRefusal(entry, command, badBundles);
    };
  }

  private static Optional<String> bundleRefusal(
      ControlEntry<ModelCommand> entry, ModelCommand command, Map<String, String> badBundles) {
    if (command.getBundleUri().isBlank()) {
      return Optional.of(command.getAction() + " names no bundle");
    }
    if (command.getBundleUri().length() > LONGEST_URI) {
      return Optional.of(
          "bundleUri has "
              + command.getBundleUri().length()
              + " characters; allowed: 1 to "
              + LONGEST_URI);
    }
    if (!SHA256.matcher(command.getBundleSha256()).matches()) {
      return Optional.of(
          "bundleSha256 is '"
              + command.getBundleSha256()
              + "'; it must be the file's SHA-256 in lower-case hexadecimal");
    }
    return Optional.ofNullable(badBundles.get(entry.origin()));
  }

  private static boolean ends(ModelCommand command) {
    return command.getBundleUri().isBlank()
        || (command.getAction() == ModelAction.CANARY && command.getCanaryShare() == 0);
  }

  /** The bundle that a command needs; empty if it needs none, or is refused for what it says. */
  public static Optional<ModelRef> bundle(ControlEntry<ModelCommand> entry) {
    if (refusal(entry, Map.of()).isPresent()) {
      return Optional.empty();
    }
    ModelCommand command = entry.record().orElseThrow();
    return switch (command.getAction()) {
      case DEPLOY -> Optional.of(bundle(entry, command));
      case SHADOW, CANARY -> ends(command) ? Optional.empty() : Optional.of(bundle(entry, command));
      default -> Optional.empty();
    };
  }

  private static ModelRef bundle(ControlEntry<ModelCommand> entry, ModelCommand command) {
    return new ModelRef(
        lead(command), command.getBundleUri(), command.getBundleSha256(), entry.origin());
  }

  private static List<Step> steps(List<Verdict> commands) {
    List<Verdict> ordered = new ArrayList<>(commands);
    // Stable: at equal times the order of the log holds.
    ordered.sort(Comparator.comparingLong(Verdict::effectiveFromMicros));
    Deque<ModelRef> champions = new ArrayDeque<>(List.of(ModelRef.OF_OPTIONS));
    Deque<Canary> canaries = new ArrayDeque<>();
    Deque<ModelRef> challengers = new ArrayDeque<>();
    List<Step> steps = new ArrayList<>();
    for (Verdict verdict : ordered) {
      ModelCommand command = verdict.entry().record().orElseThrow();
      switch (command.getAction()) {
        case DEPLOY -> champions.push(bundle(verdict.entry(), command));
        case SHADOW -> {
          if (ends(command)) {
            challengers.clear();
          } else {
            challengers.push(bundle(verdict.entry(), command));
          }
        }
        case CANARY -> {
          if (ends(command)) {
            canaries.clear();
          } else {
            canaries.push(new Canary(bundle(verdict.entry(), command), command.getCanaryShare()));
          }
        }
        case ROLL_BACK -> {
          if (!canaries.isEmpty()) {
            canaries.clear();
          } else if (champions.size() > 1) {
            champions.pop();
          }
        }
        case UNKNOWN -> throw new IllegalStateException("Refused commands are not carried out");
      }
      steps.add(
          new Step(
              verdict.effectiveFromMicros(),
              List.copyOf(champions),
              List.copyOf(canaries),
              List.copyOf(challengers)));
    }
    return List.copyOf(steps);
  }

  /** What became of each command, in the order of the log. */
  public List<Verdict> verdicts() {
    return verdicts;
  }

  private boolean canBeUsed(ModelRef model) {
    return !badCommands.contains(model.command());
  }

  private ModelRef champion(Step step) {
    // The options' bundle is the last of them.
    return step.champions().stream().filter(this::canBeUsed).findFirst().orElseThrow();
  }

  private Optional<Canary> canary(Step step) {
    return step.canaries().stream().filter(canary -> canBeUsed(canary.model())).findFirst();
  }

  private Optional<ModelRef> challenger(Step step) {
    return step.challengers().stream().filter(this::canBeUsed).findFirst();
  }

  /** The bundles that score when nothing more is commanded: the last step of each lead. */
  public Set<ModelRef> latest() {
    Set<ModelRef> bundles = new LinkedHashSet<>();
    for (List<Step> steps : stepsByLead.values()) {
      Step last = steps.get(steps.size() - 1);
      bundles.add(champion(last));
      canary(last).ifPresent(canary -> bundles.add(canary.model()));
      challenger(last).ifPresent(bundles::add);
    }
    bundles.remove(ModelRef.OF_OPTIONS);
    return bundles;
  }

  /**
   * Who scores a window.
   *
   * @param lead canonical name of the lead
   * @param deviceId the device
   * @param endMicros event time just after the window's last sample
   */
  public Assignment at(String lead, String deviceId, long endMicros) {
    Step step = step(lead, endMicros);
    if (step == null) {
      return OF_OPTIONS;
    }
    Optional<Canary> canary = canary(step);
    ModelRef champion =
        canary.isPresent() && place(deviceId) < canary.get().share()
            ? canary.get().model()
            : champion(step);
    return new Assignment(champion, challenger(step));
  }

  /**
   * Whose scores raise alerts of a lead, on whatever device: the champion, and the canary if there
   * is one.
   *
   * @param lead canonical name of the lead
   * @param endMicros event time just after a window's last sample
   */
  public List<ModelRef> champions(String lead, long endMicros) {
    Step step = step(lead, endMicros);
    if (step == null) {
      return ONLY_OF_OPTIONS;
    }
    List<ModelRef> champions = new ArrayList<>(List.of(champion(step)));
    canary(step).ifPresent(canary -> champions.add(canary.model()));
    return champions;
  }

  /** What is in force at a time; null where nothing was commanded. */
  private Step step(String lead, long endMicros) {
    Step last = null;
    for (Step step : stepsByLead.getOrDefault(lead, List.of())) {
      if (step.fromMicros() > endMicros) {
        break;
      }
      last = step;
    }
    return last;
  }

  /**
   * A device's place among all devices, 0 to below 1: the first 32 bits of the SHA-256 of its id.
   * With a larger share the devices of the smaller one stay in.
   */
  static double place(String deviceId) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(deviceId.getBytes(StandardCharsets.UTF_8));
      long bits = 0;
      for (int i = 0; i < 4; i++) {
        bits = bits << 8 | (digest[i] & 0xff);
      }
      return bits / (double) (1L << 32);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** What a command does, for people. */
  public static String describe(ModelCommand command) {
    String what = command.getAction().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    if (command.getBundleUri().isBlank()) {
      return what;
    }
    return switch (command.getAction()) {
      case CANARY ->
          what
              + " "
              + command.getBundleUri()
              + " on "
              + String.format(Locale.ROOT, "%.1f", 100 * command.getCanaryShare())
              + " % of the devices";
      default -> what + " " + command.getBundleUri();
    };
  }
}
