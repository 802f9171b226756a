// SPDX-License-Identifier: Apache-2.0
/**
 * The wall. Only what is on the screen, and a little around it, is in the page: ten thousand
 * streams cost as much as the forty that are seen.
 *
 * Up to 24 streams are cards that share the screen, each with its live strip. Of more, those that
 * need attention are cards and the others tiles.
 */
import {Card} from './card.js';
import {byId, el, write} from './dom.js';
import {PRIORITIES, counted} from './format.js';
import {become, createOrder, everything, isNarrow} from './order.js';

/** Strips that are drawn at a time. */
const MOST_STRIPS = 24;
/** Cards above the tiles, at most. */
const MOST_FIRST = 12;
/** Cards above the tiles where there is one column. */
const LEAST_FIRST = 6;
/** Pixels above and below the screen that are kept in the page. */
const AROUND = 400;
const SUBSCRIBE_MILLIS = 120;
/** While the pointer moves over the wall nothing changes place under it, for at most this long. */
const STILL_MILLIS = 1_200;
const LONGEST_HOLD_MILLIS = 5_000;

/** A list of equal boxes of which only the visible ones exist. */
class Grid {
  /** @param {HTMLElement} element @param {'card' | 'tile'} kind */
  constructor(element, kind) {
    this.element = element;
    this.kind = kind;
    /** @type {number[]} */
    this.items = [];
    /** @type {Map<number, number>} */
    this.index = new Map();
    /** @type {Map<number, Card>} */
    this.cards = new Map();
    this.columns = 1;
    this.width = 100;
    this.height = 100;
    this.gap = 12;
  }

  /** @param {number[]} items */
  setItems(items) {
    this.items = items;
    this.index = new Map(items.map((n, i) => [n, i]));
  }

  get rows() {
    return Math.ceil(this.items.length / this.columns);
  }

  get total() {
    return this.rows === 0 ? 0 : this.rows * (this.height + this.gap) - this.gap;
  }

  /** @param {number} i */
  place(i) {
    const column = i % this.columns;
    const row = Math.floor(i / this.columns);
    return {x: Math.round(column * (this.width + this.gap)), y: Math.round(row * (this.height + this.gap))};
  }

  /** @param {number} from pixels in the grid @param {number} to */
  between(from, to) {
    const step = this.height + this.gap;
    const first = Math.max(0, Math.floor(from / step)) * this.columns;
    const last = Math.min(this.items.length, (Math.floor(to / step) + 1) * this.columns);
    return to < 0 || from > this.total ? [0, 0] : [first, Math.max(first, last)];
  }

  clear() {
    for (const card of this.cards.values()) {
      card.destroy();
    }
    this.cards.clear();
  }
}

/**
 * @param {object} context
 * @param {ReturnType<typeof import('./store.js').createStore>} context.store
 * @param {ReturnType<typeof import('./connection.js').createConnection>} context.connection
 * @param {ReturnType<typeof import('./feed.js').createFeed>} context.feed
 * @param {ReturnType<typeof import('./actions.js').createActions>} context.actions
 */
