// SPDX-License-Identifier: Apache-2.0
/**
 * Says what happens: on the screen for some seconds, and to a screen reader, at once for high
 * priority and when it is free for the rest. Many at once become one sentence.
 */
import {byId, el, icon} from './dom.js';
import {PRIORITIES, PRIORITY_NAMES, SHAPES, counted, deviceHash, short} from './format.js';

const SHOWN_MILLIS = 8_000;
const GATHER_MILLIS = 250;
const MOST_TOASTS = 4;
/** More than these in one go are told as a number. */
const MOST_SINGLE = 3;

/** @param {ReturnType<import('./store.js').createStore>} store */
export function createAnnouncer(store) {
  const toasts = byId('toasts');
  const polite = byId('polite');
  const assertive = byId('assertive');
  /** @type {import('./store.js').Alert[]} */
  let gathered = [];

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
    const worst = PRIORITIES.find((priority) => alerts.some((alert) => alert.priority === priority)) ?? 'LOW';
    const region = worst === 'HIGH' ? assertive : polite;
    if (alerts.length > MOST_SINGLE) {
      const text = `${counted(alerts.length, 'new alert')}, the worst of ${PRIORITY_NAMES[worst].toLowerCase()} priority`;
      toast(worst, [el('span', {class: 'shape', 'aria-hidden': 'true'}, SHAPES[worst]), el('a', {href: '#/alerts'}, text)]);
      say(region, text);
      return;
    }
    for (const alert of alerts) {
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
    say(
      region,
      alerts
        .map((alert) => `${PRIORITY_NAMES[alert.priority]} priority: ${short(alert.device)}, ${store.labelName(alert.label)}`)
        .join('. '),
    );
  }

  return {
    /** @param {import('./store.js').Alert} alert one that was raised now */
    raised(alert) {
      if (gathered.length === 0) {
        window.setTimeout(tell, GATHER_MILLIS);
      }
      gathered.push(alert);
    },
    /** @param {string} text @param {'info' | 'good' | 'bad'} [kind] */
    note(text, kind = 'info') {
      toast(kind, [...(kind === 'good' ? [icon('i-check')] : []), el('span', {}, text)], kind === 'bad' ? 20_000 : SHOWN_MILLIS);
      say(kind === 'bad' ? assertive : polite, text);
    },
  };
}
