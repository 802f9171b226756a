// SPDX-License-Identifier: Apache-2.0
/** What the keys do and what the signs mean. */
import {dialogOpen, openDialog} from './dialog.js';
import {el, icon} from './dom.js';
import {PRIORITIES, PRIORITY_NAMES, SHAPES, STATUSES, STATUS_NAMES} from './format.js';

const KEYS = [
  ['/', 'search'],
  ['← ↑ → ↓', 'from card to card'],
  ['Enter', 'open the device'],
  ['a', 'acknowledge'],
  ['s', 'silence'],
  ['l', 'list of alerts'],
  ['w', 'wall'],
  ['t', 'theme: auto, day, night'],
  ['Esc', 'back'],
  ['?', 'this help'],
];

/** @type {Record<string, string>} */
const MEANINGS = {
  live: 'samples arrive',
  poor: 'samples arrive, but the signal is too poor to judge',
  'lead-off': 'the electrode has no contact',
  silent: 'nothing has arrived for a while',
  waiting: 'known, but nothing has arrived yet',
};

/** @param {{enabled: boolean, setEnabled: (on: boolean) => void}} keys */
export function showHelp(keys) {
  if (dialogOpen()) {
    return;
  }
  const close = el('button', {type: 'submit', class: 'primary', test: 'help-close'}, 'Close');
  const single = el('input', {type: 'checkbox', test: 'keys-enabled', checked: keys.enabled});
  single.addEventListener('change', () => keys.setEnabled(single.checked));
  const dialog = el(
    'dialog',
    {class: 'ask help', 'aria-labelledby': 'help-title', test: 'help-dialog'},
    el(
      'form',
      {method: 'dialog'},
      el('h2', {id: 'help-title'}, 'Keys and signs'),
      el(
        'div',
        'help-parts',
        el(
          'dl',
          'keys',
          ...KEYS.map(([key, what]) => el('div', {}, el('dt', {}, el('kbd', {}, key)), el('dd', {}, what))),
        ),
        el(
          'dl',
          'signs',
          ...PRIORITIES.map((priority) =>
            el(
              'div',
              {},
              el('dt', {}, el('span', {class: 'shape', 'data-priority': priority}, SHAPES[priority])),
              el('dd', {}, `${PRIORITY_NAMES[priority]} priority`),
            ),
          ),
          ...STATUSES.map((status) =>
            el(
              'div',
              {'data-status': status},
              el('dt', {}, icon(`i-${status}`)),
              el('dd', {}, el('b', {}, STATUS_NAMES[status]), ` ${MEANINGS[status]}`),
            ),
          ),
        ),
      ),
      el('label', 'pick', single, el('span', {}, 'Single letters are keys')),
      el('p', 'hint', 'The monitor makes no sound. It is no medical device: never the only watch over a patient.'),
      el('div', 'buttons', close),
    ),
  );
  openDialog(dialog, close);
}
