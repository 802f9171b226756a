// SPDX-License-Identifier: Apache-2.0
/**
 * Says what happens: on the screen for some seconds, and to a screen reader, at once for high
 * priority and when it is free for the rest. Many at once become one sentence.
 */
import {byId, el, icon} from './dom.js';
import {PRIORITIES, PRIORITY_NAMES, SHAPES, counted, deviceHash, short} from './format.js';

const SHOWN_MILLIS = 8_000;
const GATHER_MILLIS = 250;
/** After a message the next ones, unless of high priority, are gathered for so long. */
const REST_MILLIS = 3_000;
const MOST_TOASTS = 4;
/** More than these in one go are told as a number. */
const MOST_SINGLE = 3;

/**
 * Takes the messages along into an open dialog, or back: what lies beside a modal dialog is
 * neither seen in full nor told by a screen reader, and alarms do not wait for dialogs.
 *
 * @param {HTMLElement} host
 */
export function carryMessages(host) {
  host.append(byId('toasts'), byId('polite'), byId('assertive'));
}

/** @param {ReturnType<typeof import('./store.js').createStore>} store */
export function createAnnouncer(store) {
  const toasts = byId('toasts');
  const polite = byId('polite');
  const assertive = byId('assertive');
  /** @type {import('./store.js').Alert[]} */
  let gathered = [];
  let timer = 0;
  let hurried = false;
  let toldAt = -Infinity;

  /** @param {Element} region @param {string} text */
  function say(region, text) {
    // The same sentence twice is said twice.
    region.replaceChildren();
    window.setTimeout(() => region.replaceChildren(el('p', {}, text)), 20);
  }

  /**
   * @param {string} kind of the look: info, good, bad, or a priority
   * @param {(Node | string)[]} content
   * @param {number} [millis]
   */
  function toast(kind, content, millis = SHOWN_MILLIS) {
    const element = el('div', {class: 'toast', 'data-kind': kind, test: 'toast'});
    const close = el(
      'button',
      {type: 'button', class: 'plain', 'aria-label': 'Close this message', click: () => element.remove()},
      icon('i-close'),
    );
    element.append(el('div', 'toast-text', ...content), close);
    toasts.append(element);
    while (toasts.childElementCount > MOST_TOASTS) {
      toasts.firstElementChild?.remove();
    }
    window.setTimeout(() => element.remove(), millis);
  }

  function tell() {
    const alerts = gathered;
    gathered = [];
    timer = 0;
    hurried = false;
    toldAt = performance.now();
    alerts.sort((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority));
    const worst = alerts[0].priority;
    const single = alerts.length <= MOST_SINGLE ? alerts : alerts.filter((alert) => alert.priority === 'HIGH').slice(0, MOST_SINGLE);
    const rest = alerts.slice(single.length);
    const sentences = [];
    for (const alert of single) {
      sentences.push(`${PRIORITY_NAMES[alert.priority]} priority: ${short(alert.device)}, ${store.labelName(alert.label)}`);
      toast(alert.priority, [
        el('span', {class: 'shape', 'aria-hidden': 'true'}, SHAPES[alert.priority]),
        el(
          'a',
          {href: deviceHash(alert.device, alert.lead)},
          el('bdi', {}, short(alert.device, 30)),
          ` ${store.labelName(alert.label)}`,
        ),
      ]);
    }
    if (rest.length > 0) {
      const next = rest[0].priority;
      const more = single.length > 0 ? 'more new alert' : 'new alert';
      const text = `${counted(rest.length, more)}, the worst of ${PRIORITY_NAMES[next].toLowerCase()} priority`;
      sentences.push(text);
      toast(next, [el('span', {class: 'shape', 'aria-hidden': 'true'}, SHAPES[next]), el('a', {href: '#/alerts'}, text)]);
    }
    say(worst === 'HIGH' ? assertive : polite, sentences.join('. '));
  }

  return {
    /** @param {import('./store.js').Alert} alert one that was raised now */
    raised(alert) {
      gathered.push(alert);
      const high = alert.priority === 'HIGH';
      if (timer === 0 || (high && !hurried)) {
        clearTimeout(timer);
        hurried = high;
        timer = window.setTimeout(tell, high || performance.now() - toldAt > REST_MILLIS ? GATHER_MILLIS : REST_MILLIS);
      }
    },
    /** @param {string} text @param {'info' | 'good' | 'bad'} [kind] */
    note(text, kind = 'info') {
      toast(kind, [...(kind === 'good' ? [icon('i-check')] : []), el('span', {}, text)], kind === 'bad' ? 20_000 : SHOWN_MILLIS);
      say(kind === 'bad' ? assertive : polite, text);
    },
  };
}
