// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.board;

import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All devices, fed with scores and alerts as they arrive. For one thread. */
public final class DeviceBoard {
  private static final int EVENTS_KEPT = 100;

  private record Key(String deviceId, String lead) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byDevice = deviceId.compareTo(other.deviceId);
      return byDevice != 0 ? byDevice : lead.compareTo(other.lead);
    }
  }

  private final Map<Key, DeviceStatus> devices = new TreeMap<>();
  private final Deque<Event> events = new ArrayDeque<>();
  private long scores;
  private long raised;
  private long cleared;

  /** Makes room for a device of which nothing was heard yet. */
  public void expect(String deviceId, String lead) {
    device(deviceId, lead);
  }

  /** Notes what the source says of a device now. */
  public void truth(String deviceId, String lead, Truth truth) {
    device(deviceId, lead).truth(truth);
  }

  /** Takes in a score. */
  public void add(EcgScore score) {
    scores++;
    device(score.getDeviceId(), score.getLead()).add(score);
  }

  /** Takes in a transition of an alert. */
  public void add(EcgAlert alert) {
    if (alert.getState() == AlertState.RAISED) {
      raised++;
    } else if (alert.getState() == AlertState.CLEARED) {
      cleared++;
    }
    device(alert.getDeviceId(), alert.getLead()).add(alert);
    remember(Event.of(alert));
  }

  /** Takes in a transition of a technical condition. */
  public void add(TechnicalAlert alert) {
    device(alert.getDeviceId(), alert.getLead()).add(alert);
    remember(Event.of(alert));
  }

  /** All devices in order of their names. */
  public Collection<DeviceStatus> devices() {
    return Collections.unmodifiableCollection(devices.values());
  }

  /** The latest events, latest first. */
  public List<Event> latestEvents(int most) {
    return events.stream().limit(most).toList();
  }

  /** All events kept, in the order they arrived. */
  public List<Event> events() {
    List<Event> inOrder = new ArrayList<>(events);
    Collections.reverse(inOrder);
    return inOrder;
  }

  /** Scores taken in. */
  public long scores() {
    return scores;
  }

  /** Alerts raised, without technical ones. */
  public long raised() {
    return raised;
  }

  /** Alerts cleared, without technical ones. */
  public long cleared() {
    return cleared;
  }

  private DeviceStatus device(String deviceId, String lead) {
    return devices.computeIfAbsent(new Key(deviceId, lead), k -> new DeviceStatus(deviceId, lead));
  }

  private void remember(Event event) {
    events.addFirst(event);
    if (events.size() > EVENTS_KEPT) {
      events.removeLast();
    }
  }
}
