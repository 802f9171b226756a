// SPDX-License-Identifier: Apache-2.0
/** How values read: names, times, priorities. Times are microseconds since 1970. */

/** Worst first, as IEC 60601-1-8 orders them. */
export const PRIORITIES = ['HIGH', 'MEDIUM', 'LOW'];

/**
 * The mark of a priority, readable without colour.
 *
 * @type {Record<string, string>}
 */
export const SHAPES = {HIGH: '!!!', MEDIUM: '!!', LOW: '!'};

/** @type {Record<string, string>} */
export const PRIORITY_NAMES = {HIGH: 'High', MEDIUM: 'Medium', LOW: 'Low'};

export const STATUSES = ['live', 'poor', 'lead-off', 'silent', 'waiting'];

/** @type {Record<string, string>} */
export const STATUS_NAMES = {
  live: 'Live',
  poor: 'Poor signal',
  'lead-off': 'Lead off',
  silent: 'Silent',
  waiting: 'Waiting',
};

/** @type {Record<string, string>} */
const CONDITION_NAMES = {
  LEAD_OFF: 'Lead off',
  SIGNAL_LOST: 'Signal lost',
  GAP: 'Gap in the signal',
  POOR_QUALITY: 'Poor signal',
  RATE_CHANGE: 'Sampling rate changed',
};

/** @param {string} condition */
export function conditionName(condition) {
  return CONDITION_NAMES[condition] ?? sentence(condition.replaceAll('_', ' ').toLowerCase());
}

// Control, format (direction marks, zero width) and private characters, halves of pairs, and line
// separators: with them one device's name could look like another's, or spill over its card.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
const ODD_SPACE = /^ +| +$| {2,}|[^\S ]/gu;
const MARKS = /(\p{M}{2})\p{M}+/gu;

/**
 * A name from the network so that it reads as what it is: what cannot be seen is shown by its code
 * point, spaces at the ends as ␣, and heaps of accents are cut.
 *
 * @param {string} name
 */
export function visible(name) {
  if (name === '') {
    return '(no name)';
  }
  return name
    .replace(UNSEEN, (c) => `⟨${code(c)}⟩`)
    .replace(ODD_SPACE, (spaces) => '␣'.repeat(spaces.length))
    .replace(MARKS, '$1');
}

/** @param {string} character */
function code(character) {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * A name in little room: the middle goes, since fleets differ at the ends of their names.
 *
 * @param {string} name
 * @param {number} [room] characters
 */
export function short(name, room = 40) {
  const points = [...visible(name)];
  if (points.length <= room) {
    return points.join('');
  }
  const half = Math.floor((room - 1) / 2);
  return `${points.slice(0, room - 1 - half).join('')}…${points.slice(-half).join('')}`;
}

/** @param {string} text */
export function sentence(text) {
  return text === '' ? text : text[0].toUpperCase() + text.slice(1);
}

/** @param {number} value */
function two(value) {
  return String(value).padStart(2, '0');
}

/**
 * The local time of day, with the date where it is not today's: a replayed recording may be
 * decades old.
 *
 * @param {number | null} micros
 * @param {boolean} [seconds]
 */
export function time(micros, seconds = true) {
  if (micros === null || !Number.isFinite(micros)) {
    return '–';
  }
  const at = new Date(micros / 1000);
  if (Number.isNaN(at.getTime())) {
    return '–';
  }
  const now = new Date();
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}${seconds ? `:${two(at.getSeconds())}` : ''}`;
  if (at.toDateString() === now.toDateString()) {
    return clock;
  }
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}

/**
 * How long something has lasted: 0:42, 12:05, 3 h 10 min, 2 days.
 *
 * @param {number | null} micros
 */
export function duration(micros) {
  if (micros === null || !Number.isFinite(micros)) {
    return '–';
  }
  const seconds = Math.max(0, Math.floor(micros / 1e6));
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  }
  if (seconds < 48 * 3600) {
    return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
  }
  return `${Math.floor(seconds / 86400)} days`;
}

/** @param {number | null} millis */
export function lag(millis) {
  if (millis === null || millis === undefined || !Number.isFinite(millis)) {
    return '';
  }
  if (millis < 1000) {
    return `${Math.round(Math.max(0, millis))} ms`;
  }
  return millis < 60_000 ? `${(millis / 1000).toFixed(1)} s` : duration(millis * 1000);
}

/** @param {number | null} share 0 to 1 */
export function percent(share) {
  return share === null || share === undefined ? '–' : `${Math.round(share * 100)} %`;
}

/** @param {number | null} rate beats a minute */
export function rate(rate) {
  return rate === null || rate === undefined ? '--' : String(Math.round(rate));
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/**
 * The address of a device's page.
 *
 * @param {string} device
 * @param {string} lead
 * @param {number | null} [micros] paused at this event time
 */
export function deviceHash(device, lead, micros = null) {
  const place = `#/device/${encode(device)}/${encode(lead)}`;
  return micros === null ? place : `${place}/${Math.round(micros)}`;
}

/** @param {string} text */
function encode(text) {
  // Half a pair of UTF-16 has no address; U+FFFD stands for it, as it does in UTF-8.
  const whole = text.replace(/\p{Cs}/gu, '\uFFFD');
  // An empty part would be lost between slashes.
  return whole === '' ? '%00' : encodeURIComponent(whole);
}

/**
 * @param {string} hash
 * @returns {{view: 'wall', query: string | null} | {view: 'alerts'} | {view: 'device', device: string, lead: string, at: number | null}}
 */
export function route(hash) {
  const query = /^#\/?\?(.*)$/su.exec(hash);
  if (query) {
    return {view: 'wall', query: query[1]};
  }
  const parts = hash.replace(/^#\/?/, '').split('/');
  try {
    if (parts[0] === 'device' && parts.length >= 3) {
      const at = Number(parts[3]);
      return {
        view: 'device',
        device: decode(parts[1]),
        lead: decode(parts[2]),
        at: parts[3] && Number.isFinite(at) ? at : null,
      };
    }
  } catch {
    return {view: 'wall', query: null};
  }
  return parts[0] === 'alerts' ? {view: 'alerts'} : {view: 'wall', query: null};
}

/** @param {string} part */
function decode(part) {
  return part === '%00' ? '' : decodeURIComponent(part);
}
