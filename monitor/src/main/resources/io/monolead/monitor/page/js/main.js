// SPDX-License-Identifier: Apache-2.0
/** Puts the page together: session, connection, views by the hash of the address. */
import {createActions} from './actions.js';
import {createAlerts} from './alerts.js';
import {createAnnouncer} from './announce.js';
import {createApi} from './api.js';
import {createConnection} from './connection.js';
import {mountDevice} from './device.js';
import {byId, el, mark} from './dom.js';
import {createFeed} from './feed.js';
import {route, short, visible} from './format.js';
import {createHeader} from './header.js';
import {showHelp} from './help.js';
import {createKeys} from './keys.js';
import {signIn} from './login.js';
import {become, filterOf, wallHash} from './order.js';
import {createStore} from './store.js';
import {createTheme} from './theme.js';
import {createWall} from './wall.js';

const RETRY_MILLIS = 2_000;
/** How long a device's page waits for the wall to bring its device. */
const FIND_MILLIS = 3_000;

const api = createApi();
const theme = createTheme(byId('theme'));
const root = document.documentElement;

/** The session, waiting for a server that is not up yet. */
async function findSession() {
  for (;;) {
    try {
      return await api.session();
    } catch (error) {
      root.dataset.feed = 'lost';
      const message = error instanceof Error ? error.message : String(error);
      const login = byId('view-login');
      login.hidden = false;
      login.replaceChildren(el('div', 'sheet', el('h1', {id: 'login-title'}, 'No connection'), el('p', {role: 'alert'}, `${message} Trying again.`)));
      await new Promise((next) => setTimeout(next, RETRY_MILLIS));
    }
  }
}

async function begin() {
  let session = await findSession();
  byId('view-login').hidden = true;
  byId('view-login').replaceChildren();
  if (session.tokenNeeded && !session.signedIn) {
    await signIn(api);
    session = await findSession();
  }
  run(session);
}

