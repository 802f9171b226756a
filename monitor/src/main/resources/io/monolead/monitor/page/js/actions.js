// SPDX-License-Identifier: Apache-2.0
/**
 * Acknowledge and silence. An order goes to the topic of actions; it has taken effect only when
 * the alert comes back acknowledged, and the page says so then and not before.
 */
import {dialogOpen, openDialog} from './dialog.js';
import {el, icon} from './dom.js';
import {PRIORITIES, PRIORITY_NAMES, SHAPES, counted, short, time, visible} from './format.js';

const NAME = 'monolead-name';
/** The job answers an acknowledgement within a checkpoint or so. */
const CONFIRM_MILLIS = 15_000;
const MINUTES = [5, 15, 30, 60];

/**
 * @param {object} context
 * @param {ReturnType<typeof import('./store.js').createStore>} context.store
 * @param {ReturnType<typeof import('./connection.js').createConnection>} context.connection
 * @param {ReturnType<typeof import('./api.js').createApi>} context.api
 * @param {ReturnType<typeof import('./announce.js').createAnnouncer>} context.announcer
 * @param {{user: string | null}} context.session
 */
export function createActions({store, connection, api, announcer, session}) {
  /** @type {Map<string, {timer: number, text: string}>} alerts whose acknowledgement is awaited */
  const awaited = new Map();
  /** @type {number[]} */
  let watched = [];

  connection.on('alert', ({alert}) => {
    const waits = awaited.get(alert.id);
    if (!waits) {
      return;
    }
    if (alert.acknowledgedBy || alert.state === 'CLEARED') {
      clearTimeout(waits.timer);
      awaited.delete(alert.id);
      announcer.note(
        alert.acknowledgedBy ? `${waits.text} acknowledged by ${short(alert.acknowledgedBy)}` : `${waits.text} has cleared`,
        'good',
      );
    }
  });

  function user() {
    return store.hello?.user ?? session.user ?? null;
  }

  /** @returns {string} */
  function keptName() {
    try {
      return user() ?? sessionStorage.getItem(NAME) ?? '';
    } catch {
      return '';
    }
  }

  /** @param {string} name */
  function keepName(name) {
    try {
      sessionStorage.setItem(NAME, name);
    } catch {
      // It is asked for again.
    }
  }

  function mayAct() {
    return store.hello?.mayAct ?? false;
  }

  /** Who acts: the one who signed in, or a name that is asked for once. */
  function nameField() {
    const known = user();
    if (known) {
      return el('p', 'by-line', 'Signed as ', el('strong', {dir: 'auto'}, visible(known)));
    }
    const input = el('input', {
      type: 'text',
      name: 'by',
      required: true,
      maxlength: 80,
      autocomplete: 'name',
      test: 'by',
      value: keptName(),
    });
    return el('label', 'field', el('span', {}, 'Your name, written into the alert'), input);
  }

  /**
   * A dialog whose form does something and closes when it is done.
   *
   * @param {object} parts
   * @param {string} parts.title
   * @param {string} parts.test
   * @param {(Node | null)[]} parts.content
   * @param {string} parts.submit
   * @param {(form: FormData) => Promise<void>} parts.act
   */
  function ask({title, test, content, submit, act}) {
    if (dialogOpen()) {
      return null;
    }
    const id = `title-of-${test}`;
    const failure = el('p', {class: 'failure', role: 'alert', test: 'failure', hidden: true});
    const go = el('button', {type: 'submit', class: 'primary', test: 'submit'}, submit);
    const cancel = el('button', {type: 'button', test: 'cancel'}, 'Cancel');
    const form = el('form', {method: 'dialog'}, el('h2', {id}, title), ...content, failure, el('div', 'buttons', cancel, go));
    const dialog = el('dialog', {'aria-labelledby': id, test, class: 'ask'}, form);
    cancel.addEventListener('click', () => dialog.close());
    form.addEventListener('submit', async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const data = new FormData(form);
      go.disabled = true;
      failure.hidden = true;
      try {
        await act(data);
        dialog.close();
      } catch (error) {
        failure.textContent = error instanceof Error ? error.message : String(error);
        failure.hidden = false;
      } finally {
        go.disabled = false;
      }
    });
    const name = form.querySelector('input[name=by]');
    openDialog(dialog, name instanceof HTMLInputElement && name.value === '' ? name : go);
    return dialog;
  }

  /** @param {FormData} data */
  function byOf(data) {
    const by = (user() ?? String(data.get('by') ?? '')).trim();
    if (by === '') {
      throw new Error('Say who acts: the name is written into the alert.');
    }
    if (!user()) {
      keepName(by);
    }
    return by;
  }

  /** @param {import('./store.js').Stream} stream */
  function streamLine(stream) {
    return el('p', 'stream-line', el('bdi', 'stream-name', short(stream.device, 60)), ` lead ${short(stream.lead, 16)}`);
  }

  /**
   * @param {number} n
   * @param {string | null} [only] an alert's id
   */
  function acknowledge(n, only = null) {
    const stream = store.get(n);
    if (!stream) {
      return;
    }
    if (!mayAct()) {
      announcer.note('This monitor only shows: nobody may act on it.');
      return;
    }
    const open = stream.alerts
      .filter((alert) => !alert.acknowledgedBy && (only === null || alert.id === only))
      .sort((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) || b.onset - a.onset);
    if (open.length === 0) {
      announcer.note(`${short(stream.device)} has no unacknowledged alert.`);
      return;
    }
    const rows = open.map((alert) =>
      el(
        'label',
        'pick',
        el('input', {type: 'checkbox', name: 'alert', value: alert.id, checked: true}),
        el('span', {class: 'shape', 'data-priority': alert.priority, 'aria-hidden': 'true'}, SHAPES[alert.priority]),
        el('span', 'pick-what', el('span', 'unseen', `${PRIORITY_NAMES[alert.priority]} priority: `), store.labelName(alert.label)),
        el('span', 'pick-time', `since ${time(alert.onset)}`),
      ),
    );
    ask({
      title: 'Acknowledge',
      test: 'acknowledge-dialog',
      content: [streamLine(stream), el('fieldset', {}, el('legend', 'unseen', 'Alerts'), ...rows), nameField()],
      submit: 'Acknowledge',
      act: async (data) => {
        const by = byOf(data);
        const ids = data.getAll('alert').map(String);
        if (ids.length === 0) {
          throw new Error('Choose at least one alert.');
        }
        for (const alert of open.filter((each) => ids.includes(each.id))) {
          const text = `${short(stream.device)}: ${store.labelName(alert.label)}`;
          const timer = window.setTimeout(() => {
            awaited.delete(alert.id);
            announcer.note(`${text} is not acknowledged yet: the order is in Kafka, but the job has not taken it. Is it running?`, 'bad');
          }, CONFIRM_MILLIS);
          awaited.set(alert.id, {timer, text});
          try {
            await api.act({kind: 'ACKNOWLEDGE', device: stream.device, lead: stream.lead, label: alert.label, alertId: alert.id, by});
          } catch (error) {
            clearTimeout(timer);
            awaited.delete(alert.id);
            throw error;
          }
        }
        announcer.note(`Sent. ${counted(ids.length, 'alert')} of ${short(stream.device)} will show as acknowledged when the job confirms.`);
      },
    });
  }

  /** @param {number} n */
  function silence(n) {
    const stream = store.get(n);
    if (!stream) {
      return;
    }
    if (!mayAct()) {
      announcer.note('This monitor only shows: nobody may act on it.');
      return;
    }
    const labels = /** @type {string[]} */ (store.hello?.labels ?? []);
    const openLabel = stream.alerts.length === 1 ? stream.alerts[0].label : '';
    const select = el(
      'select',
      {name: 'label', test: 'silence-label'},
      el('option', {value: ''}, 'All labels'),
      ...labels.map((label) => {
        const name = store.labelName(label);
        return el('option', {value: label}, name === label ? label : `${label} · ${name}`);
      }),
    );
    select.value = labels.includes(openLabel) ? openLabel : '';
    const minutes = MINUTES.map((each) =>
      el(
        'label',
        'choice',
        el('input', {type: 'radio', name: 'minutes', value: each, checked: each === 15, test: `minutes-${each}`}),
        el('span', {}, `${each} min`),
      ),
    );
    const running = stream.silences.map((each) =>
      el(
        'p',
        'running',
        icon('i-muted'),
        el('span', {}, `${each.label ?? 'All labels'} until ${time(each.until, false)}, by ${short(each.by, 24)}`),
        el(
          'button',
          {
            type: 'button',
            test: 'resume',
            click: async (/** @type {Event} */ event) => {
              const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
              const form = /** @type {HTMLFormElement} */ (button.closest('form'));
              try {
                const by = byOf(new FormData(form));
                button.disabled = true;
                await api.act({kind: 'RESUME', device: stream.device, lead: stream.lead, label: each.label, by});
                announcer.note(`Sent. ${each.label ?? 'All labels'} of ${short(stream.device)} will sound again.`, 'good');
                button.closest('dialog')?.close();
              } catch (error) {
                button.disabled = false;
                const failure = /** @type {HTMLElement} */ (form.querySelector('.failure'));
                failure.textContent = error instanceof Error ? error.message : String(error);
                failure.hidden = false;
              }
            },
          },
          'End it',
        ),
      ),
    );
    ask({
      title: 'Silence',
      test: 'silence-dialog',
      content: [
        streamLine(stream),
        ...running,
        el('label', 'field', el('span', {}, 'Alerts of'), select),
        el('fieldset', 'choices', el('legend', {}, 'For'), ...minutes),
        el('p', 'hint', 'No alert is raised meanwhile. What lasts longer is raised at the end, with its true onset.'),
        nameField(),
      ],
      submit: 'Silence',
      act: async (data) => {
        const by = byOf(data);
        const label = String(data.get('label') ?? '') || null;
        const length = Number(data.get('minutes'));
        await api.act({kind: 'SILENCE', device: stream.device, lead: stream.lead, label, minutes: length, by});
        announcer.note(`Sent. ${label === null ? 'All labels' : store.labelName(label)} of ${short(stream.device)} silenced for ${length} minutes.`, 'good');
      },
    });
  }

  return {
    acknowledge,
    silence,
    mayAct,
    user,
    /** @param {number[]} streams whose vitals are wanted though they are not on the wall's screen */
    watch(streams) {
      watched = streams;
    },
    watched: () => watched,
  };
}
