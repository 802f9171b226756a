// SPDX-License-Identifier: Apache-2.0
/** One stream on the wall: a card with its strip, or a tile where there are many. */
import {acknowledgeButton, el, icon, mark, write} from './dom.js';
import {
  PRIORITIES,
  PRIORITY_NAMES,
  SHAPES,
  STATUS_NAMES,
  conditionName,
  deviceHash,
  duration,
  percent,
  rate,
  short,
  time,
  visible,
} from './format.js';
import {createStrip} from './strip.js';

/** All flashes of a wall go on and off together: the least common time of their periods. */
const FLASH_MILLIS = 4_000;

/**
 * What is open on a stream, in the order in which it is shown.
 *
 * @param {import('./store.js').Stream} stream
 * @param {(label: string) => string} labelName
 */
export function conditions(stream, labelName) {
  const medical = stream.alerts.map((alert) => ({
    id: alert.id,
    kind: alert.acknowledgedBy ? 'acknowledged' : 'open',
    priority: alert.priority,
    name: labelName(alert.label),
    short: alert.label,
    onset: alert.onset,
    by: alert.acknowledgedBy,
    order: (alert.acknowledgedBy ? 20 : 0) + PRIORITIES.indexOf(alert.priority),
  }));
  const technical = stream.technical.map((each) => ({
    id: each.id,
    kind: 'technical',
    priority: each.priority,
    name: conditionName(each.condition),
    short: conditionName(each.condition),
    onset: each.onset,
    by: null,
    order: 10 + PRIORITIES.indexOf(each.priority),
  }));
  return [...medical, ...technical].sort((a, b) => a.order - b.order || b.onset - a.onset);
}

/**
 * Event time that a stream has reached: of a replay it lies far from the clock on the wall.
 *
 * @param {import('./store.js').Stream} stream
 * @param {number} now
 */
export function reached(stream, now) {
  const latest = Math.max(stream.last ?? 0, ...stream.alerts.map((alert) => alert.at ?? alert.onset));
  const running = stream.status === 'live' || stream.status === 'poor' || stream.status === 'lead-off';
  return latest === 0 || (!running && now - latest < 86_400e6) ? now : latest;
}

export class Card {
  /**
   * @param {'card' | 'tile'} kind
   * @param {import('./store.js').Stream} stream
   * @param {{store: any, mayAct: () => boolean, acknowledge: (n: number) => void}} context
   */
  constructor(kind, stream, context) {
    this.kind = kind;
    this.n = stream.n;
    this.device = stream.device;
    this.lead = stream.lead;
    this.context = context;
    /** @type {any} */
    this.strip = null;
    this.bandKey = '';
    this.place = '';
    this.bandRoom = 1;

    this.link = el('a', {
      class: 'name',
      href: deviceHash(stream.device, stream.lead),
      title: visible(stream.device),
      dir: 'auto',
      tabindex: '-1',
      test: 'device-name',
    });
    this.link.textContent = short(stream.device, kind === 'card' ? 36 : 24);
    this.leadText = el('span', {class: 'lead', dir: 'auto'});
    this.leadText.textContent = `Lead ${short(stream.lead, 12)}`;
    this.statusIcon = icon('i-waiting');
    this.statusText = el('span', 'status-text');
    this.status = el('span', {class: 'status', test: 'status'}, this.statusIcon, this.statusText);
    this.rate = el('span', {class: 'rate', test: 'heart-rate'});
    this.unit = el('abbr', {class: 'unit', title: 'beats per minute'}, 'bpm');
    this.qualityText = el('span', 'quality-text');
    this.bars = el('span', {class: 'bars', 'aria-hidden': 'true'}, ...[0, 1, 2, 3].map(() => el('i')));
    this.quality = el('span', {class: 'quality', test: 'quality'}, el('span', 'unseen', 'Quality '), this.bars, this.qualityText);
    this.bands = el('ul', {class: 'bands', test: 'alerts-of-card'});
    this.muted = el('span', {class: 'muted', test: 'silenced'});
    this.element = el('li', {class: kind, test: 'card', 'data-n': stream.n});
    if (kind === 'card') {
      this.canvas = el('canvas', {class: 'strip', 'aria-hidden': 'true', test: 'strip'});
      this.paper = el('div', 'paper', this.canvas);
      this.element.append(
        el('div', 'head', this.link, this.leadText, this.status),
        el('div', 'vital', this.rate, this.unit, el('span', 'side', this.quality, this.muted)),
        this.paper,
        this.bands,
      );
    } else {
      this.element.append(
        this.link,
        el('span', 'under', this.status, this.leadText, this.muted, this.bands),
        el('span', 'number', this.rate, this.unit),
      );
    }
  }