export function createWall({store, connection, feed, actions}) {
  const root = byId('view-wall');
  const shown = byId('shown');
  const leftOut = byId('left-out');
  const empty = byId('empty');
  const groups = {first: byId('group-first'), rest: byId('group-rest')};
  const titles = {first: byId('title-first'), rest: byId('title-rest')};
  const cards = new Grid(byId('grid-first'), 'card');
  const tiles = new Grid(byId('grid-rest'), 'tile');
  const grids = [cards, tiles];
  const order = createOrder(store);
  const filter = everything();
  const cardContext = {store, mayAct: actions.mayAct, acknowledge: actions.acknowledge};

  let density = 'auto';
  let active = false;
  let orderDirty = true;
  let layoutDirty = true;
  let frame = 0;
  let stale = false;
  /** @type {Set<number>} */
  const dirty = new Set();
  let current = -1;
  let currentKey = '';
  let pointerAt = 0;
  let heldSince = 0;
  let pressed = false;
  let subscribeTimer = 0;
  let moved = false;
  let scrolledTo = 0;

  function rem() {
    return parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  function request() {
    if (active && frame === 0) {
      // A page in the background is given no frames; it must be right when it is looked at.
      frame = requestAnimationFrame(render);
    }
  }

  /** Whether a click that is under way would hit another card if the wall changed now. */
  function held() {
    const now = performance.now();
    const moving = pressed || now - pointerAt < STILL_MILLIS;
    if (!moving) {
      heldSince = 0;
      return false;
    }
    heldSince ||= now;
    if (now - heldSince > LONGEST_HOLD_MILLIS && !pressed) {
      heldSince = 0;
      return false;
    }
    return true;
  }

  function arrange() {
    const {first, rest} = order.of(filter);
    const count = first.length + rest.length;
    const one = density === 'cards' || (density === 'auto' && count <= MOST_STRIPS);
    let top = one ? [...first, ...rest] : [];
    let bottom = one ? [] : [...first, ...rest];
    if (!one && density === 'auto') {
      const columns = columnsOf(root.clientWidth, rem() * 21, rem() * 0.75);
      const room = Math.min(MOST_FIRST, Math.max(LEAST_FIRST, columns * 2));
      top = first.slice(0, room);
      bottom = [...first.slice(room), ...rest];
    }
    cards.setItems(top);
    tiles.setItems(bottom);
    groups.first.hidden = top.length === 0;
    groups.rest.hidden = bottom.length === 0;
    groups.first.classList.toggle('alone', one);
    titles.first.hidden = one;
    titles.rest.hidden = bottom.length === 0 || (top.length === 0 && !one);
    write(titles.first, one ? `All · ${count}` : `Needs attention · ${first.length > top.length ? `${top.length} of ${first.length}` : top.length}`);
    write(titles.rest, `${top.length > 0 ? 'All others' : 'All'} · ${bottom.length.toLocaleString('en')}`);
    const narrow = isNarrow(filter);
    shown.hidden = !narrow;
    if (narrow) {
      shown.replaceChildren(
        `Filtered: ${counted(count, 'stream')} of ${store.size.toLocaleString('en')} shown. `,
        el('button', {type: 'button', class: 'link', test: 'clear-filters', click: clearFilter}, 'Show all'),
      );
    }
    empty.hidden = count > 0;
    if (count === 0) {
      nothing(narrow);
    }
  }

  /** @param {boolean} narrow */
  function nothing(narrow) {
    const prefix = store.hello?.prefix ?? 'ecg.';
    empty.replaceChildren(
      el('p', 'empty-title', narrow ? 'No stream fits the filters' : store.hello ? 'Waiting for the first device' : 'Connecting'),
      el(
        'p',
        {},
        narrow
          ? 'Alarms of streams that are not shown still appear in the bar above.'
          : `Streams appear here with their first segment on ${prefix}segments.`,
      ),
    );
  }

  function measure() {
    const unit = rem();
    const width = root.clientWidth - parseFloat(getComputedStyle(root).paddingLeft) * 2;
    const top = root.getBoundingClientRect().top + window.scrollY;
    const room = window.innerHeight - top - unit * 1.5;
    cards.gap = tiles.gap = Math.round(unit * 0.75);
    if (tiles.items.length === 0) {
      const above = cards.element.getBoundingClientRect().top - root.getBoundingClientRect().top - unit;
      fit(cards, width, room - Math.max(0, above), unit);
    } else {
      // As many rows as are needed, filled evenly; a few cards do not stretch over a whole wall.
      const most = columnsOf(width, unit * 21, cards.gap);
      const rows = Math.ceil(cards.items.length / most);
      cards.columns = Math.max(1, Math.ceil(cards.items.length / rows));
      cards.width = Math.min((width - cards.gap * (cards.columns - 1)) / cards.columns, unit * 34);
      cards.height = Math.round(unit * (width < unit * 40 ? 10.5 : 14));
    }
    tiles.gap = Math.round(unit * 0.5);
    tiles.columns = columnsOf(width, unit * (width < unit * 40 ? 10 : 13.5), tiles.gap);
    tiles.width = (width - tiles.gap * (tiles.columns - 1)) / tiles.columns;
    tiles.height = Math.round(unit * 4.25);
    for (const grid of grids) {
      grid.element.style.height = `${grid.total}px`;
    }
  }

  function render() {
    frame = 0;
    if (!active) {
      return;
    }
    if (orderDirty) {
      if (held()) {
        window.setTimeout(request, 200);
      } else {
        orderDirty = false;
        layoutDirty = true;
        moved = true;
        arrange();
      }
    }
    if (layoutDirty) {
      layoutDirty = false;
      measure();
    }
    place();
    for (const grid of grids) {
      for (const n of dirty) {
        const card = grid.cards.get(n);
        const stream = store.get(n);
        if (card && stream) {
          card.update(stream, stale);
        }
      }
    }
    dirty.clear();
    if (subscribeTimer === 0) {
      subscribeTimer = window.setTimeout(subscribe, SUBSCRIBE_MILLIS);
    }
  }

  /** Puts the visible cards where they belong, and takes the others out. */
  function place() {
    const unit = rem();
    const focused = document.activeElement instanceof HTMLElement && root.contains(document.activeElement) ? document.activeElement : null;
    const focusedN = focused ? Number(focused.closest('li[data-n]')?.getAttribute('data-n') ?? -1) : -1;
    root.classList.toggle('sorting', moved);
    moved = false;
    for (const grid of grids) {
      const offset = grid.element.getBoundingClientRect().top;
      const [from, to] = grid.between(-offset - AROUND, window.innerHeight - offset + AROUND);
      const wanted = new Map();
      for (let i = from; i < to; i++) {
        wanted.set(grid.items[i], i);
      }
      // The card with the focus stays, or the keys would lead nowhere.
      const pinned = grid.index.get(focusedN);
      if (pinned !== undefined) {
        wanted.set(focusedN, pinned);
      }
      for (const [n, card] of grid.cards) {
        const stream = store.get(n);
        if (!wanted.has(n) || !stream || stream.device !== card.device || stream.lead !== card.lead) {
          card.destroy();
          grid.cards.delete(n);
        }
      }
      /** @type {Element | null} */
      let before = null;
      for (const [n, i] of [...wanted].sort((a, b) => a[1] - b[1])) {
        const stream = store.get(n);
        if (!stream) {
          continue;
        }
        let card = grid.cards.get(n);
        const fresh = card === undefined;
        if (card === undefined) {
          card = new Card(grid.kind, stream, cardContext);
          card.setCurrent(n === current);
          grid.cards.set(n, card);
        }
        const {x, y} = grid.place(i);
        const resized = !card.place.endsWith(`,${Math.round(grid.width)},${grid.height}`);
        card.put(x, y, Math.round(grid.width), grid.height, unit);
        if (fresh || resized) {
          card.update(stream, stale);
        }
        card.element.setAttribute('aria-setsize', String(grid.items.length));
        card.element.setAttribute('aria-posinset', String(i + 1));
        const next = before === null ? grid.element.firstElementChild : before.nextElementSibling;
        if (next !== card.element) {
          grid.element.insertBefore(card.element, next);
        }
        before = card.element;
      }
    }
    keepFocus(focused, focusedN);
    keepCurrent();
  }

  /**
   * An element that is put elsewhere in the page loses the focus.
   *
   * @param {HTMLElement | null} focused
   * @param {number} n
   */
  function keepFocus(focused, n) {
    if (focused !== null && document.activeElement !== focused) {
      const card = find(n);
      if (focused.isConnected) {
        focused.focus({preventScroll: true});
      } else {
        card?.link.focus({preventScroll: true});
      }
    }
  }

  /** Tab leads to one card: the one that was visited last, or the first. */
  function keepCurrent() {
    const known = store.get(current);
    if (!known || `${known.device}\n${known.lead}` !== currentKey || !find(current)) {
      const first = grids.map((grid) => grid.items[grid.between(-grid.element.getBoundingClientRect().top, 0)[0]]).find((n) => n !== undefined && find(n));
      if (first !== undefined) {
        setCurrent(first);
      }
    }
  }

  /** @param {number} n @returns {Card | undefined} */
  function find(n) {
    return cards.cards.get(n) ?? tiles.cards.get(n);
  }

  /** @param {number} n */
  function setCurrent(n) {
    if (n !== current) {
      find(current)?.setCurrent(false);
      current = n;
      const stream = store.get(n);
      currentKey = stream ? `${stream.device}\n${stream.lead}` : '';
    }
    find(n)?.setCurrent(true);
  }

  /** Tells the server what is looked at, and starts and stops strips. */
  function subscribe() {
    subscribeTimer = 0;
    if (!active) {
      return;
    }
    /** @type {number[]} */
    const visible = [];
    /** @type {Card[]} */
    const live = [];
    for (const grid of grids) {
      const offset = grid.element.getBoundingClientRect().top;
      const [from, to] = grid.between(-offset, window.innerHeight - offset);
      for (const n of grid.items.slice(from, to)) {
        visible.push(n);
        const card = grid.cards.get(n);
        if (grid.kind === 'card' && card && live.length < MOST_STRIPS) {
          live.push(card);
        }
      }
    }
    const chosen = new Set(live);
    for (const card of cards.cards.values()) {
      if (!chosen.has(card)) {
        card.stopStrip();
      }
    }
    // About 25 mm a second at the usual size of letters.
    const seconds = Math.min(10, Math.max(3, Math.round(cards.width / rem() / 5.6)));
    for (const card of live) {
      card.startStrip(seconds);
    }
    connection.setVisible(visible.concat(actions.watched()));
    connection.addStrips('wall', live.map((card) => card.n), 10);
  }

  function clearFilter() {
    become(filter, everything());
    filterChanged();
  }

  /** @type {Set<() => void>} */
  const filterListeners = new Set();

  function filterChanged() {
    orderDirty = true;
    heldSince = 0;
    pointerAt = 0;
    for (const listener of filterListeners) {
      listener();
    }
    request();
  }

  /**
   * @param {number} n
   * @param {boolean} focus
   */
  function reveal(n, focus) {
    const grid = grids.find((each) => each.index.has(n));
    if (!grid) {
      return;
    }
    const {y} = grid.place(/** @type {number} */ (grid.index.get(n)));
    const header = byId('top').offsetHeight;
    const offset = grid.element.getBoundingClientRect().top + y;
    if (offset < header + 8) {
      window.scrollBy({top: offset - header - 16, behavior: 'instant'});
    } else if (offset + grid.height > window.innerHeight - 8) {
      window.scrollBy({top: offset + grid.height - window.innerHeight + 16, behavior: 'instant'});
    }
    setCurrent(n);
    place();
    if (focus) {
      find(n)?.link.focus({preventScroll: true});
    }
  }

  /**
   * @param {string} key
   * @returns {boolean} whether it was one of the wall's
   */
  function move(key) {
    const all = [...cards.items, ...tiles.items];
    if (all.length === 0) {
      return false;
    }
    const focused = document.activeElement?.closest('li[data-n]');
    if (!focused) {
      if (key.startsWith('Arrow')) {
        reveal(store.get(current) ? current : all[0], true);
        return true;
      }
      return false;
    }
    const at = all.indexOf(current);
    const grid = at < cards.items.length ? cards : tiles;
    const local = grid === cards ? at : at - cards.items.length;
    let next = at;
    if (key === 'ArrowRight') {
      next = at + 1;
    } else if (key === 'ArrowLeft') {
      next = at - 1;
    } else if (key === 'ArrowDown' || key === 'PageDown') {
      const rows = key === 'ArrowDown' ? 1 : Math.max(1, Math.floor((window.innerHeight * 0.8) / (grid.height + grid.gap)));
      next = at + grid.columns * rows;
      if (grid === cards && tiles.items.length > 0 && local + grid.columns * rows >= cards.items.length) {
        const lastRow = Math.floor((cards.items.length - 1) / cards.columns);
        next =
          Math.floor(local / cards.columns) < lastRow && key === 'ArrowDown'
            ? cards.items.length - 1
            : cards.items.length + Math.min(tiles.items.length - 1, local % cards.columns);
      } else if (next >= all.length) {
        next = Math.floor(local / grid.columns) < grid.rows - 1 ? all.length - 1 : at;
      }
    } else if (key === 'ArrowUp' || key === 'PageUp') {
      const rows = key === 'ArrowUp' ? 1 : Math.max(1, Math.floor((window.innerHeight * 0.8) / (grid.height + grid.gap)));
      next = at - grid.columns * rows;
      if (grid === tiles && local - grid.columns * rows < 0 && cards.items.length > 0) {
        const lastRow = Math.floor((cards.items.length - 1) / cards.columns);
        next = Math.min(cards.items.length - 1, lastRow * cards.columns + (local % tiles.columns));
      }
    } else if (key === 'Home') {
      next = 0;
    } else if (key === 'End') {
      next = all.length - 1;
    } else {
      return false;
    }
    reveal(all[Math.min(all.length - 1, Math.max(0, next))], true);
    return true;
  }

  /** @param {number} count streams beyond the monitor's limit */
  function showLeftOut(count) {
    if (leftOut.hidden !== (count === 0)) {
      leftOut.hidden = count === 0;
      layoutDirty = true;
      request();
    }
    write(leftOut, `${counted(count, 'more stream')} not shown: the monitor takes no more (--streams).`);
  }

  store.subscribe((changed, kind) => {
    if (kind === 'summary') {
      showLeftOut(store.summary.notShown ?? 0);
      return;
    }
    for (const n of changed) {
      dirty.add(n);
    }
    if (kind !== 'vitals') {
      orderDirty = true;
    }
    request();
  });

  feed.subscribe(() => {
    if (stale !== feed.lost) {
      stale = feed.lost;
      for (const grid of grids) {
        for (const n of grid.cards.keys()) {
          dirty.add(n);
        }
      }
      request();
    }
  });

  connection.onFrame((each) => {
    cards.cards.get(each.n)?.strip?.push(each);
  });

  window.addEventListener('scroll', request, {passive: true});
  let widthBefore = 0;
  new ResizeObserver(() => {
    // The height follows from what is on the wall; the number of cards above the tiles from the width.
    if (root.clientWidth !== widthBefore) {
      widthBefore = root.clientWidth;
      layoutDirty = true;
      orderDirty = true;
      request();
    }
  }).observe(root);
  window.addEventListener('resize', () => {
    layoutDirty = true;
    request();
  });
  root.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === 'mouse' && event.target instanceof Element && event.target.closest('li[data-n]')) {
      pointerAt = performance.now();
    }
  });
  root.addEventListener('pointerdown', () => {
    pressed = true;
  });
  for (const end of ['pointerup', 'pointercancel', 'blur']) {
    window.addEventListener(end, () => {
      pressed = false;
    });
  }
  root.addEventListener('focusin', (/** @type {FocusEvent} */ event) => {
    const card = event.target instanceof Element ? event.target.closest('li[data-n]') : null;
    if (card) {
      setCurrent(Number(card.getAttribute('data-n')));
    }
  });
  // Times on the cards go on without a message.
  window.setInterval(() => {
    for (const grid of grids) {
      for (const n of grid.cards.keys()) {
        dirty.add(n);
      }
    }
    request();
  }, 1000);

  return {
    show() {
      active = true;
      root.hidden = false;
      orderDirty = true;
      layoutDirty = true;
      request();
      requestAnimationFrame(() => window.scrollTo(0, scrolledTo));
    },
    hide() {
      if (active) {
        scrolledTo = window.scrollY;
        active = false;
        root.hidden = true;
        for (const grid of grids) {
          grid.clear();
        }
        connection.removeStrips('wall');
      }
    },
    filter,
    filterChanged,
    clearFilter,
    /** @param {() => void} listener */
    onFilter: (listener) => filterListeners.add(listener),
    /** @param {string} next auto, cards or tiles */
    setDensity(next) {
      density = next;
      orderDirty = true;
      request();
    },
    move,
    /** The stream that the keys speak of: the one with the focus, or else the worst. */
    chosen() {
      const focused = document.activeElement?.closest('li[data-n]');
      if (focused) {
        return Number(focused.getAttribute('data-n'));
      }
      const first = cards.items[0] ?? tiles.items[0];
      const stream = first === undefined ? undefined : store.get(first);
      return stream && stream.priority !== null && PRIORITIES.includes(stream.priority) ? stream.n : null;
    },
    focusCurrent() {
      if (store.get(current)) {
        reveal(current, true);
      }
    },
    get active() {
      return active;
    },
  };
}

