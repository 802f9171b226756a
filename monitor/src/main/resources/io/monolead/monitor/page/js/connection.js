// SPDX-License-Identifier: Apache-2.0
/**
 * The one socket to the server. It comes back by itself, with growing pauses, and then asks again
 * for everything that its owners want: a server that restarted remembers no client.
 */
import {decodeFrames} from './frames.js';

/** Pauses between attempts grow from the first to the last of these. */
const FIRST_PAUSE_MILLIS = 250;
const LAST_PAUSE_MILLIS = 5_000;
/** The server sends a summary every second; after so long without a word the socket is dead. */
const SILENT_MILLIS = 10_000;
const PING_MILLIS = 15_000;
/** What the server takes of one client. */
const MOST_STRIPS = 24;
const MOST_VISIBLE = 500;
/** Close codes of the server. */
const NOT_SIGNED_IN = 4401;

/**
 * @param {ReturnType<typeof import('./store.js').createStore>} store
 * @param {{url?: string, signedIn?: () => Promise<boolean>}} [options] `signedIn` is asked when the
 *     server cannot be reached by the socket: a browser does not tell a refusal from a failure
 */
export function createConnection(store, options = {}) {
  const url = options.url ?? `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`;
  /** @type {Map<string, Set<(message: any) => void>>} */
  const listeners = new Map();
  /** @type {Set<(frame: any) => void>} */
  const frameListeners = new Set();
  /** @type {Map<string, {streams: number[], seconds: number}>} */
  const strips = new Map();
  /** @type {Map<string, number[]>} */
  const scores = new Map();
  /** @type {number[]} */
  let visible = [];
  /** @type {WebSocket | null} */
  let socket = null;
  let state = 'connecting';
  let attempts = 0;
  let heardAt = 0;
  let retryTimer = 0;
  let closed = false;
  const sent = {visible: '', strips: '', scores: ''};

  /** @param {string} type @param {any} message */
  function emit(type, message) {
    for (const listener of listeners.get(type) ?? []) {
      listener(message);
    }
  }

  /** @param {string} next */
  function become(next) {
    if (state !== next) {
      state = next;
      emit('state', {type: 'state', state});
    }
  }

  /** @param {object} message */
  function send(message) {
    if (socket !== null && socket.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify(message));
      return true;
    }
    return false;
  }

  /** Sends what the owners want where it differs from what the server knows. */
  function subscribe() {
    const streams = new Set();
    let seconds = 10;
    // The owner that came last is looked at now: its strips win if there are too many.
    for (const wanted of [...strips.values()].reverse()) {
      seconds = Math.max(seconds, wanted.seconds);
      for (const n of wanted.streams) {
        if (streams.size < MOST_STRIPS) {
          streams.add(n);
        }
      }
    }
    tell('visible', {type: 'visible', streams: visible.slice(0, MOST_VISIBLE)});
    tell('strips', {type: 'strips', streams: [...streams], seconds});
    tell('scores', {type: 'scores', streams: [...new Set([...scores.values()].flat())]});
  }

  /** @param {'visible' | 'strips' | 'scores'} what @param {object} message */
  function tell(what, message) {
    const text = JSON.stringify(message);
    if (sent[what] !== text && send(message)) {
      sent[what] = text;
    }
  }

  function forget() {
    sent.visible = JSON.stringify({type: 'visible', streams: []});
    sent.strips = JSON.stringify({type: 'strips', streams: [], seconds: 10});
    sent.scores = JSON.stringify({type: 'scores', streams: []});
  }

  function open() {
    clearTimeout(retryTimer);
    if (closed) {
      return;
    }
    become('connecting');
    const mine = new WebSocket(url);
    mine.binaryType = 'arraybuffer';
    socket = mine;
    heardAt = Date.now();
    mine.addEventListener('message', (event) => {
      if (mine !== socket) {
        return;
      }
      heardAt = Date.now();
      if (typeof event.data !== 'string') {
        for (const frame of decodeFrames(event.data)) {
          for (const listener of frameListeners) {
            listener(frame);
          }
        }
        return;
      }
      const message = JSON.parse(event.data);
      if (message.type === 'hello') {
        attempts = 0;
        forget();
        store.apply(message);
        become('open');
        subscribe();
      } else {
        store.apply(message);
      }
      emit(message.type, message);
    });
    mine.addEventListener('close', (event) => {
      if (mine === socket) {
        void lost(event.code);
      }
    });
  }

  /** @param {number} code */
  async function lost(code) {
    const opened = state === 'open';
    socket = null;
    become('closed');
    if (closed) {
      return;
    }
    const refused = code === NOT_SIGNED_IN || (!opened && options.signedIn && !(await options.signedIn()));
    if (refused) {
      closed = true;
      become('refused');
      return;
    }
    const pause = Math.min(LAST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 1.7 ** attempts++);
    // A ward of screens must not come back in the same instant.
    retryTimer = window.setTimeout(open, pause * (0.7 + 0.6 * Math.random()));
  }

  /** The socket may look open for minutes after the network has gone. */
  function watch() {
    if (socket !== null && Date.now() - heardAt > SILENT_MILLIS) {
      const dead = socket;
      socket = null;
      dead.close();
      void lost(0);
    }
  }

  function hurry() {
    if (socket === null && !closed && document.visibilityState === 'visible') {
      attempts = 0;
      open();
    }
  }

  window.setInterval(watch, 1000);
  window.setInterval(() => send({type: 'ping'}), PING_MILLIS);
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);

  return {
    /** Opens the socket; does nothing while one is there. */
    start() {
      closed = false;
      if (socket === null) {
        open();
      }
    },
    /** Closes it for good, until the next start. */
    stop() {
      closed = true;
      clearTimeout(retryTimer);
      socket?.close();
      socket = null;
      become('closed');
    },
    send,
    /**
     * @param {string} type of message, or `state`: the connection's own
     * @param {(message: any) => void} listener
     * @returns {() => void} ends it
     */
    on(type, listener) {
      if (!listeners.has(type)) {
        listeners.set(type, new Set());
      }
      listeners.get(type)?.add(listener);
      return () => listeners.get(type)?.delete(listener);
    },
    /** @param {(frame: any) => void} listener @returns {() => void} ends it */
    onFrame(listener) {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    /** @param {number[]} streams whose vitals are wanted */
    setVisible(streams) {
      visible = streams;
      subscribe();
    },
    /** @param {string} owner @param {number[]} streams @param {number} seconds of the past */
    addStrips(owner, streams, seconds) {
      strips.delete(owner);
      strips.set(owner, {streams, seconds});
      subscribe();
    },
    /** @param {string} owner */
    removeStrips(owner) {
      strips.delete(owner);
      subscribe();
    },
    /** @param {string} owner @param {number[]} streams */
    addScores(owner, streams) {
      scores.set(owner, streams);
      subscribe();
    },
    /** @param {string} owner */
    removeScores(owner) {
      scores.delete(owner);
      subscribe();
    },
    /** connecting, open, closed (tries again), or refused (not signed in) */
    get state() {
      return state;
    },
    /** When the server was last heard, in milliseconds of this machine's clock. */
    get heardAt() {
      return heardAt;
    },
  };
}