  /** @param {number} seconds of the strip */
  startStrip(seconds) {
    if (this.strip === null && this.canvas) {
      // Its name stands on the card already.
      this.strip = createStrip(this.canvas, {seconds, paper: 'small', label: ''});
      this.element.classList.add('has-strip');
    }
  }

  stopStrip() {
    if (this.strip !== null) {
      this.strip.destroy();
      this.strip = null;
      this.element.classList.remove('has-strip');
      // A context of a canvas outlives its strip: a new canvas begins empty.
      const fresh = this.canvas.cloneNode(false);
      this.canvas.replaceWith(fresh);
      this.canvas = fresh;
    }
  }

  /**
   * @param {number} x pixels in the grid
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {number} rem
   */
  put(x, y, width, height, rem) {
    const place = `${x},${y},${width},${height}`;
    if (this.place === place) {
      return;
    }
    const resized = !this.place.endsWith(`,${width},${height}`);
    const first = this.place === '';
    this.place = place;
    const style = this.element.style;
    style.transform = `translate(${x}px, ${y}px)`;
    if (resized) {
      style.width = `${width}px`;
      style.height = `${height}px`;
      this.bandRoom = this.kind === 'tile' ? 1 : height > 21 * rem ? 3 : height > 16.5 * rem ? 2 : 1;
      this.bandKey = '';
      if (!first && this.strip !== null) {
        this.strip.resize();
      }
    }
  }

  /**
   * @param {import('./store.js').Stream} stream
   * @param {boolean} stale whether the feed is lost
   */
  update(stream, stale) {
    const {store} = this.context;
    const now = store.serverNow();
    const status = stale ? 'no-feed' : stream.status;
    mark(this.element, 'data-status', status);
    mark(this.element, 'data-priority', stream.priority);
    const use = this.statusIcon.firstElementChild;
    if (use) {
      mark(use, 'href', `#i-${status}`);
    }
    write(this.statusText, statusText(stream, stale, now, this.kind));
    const trusted = !stale && (stream.status === 'live' || stream.status === 'poor');
    const known = trusted && stream.heartRate !== null;
    write(this.rate, rate(known ? stream.heartRate : null));
    mark(this.rate, 'data-unknown', known ? null : '');
    if (this.kind === 'card') {
      const quality = trusted ? stream.quality : null;
      write(this.qualityText, percent(quality));
      this.quality.hidden = quality === null;
      mark(this.bars, 'data-level', String(level(quality)));
    }
    this.#silences(stream, now);
    this.#alerts(stream, now);
  }

