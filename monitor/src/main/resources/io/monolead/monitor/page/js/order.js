// SPDX-License-Identifier: Apache-2.0
/** Which streams are shown, and in what order. No DOM here. */
import {PRIORITIES, STATUSES, STATUS_NAMES, conditionName} from './format.js';

/**
 * @typedef {object} Filter
 * @property {string} text words that all must occur in the device's name, or begin a word of its lead,
 *     status or what is open on it
 * @property {Set<string>} statuses none: all
 * @property {Set<string>} priorities of unacknowledged alerts; none: all
 * @property {string} label only streams with an open alert of it; empty: all
 * @property {boolean} unacknowledged
 */

/** @returns {Filter} */
export function everything() {
  return {text: '', statuses: new Set(), priorities: new Set(), label: '', unacknowledged: false};
}

/** @param {Filter} filter */
export function isNarrow(filter) {
  return (
    filter.text.trim() !== '' ||
    filter.statuses.size > 0 ||
    filter.priorities.size > 0 ||
    filter.label !== '' ||
    filter.unacknowledged
  );
}

/**
 * Makes a filter like another. Its sets stay the objects that they are: buttons switch them.
 *
 * @param {Filter} filter
 * @param {Filter} wanted
 */
export function become(filter, wanted) {
  filter.text = wanted.text;
  filter.label = wanted.label;
  filter.unacknowledged = wanted.unacknowledged;
  const statuses = [...wanted.statuses];
  const priorities = [...wanted.priorities];
  filter.statuses.clear();
  filter.priorities.clear();
  statuses.forEach((status) => filter.statuses.add(status));
  priorities.forEach((priority) => filter.priorities.add(priority));
}

/**
 * The wall's place in the address, with its filter.
 *
 * @param {Filter} filter
 */
export function wallHash(filter) {
  const query = new URLSearchParams();
  if (filter.text.trim() !== '') {
    query.set('text', filter.text.trim());
  }
  if (filter.statuses.size > 0) {
    query.set('status', [...filter.statuses].join(' '));
  }
  if (filter.priorities.size > 0) {
    query.set('priority', [...filter.priorities].join(' '));
  }
  if (filter.label !== '') {
    query.set('label', filter.label);
  }
  if (filter.unacknowledged) {
    query.set('unacknowledged', 'yes');
  }
  const text = query.toString();
  return text === '' ? '#/' : `#/?${text}`;
}

/**
 * The filter of a wall's address. What is unknown is left out: anybody may have written it.
 *
 * @param {string} query what follows the question mark
 * @returns {Filter}
 */
export function filterOf(query) {
  const given = new URLSearchParams(query);
  const some = (/** @type {string} */ name, /** @type {readonly string[]} */ known) =>
    new Set((given.get(name) ?? '').split(' ').filter((each) => known.includes(each)));
  return {
    text: given.get('text') ?? '',
    statuses: some('status', STATUSES),
    priorities: some('priority', PRIORITIES),
    label: given.get('label') ?? '',
    unacknowledged: given.get('unacknowledged') === 'yes',
  };
}

/**
 * @param {Filter} filter
 * @param {(label: string) => string} labelName
 * @returns {(stream: import('./store.js').Stream) => boolean}
 */
export function matcher(filter, labelName) {
  const words = filter.text.toLowerCase().split(/\s+/u).filter((word) => word !== '');
  return (stream) => {
    if (filter.statuses.size > 0 && !filter.statuses.has(stream.status)) {
      return false;
    }
    if (
      filter.priorities.size > 0 &&
      !stream.alerts.some((alert) => !alert.acknowledgedBy && filter.priorities.has(alert.priority))
    ) {
      return false;
    }
    if (filter.unacknowledged && stream.priority === null) {
      return false;
    }
    if (filter.label !== '' && !stream.alerts.some((alert) => alert.label === filter.label)) {
      return false;
    }
    if (words.length === 0) {
      return true;
    }
    const name = stream.device.toLowerCase();
    const said = [
      `lead ${stream.lead}`,
      STATUS_NAMES[stream.status] ?? stream.status,
      ...stream.alerts.map((alert) => `${alert.label} ${labelName(alert.label)}`),
      ...stream.technical.map((each) => conditionName(each.condition)),
    ]
      .join(' ')
      .toLowerCase()
      .split(/[\s,]+/u);
    // Part of a name, but the beginning of a word: "icu" is no ventricular complex.
    return words.every((word) => name.includes(word) || said.some((each) => each.startsWith(word)));
  };
}

