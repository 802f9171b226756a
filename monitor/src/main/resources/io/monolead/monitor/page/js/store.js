// SPDX-License-Identifier: Apache-2.0
/**
 * What the server said last about every stream. One writer, the connection; readers subscribe.
 *
 * @typedef {object} Alert
 * @property {string} id
 * @property {string} device
 * @property {string} lead
 * @property {string} label
 * @property {'RAISED' | 'UPDATED' | 'CLEARED'} state
 * @property {'HIGH' | 'MEDIUM' | 'LOW'} priority
 * @property {number} onset
 * @property {number | null} end
 * @property {number} at
 * @property {number} probability
 * @property {number} peak
 * @property {number} threshold
 * @property {number} windows
 * @property {string} model
 * @property {string} policy
 * @property {string | null} acknowledgedBy
 *
 * @typedef {object} Technical
 * @property {string} id
 * @property {string} device
 * @property {string} lead
 * @property {string} condition
 * @property {'RAISED' | 'CLEARED'} state
 * @property {'HIGH' | 'MEDIUM' | 'LOW'} priority
 * @property {number} onset
 * @property {number | null} end
 * @property {string} detail
 *
 * @typedef {object} Stream
 * @property {number} n
 * @property {string} device
 * @property {string} lead
 * @property {'live' | 'silent' | 'lead-off' | 'poor' | 'waiting'} status
 * @property {number | null} statusSince
 * @property {number | null} rateHz
 * @property {number | null} heartRate
 * @property {number | null} quality
 * @property {number | null} last event time of the newest sample
 * @property {string | null} model
 * @property {'HIGH' | 'MEDIUM' | 'LOW' | null} priority worst unacknowledged open alert
 * @property {Alert[]} alerts open
 * @property {Technical[]} technical open
 * @property {{label: string | null, until: number, by: string}[]} silences
 *
 * @typedef {'state' | 'vitals' | 'summary' | 'hello'} Change
 */
import {PRIORITIES} from './format.js';

/** Transitions that the alert list keeps, latest of each alert. */
const LOG = 2000;

