// SPDX-License-Identifier: Apache-2.0
/**
 * The history of a stream as lanes: a bar for each alert and each technical condition, by label,
 * and a playhead that is dragged or moved by keys. Priorities are told by shape, text and colour.
 *
 * Times are event times: of a replayed recording "now" is the time of its newest sample.
 */
import {el, mark, write} from './dom.js';
import {PRIORITY_NAMES, SHAPES, conditionName, duration, time} from './format.js';

const SECOND = 1e6;
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 604800,
];
const LEAST_TICK_PIXELS = 84;
/** What a finger hits (WCAG 2.2, 2.5.8). */
const LEAST_BAR_PIXELS = 24;
/** More bars than these are no longer told apart; the newest are drawn. */
const MOST_BARS = 400;

/**
 * @typedef {object} TimelineView
 * @property {number} from event time at the left
 * @property {number} to event time at the right
 * @property {number} at the playhead
 * @property {number} newest the newest sample
 * @property {boolean} live whether the playhead follows it
 */

/**
 * @param {HTMLElement} root
 * @param {object} options
 * @param {(micros: number) => void} options.seek while the playhead is dragged, and after a key
 * @param {(alert: import('./store.js').Alert) => void} options.openAlert
 * @param {(technical: any) => void} options.openTechnical
 * @param {(label: string) => string} options.labelName
 */
