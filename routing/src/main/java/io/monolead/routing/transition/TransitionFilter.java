// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.transition;

import io.monolead.routing.transition.Transition.Kind;
import io.monolead.routing.transition.Transition.Priority;
import io.monolead.routing.transition.Transition.State;
import java.util.List;
import java.util.Set;

/**
 * Which transitions a target wants: those that fit every one of these.
 *
 * @param alerts whether alerts of labels are wanted
 * @param technical whether technical alerts are wanted
 * @param labels labels, and names of technical conditions, that are wanted; empty stands for all
 * @param priorities priorities that are wanted; empty stands for all
 * @param states states that are wanted; empty stands for all
 * @param devices patterns of device ids, {@code *} stands for any characters; empty stands for all
 */
public record TransitionFilter(
    boolean alerts,
    boolean technical,
    Set<String> labels,
    Set<Priority> priorities,
    Set<State> states,
    List<String> devices) {
  /** Everything. */
  public static final TransitionFilter ALL =
      new TransitionFilter(true, true, Set.of(), Set.of(), Set.of(), List.of());

  public TransitionFilter {
    labels = Set.copyOf(labels);
    priorities = Set.copyOf(priorities);
    states = Set.copyOf(states);
    devices = List.copyOf(devices);
  }

  /** Whether a target with this filter wants a transition. */
  public boolean wants(Transition transition) {
    return (transition.kind() == Kind.TECHNICAL ? technical : alerts)
        && (labels.isEmpty() || labels.contains(transition.label()))
        && (priorities.isEmpty() || priorities.contains(transition.priority()))
        && (states.isEmpty() || states.contains(transition.state()))
        && (devices.isEmpty()
            || devices.stream().anyMatch(pattern -> fits(pattern, transition.deviceId())));
  }

  /**
   * Whether a name fits a pattern, in time proportional to the product of their lengths at worst:
   * names come from outside, and a regular expression could be made to take for ever.
   */
  static boolean fits(String pattern, String name) {
    int at = 0;
    int in = 0;
    int star = -1;
    int retry = 0;
    while (in < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at;
        retry = in;
        at++;
      } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(in)) {
        at++;
        in++;
      } else if (star >= 0) {
        // The latest star takes one character more; earlier ones need not change.
        at = star + 1;
        retry++;
        in = retry;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