export function createStore() {
  /** @type {Map<number, Stream>} */
  const streams = new Map();
  /** @type {Map<string, number>} */
  const names = new Map();
  /** @type {Map<string, Alert>} */
  const log = new Map();
  /** @type {Set<(changed: Set<number>, kind: Change) => void>} */
  const listeners = new Set();
  let ahead = 0;
  let generation = 0;
  /** @type {any} */
  let summary = null;
  /** @type {any} */
  let hello = null;

  /** @param {Iterable<number>} changed @param {Change} kind */
  function tell(changed, kind) {
    const set = changed instanceof Set ? changed : new Set(changed);
    for (const listener of listeners) {
      listener(set, kind);
    }
  }

  /** @param {any} row */
  function take(row) {
    const before = streams.get(row.n);
    /** @type {Stream} */
    const stream = {
      statusSince: null,
      rateHz: null,
      heartRate: null,
      quality: null,
      last: null,
      model: null,
      ...row,
      alerts: row.alerts ?? [],
      technical: row.technical ?? [],
      silences: row.silences ?? [],
    };
    // Rows are coalesced, vitals are not: a row must not take a newer heart rate back.
    if (before && (before.last ?? 0) > (stream.last ?? 0) && stream.status !== 'silent') {
      stream.last = before.last;
      stream.heartRate = before.heartRate;
      stream.quality = before.quality;
    }
    stream.priority = worst(stream.alerts);
    streams.set(row.n, stream);
    names.set(key(row.device, row.lead), row.n);
    return row.n;
  }

  /** @param {number} n */
  function drop(n) {
    const stream = streams.get(n);
    if (stream) {
      streams.delete(n);
      names.delete(key(stream.device, stream.lead));
    }
  }

  /** @param {Alert} alert */
  function keep(alert) {
    log.delete(alert.id);
    log.set(alert.id, alert);
    if (log.size > LOG) {
      log.delete(/** @type {string} */ (log.keys().next().value));
    }
  }

  return {
    /** @param {any} message what the server sent */
    apply(message) {
      switch (message.type) {
        case 'hello':
          hello = message;
          ahead = message.now - Date.now() * 1000;
          tell([], 'hello');
          break;
        case 'wall': {
          const changed = new Set();
          if (message.replace) {
            for (const n of streams.keys()) {
              changed.add(n);
            }
            streams.clear();
            names.clear();
          }
          for (const n of message.removed ?? []) {
            drop(n);
            changed.add(n);
          }
          for (const row of message.streams) {
            changed.add(take(row));
          }
          generation++;
          tell(changed, 'state');
          break;
        }
        case 'vitals': {
          const changed = new Set();
          for (const [n, heartRate, quality, last] of message.rows) {
            const stream = streams.get(n);
            if (stream) {
              stream.heartRate = heartRate;
              stream.quality = quality;
              stream.last = last;
              changed.add(n);
            }
          }
          tell(changed, 'vitals');
          break;
        }
        case 'alert': {
          keep(message.alert);
          const stream = streams.get(message.n);
          if (stream) {
            const before = stream.alerts.find((each) => each.id === message.alert.id);
            message.escalated =
              before !== undefined && PRIORITIES.indexOf(message.alert.priority) < PRIORITIES.indexOf(before.priority);
            stream.alerts = replaced(stream.alerts, message.alert);
            stream.priority = worst(stream.alerts);
          }
          tell([message.n], 'state');
          break;
        }
        case 'technical': {
          const stream = streams.get(message.n);
          if (stream) {
            stream.technical = replaced(stream.technical, message.technical);
          }
          tell([message.n], 'state');
          break;
        }
        case 'summary':
          summary = message;
          tell([], 'summary');
          break;
        case 'pong':
          ahead = message.now - Date.now() * 1000;
          break;
        default:
      }
    },
    /** @param {number} n @returns {Stream | undefined} */
    get: (n) => streams.get(n),
    /** @param {string} device @param {string} lead @returns {Stream | undefined} */
    find: (device, lead) => {
      const n = names.get(key(device, lead));
      return n === undefined ? undefined : streams.get(n);
    },
    all: () => streams.values(),
    get size() {
      return streams.size;
    },
    /** Grows with every message that may have added or removed streams. */
    get generation() {
      return generation;
    },
    /** Alerts seen since the page was opened, the latest transition of each, oldest first. */
    transitions: () => log.values(),
    /**
     * @param {(changed: Set<number>, kind: Change) => void} listener
     * @returns {() => void} ends it
     */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get summary() {
      return summary;
    },
    get hello() {
      return hello;
    },
    /** The server's clock, in microseconds. */
    serverNow: () => Date.now() * 1000 + ahead,
    /** @param {string} label as people say it */
    labelName: (label) => hello?.labelNames?.[label] ?? label,
  };
}

/** @param {string} device @param {string} lead */
function key(device, lead) {
  return `${device.length}:${device}${lead}`;
}

/**
 * @template {{id: string, state: string}} T
 * @param {T[]} open
 * @param {T} transition
 * @returns {T[]}
 */
function replaced(open, transition) {
  const others = open.filter((each) => each.id !== transition.id);
  return transition.state === 'CLEARED' ? others : [...others, transition];
}

/** @param {Alert[]} alerts @returns {'HIGH' | 'MEDIUM' | 'LOW' | null} worst that nobody acknowledged */
export function worst(alerts) {
  let found = PRIORITIES.length;
  for (const alert of alerts) {
    if (alert.acknowledgedBy === null || alert.acknowledgedBy === undefined) {
      found = Math.min(found, PRIORITIES.indexOf(alert.priority));
    }
  }
  return /** @type {any} */ (PRIORITIES[found] ?? null);
}
