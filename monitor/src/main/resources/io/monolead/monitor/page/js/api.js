// SPDX-License-Identifier: Apache-2.0
/** The server's REST side. Every failure is an Error whose message is for people. */
import {decodeFrames} from './frames.js';

export class ApiError extends Error {
  /** @param {string} message @param {number} status 0 where nobody answered */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
async function ask(path, init = {}) {
  let response;
  try {
    response = await fetch(path, {credentials: 'same-origin', cache: 'no-store', ...init});
  } catch {
    throw new ApiError('The monitor does not answer. Is it running, and is the network up?', 0);
  }
  if (!response.ok) {
    let message = `The monitor answered ${response.status} to ${path.split('?')[0]}`;
    try {
      const body = await response.json();
      message = body.error ?? body.title ?? message;
    } catch {
      // Not JSON: the status says enough.
    }
    throw new ApiError(message, response.status);
  }
  return response;
}

/** @param {Record<string, unknown>} parameters */
function query(parameters) {
  return new URLSearchParams(
    Object.entries(parameters)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  ).toString();
}

/** @param {object} body @param {Record<string, string>} [headers] @returns {RequestInit} */
function post(body, headers = {}) {
  return {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-Monolead': 'action', ...headers},
    body: JSON.stringify(body),
  };
}

export function createApi() {
  return {
    /** @returns {Promise<{signedIn: boolean, tokenNeeded: boolean, user: string | null}>} */
    session: async () => (await ask('/api/session')).json(),
    /** @param {string} token @param {string} name */
    login: async (token, name) => {
      await ask('/api/login', post({token, name}));
    },
    logout: async () => {
      await ask('/api/logout', post({}));
    },
    /**
     * Frames of a stretch of the past, at most 120 s.
     *
     * @param {string} device @param {string} lead @param {number} from micros @param {number} to
     */
    strip: async (device, lead, from, to) =>
      decodeFrames(await (await ask(`/api/strip?${query({device, lead, from, to})}`)).arrayBuffer()),
    /** @param {string} device @param {string} lead @param {number} from @param {number} to */
    history: async (device, lead, from, to) =>
      (await ask(`/api/history?${query({device, lead, from, to})}`)).json(),
    /** @param {number} [limit] @returns {Promise<{alerts: import('./store.js').Alert[]}>} */
    alerts: async (limit = 200) => (await ask(`/api/alerts?${query({limit})}`)).json(),
    /**
     * @param {string} device @param {string} lead @param {string} label
     * @param {number} start @param {number} end
     */
    attention: async (device, lead, label, start, end) =>
      (await ask(`/api/attention?${query({device, lead, label, start, end})}`)).json(),
    /**
     * Writes what a person does about an alert to the topic of actions.
     *
     * @param {{kind: 'ACKNOWLEDGE' | 'SILENCE' | 'RESUME', device: string, lead: string,
     *     label?: string | null, alertId?: string | null, minutes?: number | null, by: string}} action
     * @returns {Promise<{topic: string, partition: number, offset: number}>}
     */
    act: async (action) =>
      (await ask('/api/actions', post({label: null, alertId: null, minutes: null, ...action}))).json(),
  };
}
