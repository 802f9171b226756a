// SPDX-License-Identifier: Apache-2.0
/** The list of alerts, newest first; each leads to the strip at its onset. */
import {byId, el, icon, write} from './dom.js';
import {PRIORITIES, PRIORITY_NAMES, SHAPES, counted, deviceHash, duration, short, time, visible} from './format.js';

const STEP = 200;
const STATE_NAMES = {RAISED: 'Open', UPDATED: 'Open', CLEARED: 'Cleared'};

/**
 * @param {object} context
 * @param {ReturnType<typeof import('./store.js').createStore>} context.store
 * @param {ReturnType<typeof import('./connection.js').createConnection>} context.connection
 * @param {ReturnType<typeof import('./api.js').createApi>} context.api
 * @param {any} context.actions
 */
export function createAlerts({store, connection, api, actions}) {
  const root = byId('view-alerts');
  /** @type {Map<string, import('./store.js').Alert>} */
  const alerts = new Map();
  const filter = {text: '', priority: '', state: '', label: ''};
  let active = false;
  let limit = STEP;
  let exhausted = false;
  let frame = 0;
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();

  const text = el('input', {type: 'search', test: 'alerts-search', placeholder: 'Search', autocomplete: 'off', spellcheck: 'false', maxlength: 200});
  const priority = el(
    'select',
    {test: 'alerts-priority'},
    el('option', {value: ''}, 'All priorities'),
    ...PRIORITIES.map((each) => el('option', {value: each}, `${SHAPES[each]} ${PRIORITY_NAMES[each]}`)),
  );
  const state = el(
    'select',
    {test: 'alerts-state'},
    el('option', {value: ''}, 'All states'),
    el('option', {value: 'unacknowledged'}, 'Unacknowledged'),
    el('option', {value: 'open'}, 'Open'),
    el('option', {value: 'cleared'}, 'Cleared'),
  );
  const label = el('select', {test: 'alerts-label'}, el('option', {value: ''}, 'All labels'));
  const said = el('p', {class: 'said', test: 'alerts-count'});
  const failure = el('p', {class: 'failure', role: 'alert', hidden: true});
  const body = el('tbody', {test: 'alerts-rows'});
  const table = el(
    'table',
    {class: 'list'},
    el('caption', 'unseen', 'Alerts, newest first'),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        ...['Priority', 'Alert', 'Device', 'Onset', 'Lasted', 'Peak', 'State', 'Action'].map((name) => el('th', {scope: 'col'}, name)),
      ),
    ),
    body,
  );
  const older = el('button', {type: 'button', class: 'older', test: 'alerts-older', hidden: true}, 'Show older ones');
  root.append(
    el(
      'div',
      'alerts-head',
      el('h1', {id: 'alerts-title'}, 'Alerts'),
      el(
        'div',
        {class: 'tools', role: 'search', 'aria-label': 'Find alerts'},
        el('label', 'search', icon('i-search'), el('span', 'unseen', 'Search device, lead or label'), text),
        el('label', {}, el('span', 'unseen', 'Priority'), priority),
        el('label', {}, el('span', 'unseen', 'State'), state),
        el('label', {}, el('span', 'unseen', 'Label'), label),
      ),
      said,
    ),
    failure,
    table,
    older,
  );
  text.addEventListener('input', () => set('text', text.value));
  priority.addEventListener('change', () => set('priority', priority.value));
  state.addEventListener('change', () => set('state', state.value));
  label.addEventListener('change', () => set('label', label.value));
  older.addEventListener('click', () => {
    limit += STEP;
    void load();
  });

  /** @param {'text' | 'priority' | 'state' | 'label'} what @param {string} value */
  function set(what, value) {
    filter[what] = value;
    request();
  }

  async function load() {
    try {
      const answer = await api.alerts(limit);
      exhausted = answer.alerts.length < limit;
      for (const alert of answer.alerts) {
        take(alert);
      }
      failure.hidden = true;
    } catch (error) {
      failure.textContent = error instanceof Error ? error.message : String(error);
      failure.hidden = false;
    }
    request();
  }

  /** @param {import('./store.js').Alert} alert */
  function take(alert) {
    const before = alerts.get(alert.id);
    if (!before || before.at <= alert.at || alert.state === 'CLEARED') {
      alerts.set(alert.id, alert);
    }
  }

  function fits(/** @type {import('./store.js').Alert} */ alert) {
    const open = alert.state !== 'CLEARED';
    if (
      (filter.priority !== '' && alert.priority !== filter.priority) ||
      (filter.label !== '' && alert.label !== filter.label) ||
      (filter.state === 'open' && !open) ||
      (filter.state === 'cleared' && open) ||
      (filter.state === 'unacknowledged' && (!open || Boolean(alert.acknowledgedBy)))
    ) {
      return false;
    }
    const words = filter.text.toLowerCase().split(/\s+/u).filter((word) => word !== '');
    const all = `${alert.device}\nlead ${alert.lead}\n${alert.label} ${store.labelName(alert.label)}\n${alert.acknowledgedBy ?? ''}`.toLowerCase();
    return words.every((word) => all.includes(word));
  }

  function request() {
    if (active && frame === 0) {
      frame = requestAnimationFrame(show);
    }
  }

  function show() {
    frame = 0;
    const known = [...new Set([...(store.hello?.labels ?? []), ...[...alerts.values()].map((alert) => alert.label)])];
    if (label.options.length !== known.length + 1) {
      label.replaceChildren(
        el('option', {value: ''}, 'All labels'),
        ...known.map((each) => el('option', {value: each}, store.labelName(each))),
      );
      label.value = filter.label;
    }
    const chosen = [...alerts.values()].filter(fits).sort((a, b) => b.onset - a.onset || (a.id < b.id ? -1 : 1));
    write(said, chosen.length === alerts.size ? counted(alerts.size, 'alert') : `${counted(chosen.length, 'alert')} of ${alerts.size.toLocaleString('en')}`);
    const shown = new Set(chosen.map((alert) => alert.id));
    for (const [id, row] of rows) {
      if (!shown.has(id)) {
        row.remove();
        rows.delete(id);
      }
    }
    /** @type {Element | null} */
    let before = null;
    for (const alert of chosen) {
      const key = `${alert.state} ${alert.priority} ${alert.acknowledgedBy} ${alert.peak} ${alert.end} ${actions.mayAct()}`;
      let row = rows.get(alert.id);
      if (!row || row.dataset.key !== key) {
        const focused = row?.contains(document.activeElement) ?? false;
        const next = build(alert);
        next.dataset.key = key;
        row?.replaceWith(next);
        row = next;
        rows.set(alert.id, next);
        if (focused) {
          next.querySelector('a')?.focus({preventScroll: true});
        }
      }
      /** @type {Element | null} */
      const follower = before === null ? body.firstElementChild : before.nextElementSibling;
      if (follower !== row) {
        body.insertBefore(row, follower);
      }
      before = row;
    }
    if (chosen.length === 0 && body.childElementCount === 0) {
      write(said, alerts.size === 0 ? 'No alert has been raised' : 'No alert fits the filters');
    }
    older.hidden = exhausted || alerts.size < STEP;
  }

  /** @param {import('./store.js').Alert} alert @returns {HTMLElement} */
  function build(alert) {
    const open = alert.state !== 'CLEARED';
    const stream = store.find(alert.device, alert.lead);
    const status = el('span', 'state', STATE_NAMES[alert.state] ?? alert.state);
    const acknowledged = alert.acknowledgedBy
      ? el('span', {class: 'by', test: 'acknowledged-by'}, icon('i-check'), el('span', 'unseen', 'acknowledged by '), el('span', {class: 'by-name', dir: 'auto', title: visible(alert.acknowledgedBy)}, short(alert.acknowledgedBy, 24)))
      : null;
    return el(
      'tr',
      {test: 'alert-row', 'data-id': alert.id, 'data-priority': open && !alert.acknowledgedBy ? alert.priority : null, class: open ? 'open' : 'cleared'},
      el('td', {}, el('span', {class: `tag ${open && !alert.acknowledgedBy ? '' : 'quiet'}`, 'data-priority': alert.priority}, el('span', {class: 'shape', 'aria-hidden': 'true'}, SHAPES[alert.priority]), ` ${PRIORITY_NAMES[alert.priority]}`)),
      el('td', 'cell-label', el('span', {title: alert.label}, first(store.labelName(alert.label)))),
      el(
        'td',
        'cell-device',
        el('a', {href: deviceHash(alert.device, alert.lead, alert.onset), title: visible(alert.device), dir: 'auto', test: 'alert-device'}, short(alert.device, 40)),
        el('span', 'lead', ` lead ${short(alert.lead, 12)}`),
      ),
      el('td', {'data-name': 'Onset', class: 'number'}, time(alert.onset)),
      el('td', {'data-name': 'Lasted', class: 'number'}, duration((alert.end ?? alert.at) - alert.onset), open ? '+' : ''),
      el('td', {'data-name': 'Peak', class: 'number', title: `threshold ${alert.threshold}, model ${alert.model}, policy ${alert.policy}`}, alert.peak.toFixed(2)),
      el('td', 'cell-state', status, acknowledged),
      el(
        'td',
        'cell-do',
        open && !alert.acknowledgedBy && stream && actions.mayAct()
          ? el('button', {type: 'button', test: 'row-acknowledge', 'aria-label': `Acknowledge ${store.labelName(alert.label)} of ${short(alert.device)}`, click: () => actions.acknowledge(stream.n, alert.id)}, 'Acknowledge')
          : null,
      ),
    );
  }

  connection.on('alert', ({alert}) => {
    take(alert);
    request();
  });
  connection.on('hello', () => {
    if (active) {
      void load();
    }
  });
  connection.on('wall', request);

  return {
    show() {
      active = true;
      root.hidden = false;
      for (const alert of store.transitions()) {
        take(alert);
      }
      request();
      void load();
    },
    hide() {
      active = false;
      root.hidden = true;
    },
    focusSearch: () => text.focus(),
    get active() {
      return active;
    },
  };
}

/** @param {string} name */
function first(name) {
  return name === '' ? name : name[0].toUpperCase() + name.slice(1);
}