/** @param {number} width @param {number} least @param {number} gap */
function columnsOf(width, least, gap) {
  return Math.max(1, Math.floor((width + gap) / (least + gap)));
}

/**
 * Cards as large as the screen allows, all of them on it where that is possible.
 *
 * @param {Grid} grid
 * @param {number} width
 * @param {number} room
 * @param {number} unit
 */
function fit(grid, width, room, unit) {
  const count = grid.items.length;
  const leastWidth = Math.min(width, unit * 17.5);
  const leastHeight = unit * 11.5;
  let best = 0;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const w = (width - grid.gap * (columns - 1)) / columns;
    if (w < leastWidth) {
      break;
    }
    const rows = Math.ceil(count / columns);
    const h = Math.min((room - grid.gap * (rows - 1)) / rows, w * 0.72, unit * 34);
    if (h < leastHeight) {
      continue;
    }
    const size = Math.min(w / 1.5, h);
    if (size > best) {
      best = size;
      grid.columns = columns;
      grid.width = Math.min(w, h * 2.6);
      grid.height = Math.floor(h);
    }
  }
  if (best === 0) {
    grid.columns = columnsOf(width, unit * 19, grid.gap);
    grid.width = (width - grid.gap * (grid.columns - 1)) / grid.columns;
    grid.height = Math.round(unit * (grid.columns === 1 ? 11 : 13.5));
  }
}