  /** @param {import('./store.js').Stream} stream @param {number} now */
  #silences(stream, now) {
    const running = stream.silences.filter((each) => each.until > Math.min(now, reached(stream, now)));
    const key = running.map((each) => `${each.label}${each.until}`).join();
    if (this.muted.dataset.key === key) {
      return;
    }
    this.muted.dataset.key = key;
    this.muted.replaceChildren();
    if (running.length > 0) {
      const what = running.some((each) => each.label === null)
        ? 'All'
        : running.map((each) => each.label).join(', ');
      const until = Math.max(...running.map((each) => each.until));
      const words = this.kind === 'card' ? `${what} silenced until ${time(until, false)}` : 'Silenced';
      this.muted.title = `${what} silenced until ${time(until, false)} by ${running.map((each) => visible(each.by)).join(', ')}`;
      this.muted.append(icon('i-muted'), el('span', {}, words));
    }
  }

  /** @param {import('./store.js').Stream} stream @param {number} now */
  #alerts(stream, now) {
    const {store, mayAct} = this.context;
    const open = conditions(stream, store.labelName);
    const room = this.bandRoom;
    const acting = mayAct();
    const key = `${acting} ${open.map((each) => `${each.id} ${each.kind} ${each.priority} ${each.by}`).join('|')}`;
    if (key !== this.bandKey) {
      this.bandKey = key;
      const bands = open.slice(0, room).map((each) => this.#band(each));
      if (open.length > room) {
        bands[room - 1].querySelector('.what').append(el('span', {class: 'others', test: 'more-alerts', title: `${open.length - room} more alerts`}, `+${open.length - room}`));
      }
      if (acting && this.kind === 'card' && stream.priority !== null) {
        const button = acknowledgeButton('card-acknowledge', `the alerts of ${short(stream.device)}`, () =>
          this.context.acknowledge(this.n),
        );
        button.tabIndex = this.link.tabIndex;
        bands[0].append(button);
      }
      this.bands.replaceChildren(...bands);
      this.element.style.setProperty('--phase', `${-(performance.now() % FLASH_MILLIS)}ms`);
    }
    const at = reached(stream, now);
    open.slice(0, room).forEach((each, i) => {
      const since = this.bands.children[i].querySelector('.since');
      if (since) {
        write(since, duration(at - each.onset));
      }
    });
  }

  /** @param {ReturnType<typeof conditions>[number]} each */
  #band(each) {
    const band = el('li', {class: `band ${each.kind}`, 'data-priority': each.priority, test: 'alert'});
    const name = this.kind === 'tile' && each.name.length > 18 ? each.short : each.name;
    band.append(
      el('span', {class: 'shape', 'aria-hidden': 'true'}, SHAPES[each.priority]),
      el(
        'span',
        'what',
        el('span', 'unseen', `${PRIORITY_NAMES[each.priority]} priority: `),
        el('span', {class: 'label', title: each.name}, name[0].toUpperCase() + name.slice(1)),
      ),
    );
    if (each.by) {
      band
        .querySelector('.what')
        .append(
          el(
            'span',
            {class: 'by', test: 'acknowledged-by'},
            icon('i-check'),
            el('span', 'unseen', 'acknowledged by '),
            el('span', {class: 'by-name', dir: 'auto', title: visible(each.by)}, short(each.by, 24)),
          ),
        );
    }
    if (this.kind === 'card') {
      band.append(el('span', {class: 'since', title: 'for this long'}));
    }
    return band;
  }

  /** @param {boolean} current whether Tab leads here */
  setCurrent(current) {
    const index = current ? 0 : -1;
    this.link.tabIndex = index;
    for (const button of this.bands.querySelectorAll('button')) {
      button.tabIndex = index;
    }
  }

  destroy() {
    this.strip?.destroy();
    this.strip = null;
    this.element.remove();
  }
}

/**
 * @param {import('./store.js').Stream} stream
 * @param {boolean} stale
 * @param {number} now
 * @param {'card' | 'tile'} kind
 */
function statusText(stream, stale, now, kind) {
  if (stale) {
    return kind === 'card' && stream.heartRate !== null && stream.last !== null
      ? `No feed · was ${rate(stream.heartRate)}`
      : 'No feed';
  }
  const name = STATUS_NAMES[stream.status] ?? stream.status;
  const since = stream.statusSince;
  if ((stream.status === 'silent' || stream.status === 'lead-off') && since !== null && since > 0) {
    const past = reached(stream, now) - since;
    return past > 0 && past < 30 * 86_400e6 ? `${name} ${duration(past)}` : name;
  }
  return name;
}

/** @param {number | null} quality 0 to 1 */
function level(quality) {
  if (quality === null || quality === undefined) {
    return 0;
  }
  return quality >= 0.9 ? 4 : quality >= 0.7 ? 3 : quality >= 0.5 ? 2 : 1;
}