/** Ranks: unacknowledged alerts by priority, then technical conditions, acknowledged, the rest. */
const TECHNICAL = PRIORITIES.length;
const ACKNOWLEDGED = TECHNICAL + PRIORITIES.length;
export const CALM = ACKNOWLEDGED + 1;

/** @param {import('./store.js').Stream} stream */
export function rank(stream) {
  if (stream.priority !== null) {
    return PRIORITIES.indexOf(stream.priority);
  }
  if (stream.technical.length > 0) {
    return TECHNICAL + Math.min(...stream.technical.map((each) => PRIORITIES.indexOf(each.priority)));
  }
  return stream.alerts.length > 0 ? ACKNOWLEDGED : CALM;
}

/** @param {import('./store.js').Stream} stream when what puts it where it is began */
function began(stream) {
  if (stream.priority !== null) {
    return Math.max(
      ...stream.alerts
        .filter((alert) => !alert.acknowledgedBy && alert.priority === stream.priority)
        .map((alert) => alert.onset),
    );
  }
  if (stream.technical.length > 0) {
    return Math.max(...stream.technical.map((each) => each.onset));
  }
  return Math.max(...stream.alerts.map((alert) => alert.onset));
}

const collator = new Intl.Collator('en', {numeric: true, sensitivity: 'variant'});

/**
 * bed-2 before bed-10, and always the same: what the collation holds equal is told apart by code.
 *
 * @param {{device: string, lead: string}} a
 * @param {{device: string, lead: string}} b
 */
export function byName(a, b) {
  return (
    collator.compare(a.device, b.device) ||
    compare(a.device, b.device) ||
    collator.compare(a.lead, b.lead) ||
    compare(a.lead, b.lead)
  );
}

/** @param {string} a @param {string} b */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Keeps streams sorted by name, so that ten thousand names are compared when they come and not
 * with every alert.
 *
 * @param {ReturnType<typeof import('./store.js').createStore>} store
 */
export function createOrder(store) {
  /** @type {import('./store.js').Stream[]} */
  let named = [];
  let generation = -1;

  function names() {
    if (generation === store.generation) {
      return named;
    }
    generation = store.generation;
    const known = new Set();
    /** @type {import('./store.js').Stream[]} */
    const kept = [];
    for (const each of named) {
      const now = store.get(each.n);
      if (now && now.device === each.device && now.lead === each.lead) {
        kept.push(now);
        known.add(each.n);
      }
    }
    const added = [...store.all()].filter((stream) => !known.has(stream.n)).sort(byName);
    named = merged(kept, added);
    return named;
  }

  return {
    /**
     * @param {Filter} filter
     * @returns {{first: number[], rest: number[]}} streams in order: those with something open, and
     *     the others by name
     */
    of(filter) {
      const fits = matcher(filter, store.labelName);
      /** @type {{n: number, rank: number, began: number, place: number}[]} */
      const open = [];
      /** @type {number[]} */
      const rest = [];
      names().forEach((stream, place) => {
        if (!fits(stream)) {
          return;
        }
        const found = rank(stream);
        if (found === CALM) {
          rest.push(stream.n);
        } else {
          open.push({n: stream.n, rank: found, began: began(stream), place});
        }
      });
      open.sort((a, b) => a.rank - b.rank || b.began - a.began || a.place - b.place);
      return {first: open.map((each) => each.n), rest};
    },
  };
}

/**
 * @template {{device: string, lead: string}} T
 * @param {T[]} a sorted
 * @param {T[]} b sorted
 */
function merged(a, b) {
  if (b.length === 0) {
    return a;
  }
  const all = [];
  let i = 0;
  for (const each of b) {
    while (i < a.length && byName(a[i], each) <= 0) {
      all.push(a[i++]);
    }
    all.push(each);
  }
  for (; i < a.length; i++) {
    all.push(a[i]);
  }
  return all;
}
