// SPDX-License-Identifier: Apache-2.0
/**
 * Whether what is on the page is live. A monitor that has lost its feed and shows the last heart
 * rates as if they were today's is worse than none: after three seconds without a word from the
 * server, or when the server says that it has lost Kafka, everything on the page is stale.
 *
 * @typedef {{level: 'starting' | 'ok' | 'late' | 'shaky' | 'lost', text: string, lag: string, detail: string}} Feed
 */
import {duration, lag} from './format.js';

const STALE_MILLIS = 3_000;
const LOOK_MILLIS = 250;

/**
 * @param {ReturnType<typeof import('./store.js').createStore>} store
 * @param {ReturnType<typeof import('./connection.js').createConnection>} connection
 */
export function createFeed(store, connection) {
  /** @type {Set<(feed: Feed) => void>} */
  const listeners = new Set();
  const opened = Date.now();
  /** @type {Feed} */
  let current = {level: 'starting', text: 'Connecting', lag: '', detail: ''};
  /** When the server last said that it is well, by this machine's clock. */
  let wellAt = 0;
  /** Frames that the server left out for this page, as of the last summary. */
  let skipped = 0;
  let slow = false;

  /** @returns {Feed} */
  function judge() {
    const now = Date.now();
    const heard = store.hello === null ? 0 : connection.heardAt;
    const serverLost = store.summary?.feed === 'reconnecting';
    const quiet = connection.state !== 'open' || now - heard > STALE_MILLIS;
    if (!quiet && !serverLost && store.summary !== null) {
      wellAt = heard;
    }
    if (store.hello === null || (wellAt === 0 && now - opened < STALE_MILLIS)) {
      return now - opened > STALE_MILLIS
        ? {level: 'lost', text: 'No connection', lag: '', detail: 'The monitor does not answer. Trying again.'}
        : {level: 'starting', text: 'Connecting', lag: '', detail: ''};
    }
    const since = now - (wellAt || opened);
    if (since > STALE_MILLIS) {
      const why = quiet
        ? 'The monitor does not answer. Trying again.'
        : 'The monitor has lost Kafka and tries again.';
      return {
        level: 'lost',
        text: 'Reconnecting…',
        lag: '',
        detail: `for ${duration(since * 1000)}. ${why} What you see is old.`,
      };
    }
    if (quiet || serverLost) {
      return {level: 'shaky', text: 'Reconnecting…', lag: '', detail: ''};
    }
    if (store.summary.feed === 'catching-up') {
      return {level: 'late', text: `Catching up, ${lag(store.summary.lagMillis)} late`, lag: '', detail: ''};
    }
    if (slow) {
      return {level: 'late', text: 'This screen is too slow: strips have gaps', lag: '', detail: ''};
    }
    const behind = store.summary.lagMillis;
    return {level: 'ok', text: 'Live', lag: behind === null || behind === undefined ? '' : ` · ${lag(behind)}`, detail: ''};
  }

  function look() {
    const next = judge();
    if (next.level !== current.level || next.text !== current.text || next.lag !== current.lag || next.detail !== current.detail) {
      current = next;
      document.documentElement.dataset.feed = next.level;
      for (const listener of listeners) {
        listener(next);
      }
    }
  }

  window.setInterval(look, LOOK_MILLIS);
  connection.on('state', look);
  connection.on('summary', (summary) => {
    slow = summary.skipped > skipped;
    skipped = summary.skipped ?? 0;
    look();
  });
  connection.on('hello', () => {
    skipped = 0;
  });
  document.addEventListener('visibilitychange', look);

  return {
    /** @param {(feed: Feed) => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      listener(current);
      return () => listeners.delete(listener);
    },
    get current() {
      return current;
    },
    /** Whether nothing on the page may be taken for live. */
    get lost() {
      return current.level === 'lost';
    },
  };
}
