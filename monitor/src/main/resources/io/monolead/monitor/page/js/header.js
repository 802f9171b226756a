// SPDX-License-Identifier: Apache-2.0
/**
 * The head of every view: counts that filter the wall, the line that says whether an alarm of high
 * priority waits, and whether what is on the page is live. Its lines keep their height, so that
 * an alarm moves nothing under anybody's finger.
 */
import {acknowledgeButton, byId, el, icon, mark, write} from './dom.js';
import {PRIORITIES, PRIORITY_NAMES, SHAPES, STATUSES, STATUS_NAMES, deviceHash, duration, short} from './format.js';
import {reached} from './card.js';

const SUMMARY_FIELDS = {live: 'live', poor: 'poor', 'lead-off': 'leadOff', silent: 'silent'};

/**
 * @param {object} context
 * @param {ReturnType<typeof import('./store.js').createStore>} context.store
 * @param {ReturnType<typeof import('./feed.js').createFeed>} context.feed
 * @param {ReturnType<typeof import('./wall.js').createWall>} context.wall
 * @param {any} context.actions
 */
export function createHeader({store, feed, wall, actions}) {
  const counts = byId('counts');
  const banner = byId('banner');
  const lost = byId('lost');
  const feedText = byId('feed');
  const clock = byId('clock');
  const search = byId('search');
  const labels = byId('filter-label');
  const unacknowledged = byId('filter-unacknowledged');
  /** @type {Map<string, {button: any, number: any}>} */
  const chips = new Map();
  const feedWord = el('span');
  const feedLag = el('span', 'feed-lag');
  feedText.replaceChildren(feedWord, feedLag);
  let frame = 0;
  let bannerKey = '';
  let labelsKey = '';

  for (const status of STATUSES.filter((each) => each !== 'waiting')) {
    chip(status, icon(`i-${status}`), STATUS_NAMES[status], wall.filter.statuses, status);
  }
  counts.append(el('span', {class: 'divide', 'aria-hidden': 'true'}));
  for (const priority of PRIORITIES) {
    const shape = el('span', {class: 'shape', 'aria-hidden': 'true'}, SHAPES[priority]);
    chip(priority, shape, `${PRIORITY_NAMES[priority]} priority, unacknowledged`, wall.filter.priorities, priority);
  }

  /**
   * @param {string} key
   * @param {Element} picture
   * @param {string} name
   * @param {Set<string>} set that it switches
   * @param {string} value
   */
  function chip(key, picture, name, set, value) {
    const number = el('span', 'number', '0');
    const button = el(
      'button',
      {
        type: 'button',
        class: 'chip',
        'data-kind': key,
        'aria-pressed': 'false',
        title: name,
        test: `count-${key.toLowerCase()}`,
        click: () => {
          if (!set.delete(value)) {
            set.add(value);
          }
          if (!wall.active) {
            location.hash = '#/';
          }
          wall.filterChanged();
        },
      },
      picture,
      number,
      el('span', 'name', name),
    );
    chips.set(key, {button, number});
    counts.append(button);
  }

  function showFilter() {
    const filter = wall.filter;
    for (const [key, {button}] of chips) {
      mark(button, 'aria-pressed', String(filter.statuses.has(key) || filter.priorities.has(key)));
    }
    mark(unacknowledged, 'aria-pressed', String(filter.unacknowledged));
    if (search.value !== filter.text) {
      search.value = filter.text;
    }
    if (labels.value !== filter.label) {
      labels.value = filter.label;
    }
    labels.classList.toggle('set', filter.label !== '');
  }

  search.addEventListener('input', () => {
    wall.filter.text = search.value;
    wall.filterChanged();
  });
  search.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape') {
      wall.filter.text = '';
      wall.filterChanged();
      search.blur();
      event.stopPropagation();
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      search.blur();
      wall.move('ArrowDown');
    }
  });
  labels.addEventListener('change', () => {
    wall.filter.label = labels.value;
    wall.filterChanged();
  });
  unacknowledged.addEventListener('click', () => {
    wall.filter.unacknowledged = !wall.filter.unacknowledged;
    wall.filterChanged();
  });
  byId('density').addEventListener('change', (/** @type {Event} */ event) => {
    wall.setDensity(/** @type {HTMLSelectElement} */ (event.target).value);
  });
  const more = byId('more');
  more.addEventListener('click', () => {
    const open = more.getAttribute('aria-expanded') !== 'true';
    more.setAttribute('aria-expanded', String(open));
    byId('filters').classList.toggle('open', open);
  });
  wall.onFilter(showFilter);

  /** Unacknowledged alerts, worst and newest first, and how many of each priority. */
  function alarms() {
    /** @type {Record<string, number>} */
    const numbers = {HIGH: 0, MEDIUM: 0, LOW: 0};
    /** @type {Record<string, number>} */
    const statuses = {};
    /** @type {{stream: import('./store.js').Stream, alert: import('./store.js').Alert}[]} */
    const high = [];
    for (const stream of store.all()) {
      statuses[stream.status] = (statuses[stream.status] ?? 0) + 1;
      for (const alert of stream.alerts) {
        if (!alert.acknowledgedBy) {
          numbers[alert.priority]++;
          if (alert.priority === 'HIGH') {
            high.push({stream, alert});
          }
        }
      }
    }
    high.sort((a, b) => b.alert.onset - a.alert.onset);
    return {numbers, statuses, high};
  }

  function show() {
    frame = 0;
    const {numbers, statuses, high} = alarms();
    for (const status of Object.keys(SUMMARY_FIELDS)) {
      set(status, feed.lost ? null : (statuses[status] ?? 0));
    }
    for (const priority of PRIORITIES) {
      set(priority, numbers[priority]);
    }
    showBanner(high, numbers);
    document.title = `${feed.lost ? '✕ no feed · ' : ''}${numbers.HIGH > 0 ? `${SHAPES.HIGH} ${numbers.HIGH} · ` : ''}monolead`;
    actions.watch(high.slice(0, 1).map((each) => each.stream.n));
    showLabels();
  }

  /** @param {string} key @param {number | null} count */
  function set(key, count) {
    const found = chips.get(key);
    if (found) {
      write(found.number, count === null ? '–' : count.toLocaleString('en'));
      found.button.classList.toggle('none', count === 0);
    }
  }

  /**
   * @param {{stream: import('./store.js').Stream, alert: import('./store.js').Alert}[]} high
   * @param {Record<string, number>} numbers
   */
  function showBanner(high, numbers) {
    const first = high[0];
    const others = numbers.MEDIUM + numbers.LOW;
    const key = first ? `${first.alert.id} ${high.length} ${actions.mayAct()}` : `${others} ${store.size === 0} ${feed.lost}`;
    if (key !== bannerKey) {
      bannerKey = key;
      banner.classList.toggle('alarm', Boolean(first));
      if (first) {
        banner.style.setProperty('--phase', `${-(performance.now() % 4000)}ms`);
        const {stream, alert} = first;
        banner.replaceChildren();
        banner.append(...present(
          el('span', {class: 'shape', 'aria-hidden': 'true'}, SHAPES.HIGH),
          el(
            'a',
            {class: 'alarm-text', href: deviceHash(stream.device, stream.lead), test: 'banner-device'},
            el('span', 'unseen', 'High priority: '),
            el('bdi', 'alarm-device', short(stream.device, 28)),
            el('span', 'alarm-label', store.labelName(alert.label)),
          ),
          el('span', 'since'),
          high.length > 1 ? el('a', {class: 'alarm-more', href: '#/alerts', test: 'banner-more'}, `+${high.length - 1} more`) : null,
          actions.mayAct()
            ? acknowledgeButton('banner-acknowledge', `the alerts of ${short(stream.device)}`, () => actions.acknowledge(stream.n))
            : null,
        ));
      } else {
        banner.replaceChildren(
          store.size === 0 || feed.lost ? '' : icon('i-check'),
          el(
            'span',
            {},
            store.size === 0
              ? ''
              : feed.lost
                ? 'Alerts as they were last known'
                : others === 0
                  ? 'No alert waits for anybody'
                  : `No alert of high priority · ${others} of lower priority`,
          ),
        );
      }
    }
    if (first) {
      write(banner.querySelector('.since'), duration(reached(first.stream, store.serverNow()) - first.alert.onset));
    }
  }

  function showLabels() {
    const all = store.hello?.labels ?? [];
    const key = all.join();
    if (key !== labelsKey) {
      labelsKey = key;
      labels.replaceChildren(
        el('option', {value: ''}, 'All labels'),
        ...all.map((/** @type {string} */ label) => {
          const name = store.labelName(label);
          return el('option', {value: label}, name === label ? label : `${label} · ${name}`);
        }),
      );
      labels.value = wall.filter.label;
    }
  }

  function request() {
    if (frame === 0) {
      // Not with the frames of the screen: the title of a page in the background matters too.
      frame = window.setTimeout(show, 30);
    }
  }

  feed.subscribe((now) => {
    write(feedWord, now.text);
    write(feedLag, now.lag);
    mark(feedText, 'data-level', now.level);
    lost.hidden = now.level !== 'lost';
    if (now.level === 'lost') {
      if (lost.childElementCount === 0) {
        lost.append(icon('i-no-feed'), el('strong', {}, 'NO LIVE DATA'), el('span', 'lost-detail'));
      }
      write(lost.querySelector('.lost-detail'), now.detail);
    }
    request();
  });
  store.subscribe((_, kind) => {
    if (kind !== 'vitals') {
      request();
    }
  });
  function tick() {
    const now = new Date();
    write(clock, now.toTimeString().slice(0, 8));
    request();
  }
  window.setInterval(tick, 1000);
  tick();
  showFilter();
}

/** @param {...(Node | null)} nodes @returns {Node[]} */
function present(...nodes) {
  return /** @type {Node[]} */ (nodes.filter((node) => node !== null));
}