export function createTimeline(root, {seek, openAlert, openTechnical, labelName}) {
  const axis = el('div', {class: 'tl-axis', 'aria-hidden': 'true'});
  const lanes = el('div', {class: 'tl-lanes', test: 'timeline-lanes'});
  const handle = el('div', {
    class: 'tl-playhead',
    role: 'slider',
    tabindex: '0',
    'aria-label': 'Time shown on the strip',
    'aria-orientation': 'horizontal',
    test: 'playhead',
  });
  const ground = el('div', {class: 'tl-ground', test: 'timeline-ground'});
  const element = el('div', {class: 'timeline', test: 'timeline'}, ground, lanes, axis, handle);
  root.append(element);
  /** @type {TimelineView} */
  let view = {from: 0, to: 1, at: 1, newest: 1, live: true};
  let dragging = false;
  /** @type {string | null} */
  let laneKey = null;
  let axisKey = '';
  let gutter = 0;
  let width = 1;

  /** @param {number} micros */
  function place(micros) {
    return ((micros - view.from) / (view.to - view.from)) * width;
  }

  /** @param {PointerEvent} event */
  function timeOf(event) {
    const box = element.getBoundingClientRect();
    const share = (event.clientX - box.left - gutter) / width;
    return Math.min(view.newest, view.from + Math.min(1, Math.max(0, share)) * (view.to - view.from));
  }

  /** @param {PointerEvent} event */
  function down(event) {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) {
      return;
    }
    if (event.clientX - element.getBoundingClientRect().left < gutter - 8) {
      return;
    }
    dragging = true;
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
    handle.focus({preventScroll: true});
    seek(timeOf(event));
  }

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => {
    if (dragging) {
      seek(timeOf(event));
    }
  });
  for (const end of ['pointerup', 'pointercancel']) {
    element.addEventListener(end, () => {
      dragging = false;
    });
  }

  function measure() {
    gutter = axis.offsetLeft;
    width = Math.max(1, element.clientWidth - gutter);
  }

  const sizes = new ResizeObserver(() => {
    measure();
    laneKey = null;
    axisKey = '';
    draw();
  });
  sizes.observe(element);

  /** @type {{alerts: any[], technical: any[]}} */
  let events = {alerts: [], technical: []};

  function drawAxis() {
    const span = (view.to - view.from) / SECOND;
    const step = STEPS.find((each) => (each / span) * width >= LEAST_TICK_PIXELS) ?? STEPS[STEPS.length - 1];
    // Whole hours and days of the reader's clock.
    const zone = new Date(view.to / 1000).getTimezoneOffset() * 60;
    const first = Math.ceil((view.from / SECOND - zone) / step) * step + zone;
    const key = `${first},${step},${width},${Math.round(view.from / SECOND)},${Math.round(view.to / SECOND)}`;
    if (key === axisKey) {
      return;
    }
    axisKey = key;
    const ticks = [];
    for (let at = first; at * SECOND <= view.to; at += step) {
      const tick = el('span', 'tl-tick');
      tick.textContent = tickText(at * SECOND, step);
      tick.style.left = `${place(at * SECOND)}px`;
      ticks.push(tick);
    }
    axis.replaceChildren(...ticks);
  }

  function drawLanes() {
    const end = (/** @type {any} */ each) => each.end ?? view.newest;
    const seen = (/** @type {any} */ each) => end(each) >= view.from && each.onset <= view.to;
    const alerts = events.alerts.filter(seen).slice(-MOST_BARS);
    const technical = events.technical.filter(seen).slice(-MOST_BARS);
    /** @type {Map<string, {name: string, bars: any[]}>} */
    const rows = new Map();
    for (const alert of alerts) {
      lane(rows, `a${alert.label}`, alert.label).bars.push(alert);
    }
    for (const each of technical) {
      lane(rows, `t${each.condition}`, conditionName(each.condition)).bars.push(each);
    }
    // Bars are moved, not made anew, as time goes on: a focused one stays focused.
    const key = [...alerts, ...technical]
      .map((each) => `${each.id}${each.state}${each.priority}${each.acknowledgedBy ?? ''}`)
      .join();
    if (key !== laneKey) {
      laneKey = key;
      const focused =
        document.activeElement instanceof HTMLElement ? document.activeElement.dataset.event : null;
      lanes.replaceChildren(
        ...[...rows.values()].map((row) => {
          const bars = el('div', 'tl-bars', ...row.bars.map(bar));
          const name = el('span', {class: 'tl-name', dir: 'auto'});
          name.textContent = row.name;
          return el('div', {class: 'tl-lane', role: 'group', 'aria-label': row.name}, name, bars);
        }),
      );
      if (rows.size === 0) {
        lanes.append(el('p', 'tl-none', 'No alert and no technical condition in this time.'));
      }
      if (focused) {
        lanes.querySelector(`[data-event="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
      }
    }
    const byId = new Map([...alerts, ...technical].map((each) => [String(each.id), each]));
    for (const button of lanes.querySelectorAll('button')) {
      const each = byId.get(button.dataset.event ?? '');
      if (each) {
        const left = Math.max(0, place(each.onset));
        const right = Math.min(width, place(end(each)));
        const wide = Math.max(LEAST_BAR_PIXELS, right - left);
        button.style.left = `${Math.min(left, width - wide)}px`;
        button.style.width = `${wide}px`;
        mark(button, 'data-room', wide > 74 ? 'text' : wide > 26 ? 'shape' : null);
      }
    }
  }

  /**
   * @param {Map<string, {name: string, bars: any[]}>} rows
   * @param {string} key
   * @param {string} name
   */
  function lane(rows, key, name) {
    let row = rows.get(key);
    if (!row) {
      row = {name, bars: []};
      rows.set(key, row);
    }
    return row;
  }

  /** @param {any} each an alert or a technical condition */
  function bar(each) {
    const medical = each.label !== undefined;
    const full = medical ? labelName(each.label) : conditionName(each.condition);
    const name = medical && full !== each.label ? `${each.label} (${full})` : full;
    const until = each.end === null || each.end === undefined ? 'still open' : `until ${time(each.end)}`;
    const text =
      `${PRIORITY_NAMES[each.priority] ?? each.priority} priority, ${name}, since ${time(each.onset)}, ${until}` +
      (each.acknowledgedBy ? `, acknowledged by ${each.acknowledgedBy}` : '');
    const button = el(
      'button',
      {
        type: 'button',
        class: 'tl-bar',
        'data-priority': each.priority,
        'data-kind': medical ? 'alert' : 'technical',
        'data-state': each.end === null || each.end === undefined ? 'open' : 'cleared',
        'data-acknowledged': each.acknowledgedBy ? 'yes' : null,
        'aria-label': text,
        title: text,
        test: medical ? 'alert-bar' : 'technical-bar',
        click: () => (medical ? openAlert(each) : openTechnical(each)),
      },
      el('span', {class: 'tl-shape', 'aria-hidden': 'true'}, SHAPES[each.priority] ?? ''),
      el('span', {class: 'tl-word', 'aria-hidden': 'true'}, medical ? each.label : full),
    );
    button.dataset.event = String(each.id);
    return button;
  }

  function draw() {
    if (width <= 1) {
      return;
    }
    drawAxis();
    drawLanes();
    const at = Math.min(width, Math.max(0, place(view.at)));
    handle.style.left = `${gutter + at}px`;
    handle.style.setProperty('--tl-height', `${element.clientHeight - 12}px`);
    mark(handle, 'data-live', view.live ? 'yes' : 'no');
    mark(handle, 'aria-valuemin', '0');
    mark(handle, 'aria-valuemax', String(Math.max(0, Math.round((view.newest - view.from) / SECOND))));
    mark(handle, 'aria-valuenow', String(Math.max(0, Math.round((view.at - view.from) / SECOND))));
    mark(
      handle,
      'aria-valuetext',
      view.live
        ? `live, ${time(view.at)}`
        : `${time(view.at)}, ${duration(view.newest - view.at)} before the newest sample`,
    );
    const covered = Math.min(width, Math.max(0, place(view.newest)));
    ground.style.left = `${gutter}px`;
    ground.style.width = `${covered}px`;
  }

  measure();
  return {
    element,
    /** The playhead, which takes the keys. */
    handle,
    /** @param {TimelineView} next @param {{alerts: any[], technical: any[]}} [with_] */
    update(next, with_) {
      view = {...next, to: Math.max(next.to, next.from + SECOND)};
      if (with_) {
        events = with_;
      }
      draw();
    },
    /** Pixels left of the plot, and of it; for what is drawn above it. */
    get plot() {
      return {left: gutter, width};
    },
    get dragging() {
      return dragging;
    },
    destroy() {
      sizes.disconnect();
      element.remove();
    },
  };
}

/** @param {number} micros @param {number} step seconds between ticks */
function tickText(micros, step) {
  const text = time(micros, step < 60);
  // The date stands in the page's header; the axis has room for the clock only.
  return step >= 86400 ? text.split(' ')[0] : text.split(' ').pop();
}