/** @param {{signedIn: boolean, tokenNeeded: boolean, user: string | null}} session */
function run(session) {
  const store = createStore();
  const connection = createConnection(store, {
    signedIn: async () => {
      try {
        const now = await api.session();
        return now.signedIn || !now.tokenNeeded;
      } catch {
        // Nobody answers: that is no refusal.
        return true;
      }
    },
  });
  const feed = createFeed(store, connection);
  const announcer = createAnnouncer(store);
  const actions = createActions({store, connection, api, announcer, session});
  const wall = createWall({store, connection, feed, actions});
  const alerts = createAlerts({store, connection, api, actions});
  createHeader({store, feed, wall, actions});
  const context = {store, connection, session, api, feed, actions};

  const deviceRoot = byId('view-device');
  /** @type {{unmount: () => void, n: number, key: string} | null} */
  let mounted = null;
  let findTimer = 0;
  let first = true;
  let place = '';

  // A server that has just started reads the alerts of a day again: they are shown, but no news.
  let caughtUp = false;
  connection.on('hello', () => {
    caughtUp = false;
  });
  connection.on('summary', (summary) => {
    caughtUp ||= summary.feed === 'ok';
  });
  connection.on('alert', ({alert, escalated}) => {
    const news = alert.state === 'RAISED' || (escalated && alert.state !== 'CLEARED');
    if (caughtUp && news && !alert.acknowledgedBy) {
      announcer.raised(alert);
    }
  });
  connection.on('state', ({state}) => {
    if (state === 'refused') {
      location.reload();
    }
  });

  function unmount() {
    clearTimeout(findTimer);
    mounted?.unmount();
    mounted = null;
    deviceRoot.hidden = true;
    deviceRoot.replaceChildren();
  }

  /** @param {{device: string, lead: string, at: number | null}} wanted */
  function showDevice(wanted) {
    const key = `${wanted.device}\n${wanted.lead}\n${wanted.at}`;
    const stream = store.find(wanted.device, wanted.lead);
    if (mounted && mounted.key === key && stream && mounted.n === stream.n) {
      return;
    }
    unmount();
    deviceRoot.hidden = false;
    if (stream) {
      const device = mountDevice(deviceRoot, {n: stream.n, device: wanted.device, lead: wanted.lead, at: wanted.at}, context);
      mounted = {unmount: () => device.unmount(), n: stream.n, key};
      return;
    }
    const say = (/** @type {string} */ text) =>
      deviceRoot.replaceChildren(
        el('div', 'empty', el('h1', 'empty-title', `${short(wanted.device, 60)}, lead ${short(wanted.lead, 16)}`), el('p', {}, text), el('p', {}, el('a', {href: '#/'}, 'To the wall'))),
      );
    say('Looking for this device …');
    findTimer = window.setTimeout(() => say('Nothing has arrived from this device. Its page opens when something does.'), FIND_MILLIS);
  }

  /** Lets the address say what the wall is narrowed to. */
  function addressWall() {
    const hash = wallHash(wall.filter);
    if (route(location.hash).view === 'wall' && location.hash !== hash && (location.hash !== '' || hash !== '#/')) {
      window.history.replaceState(window.history.state, '', hash);
    }
  }

  function go() {
    const wanted = route(location.hash);
    if (wanted.view === 'wall') {
      if (wanted.query !== null && location.hash !== wallHash(wall.filter)) {
        become(wall.filter, filterOf(wanted.query));
        wall.filterChanged();
      }
      addressWall();
    }
    const next = wanted.view === 'device' ? `${wanted.device}\n${wanted.lead}` : wanted.view;
    root.dataset.view = wanted.view;
    if (wanted.view !== 'wall') {
      wall.hide();
    }
    if (wanted.view !== 'alerts') {
      alerts.hide();
    }
    if (wanted.view !== 'device') {
      unmount();
    }
    if (wanted.view === 'wall' && !wall.active) {
      wall.show();
      if (!first) {
        requestAnimationFrame(() => {
          // Whoever came by a key or a link of the head goes on there.
          const focused = document.activeElement;
          if (focused === null || focused === document.body || focused.id === 'main') {
            wall.focusCurrent();
          }
        });
      }
    } else if (wanted.view === 'alerts' && !alerts.active) {
      alerts.show();
      window.scrollTo(0, 0);
    } else if (wanted.view === 'device') {
      showDevice(wanted);
    }
    if (!first && next !== place && wanted.view !== 'wall') {
      window.scrollTo(0, 0);
      byId('main').focus({preventScroll: true});
    }
    for (const link of document.querySelectorAll('[data-place]')) {
      mark(link, 'aria-current', link.getAttribute('data-place') === wanted.view ? 'page' : null);
    }
    place = next;
    first = false;
  }

  store.subscribe((_, kind) => {
    const wanted = route(location.hash);
    // The device may come later than its page, and under another number after a restart.
    if (kind === 'state' && wanted.view === 'device' && mounted?.n !== store.find(wanted.device, wanted.lead)?.n) {
      showDevice(wanted);
    }
  });
  window.addEventListener('hashchange', go);
  wall.onFilter(addressWall);

  /** The stream that a key is about. */
  function chosen() {
    if (mounted) {
      return mounted.n;
    }
    return wall.active ? wall.chosen() : null;
  }

  const keys = createKeys({
    '/': () => {
      if (alerts.active) {
        alerts.focusSearch();
      } else {
        if (!wall.active) {
          location.hash = '#/';
          // Now, not with the event that follows: what is not there yet takes no focus.
          go();
        }
        byId('search').focus();
        byId('search').select();
      }
    },
    '?': () => showHelp(keys),
    t: () => announcer.note(`Theme: ${theme.next()}`),
    l: () => {
      location.hash = '#/alerts';
    },
    w: () => {
      location.hash = '#/';
    },
    a: () => {
      const n = chosen();
      if (n === null) {
        return wall.active ? announcer.note('Choose a card with the arrow keys first.') : false;
      }
      return actions.acknowledge(n);
    },
    s: () => {
      const n = chosen();
      if (n === null) {
        return wall.active ? announcer.note('Choose a card with the arrow keys first.') : false;
      }
      return actions.silence(n);
    },
    Escape: () => {
      if (route(location.hash).view === 'wall') {
        return false;
      }
      location.hash = '#/';
      return true;
    },
    ...Object.fromEntries(
      ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'].map((key) => [
        key,
        () => wall.active && wall.move(key),
      ]),
    ),
  });
  byId('help').addEventListener('click', () => showHelp(keys));

  connection.on('hello', (hello) => {
    const user = hello.user ?? session.user ?? null;
    byId('who').hidden = user === null;
    byId('who').textContent = user === null ? '' : short(user, 24);
    byId('who').title = user === null ? '' : visible(user);
    byId('logout').hidden = !session.tokenNeeded;
  });
  byId('logout').addEventListener('click', async () => {
    connection.stop();
    try {
      await api.logout();
    } finally {
      location.reload();
    }
  });

  byId('top').hidden = false;
  go();
  connection.start();
}

void begin();
