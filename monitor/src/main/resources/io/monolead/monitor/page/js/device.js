// SPDX-License-Identifier: Apache-2.0
/**
 * The page of one lead of one device: its live strip, and all that the server still knows of it.
 *
 * "Now" is the time of the stream's newest sample, not of the clock on the wall: a replayed
 * recording is looked at in the same way as a patient. The page is either live (the paper goes on)
 * or stands at a time; both keep receiving, so that going live again shows no hole.
 */
import {el, icon, mark, write} from './dom.js';
import {
  PRIORITY_NAMES,
  SHAPES,
  STATUS_NAMES,
  deviceHash,
  duration,
  percent,
  rate,
  short,
  time,
  visible,
} from './format.js';
import {createScoreBars, createScoreLines} from './scores.js';
import {createStrip, pixelsPerMm, setPixelsPerMm} from './strip.js';
import {createTimeline} from './timeline.js';

const SECOND = 1e6;
const STRIP_SECONDS = 10;
const MOST_SECONDS_AT_ONCE = 60;
const GAINS = [5, 10, 20];
const SPEEDS = [12.5, 25, 50];
const RANGES = [
  [120, '2 minutes'],
  [600, '10 minutes'],
  [3600, '1 hour'],
  [6 * 3600, '6 hours'],
  [24 * 3600, '24 hours'],
  [0, 'all'],
];
const SETTINGS_KEY = 'monolead-strip';
const KEYS_KEY = 'monolead-keys';
/** Dragging asks for many moments; only the one that it rests on is fetched. */
const REST_MILLIS = 120;
/** Fetched beside what is shown, so that small steps need no fetch. */
const MARGIN_SECONDS = 20;
const MOST_FETCHED_SECONDS = 120;
const RULER_MM = 50;
const MOST_SCORES = 20000;
const KEEP_SCREEN_MILLIS = 1000;

/**
 * @param {HTMLElement} root
 * @param {{n: number, device: string, lead: string, at?: number | null}} target with a time: paused there
 * @param {any} context store, connection, session, api; actions if there are dialogs
 */
export function mountDevice(root, {n, device, lead, at = null}, context) {
  const {store, connection, api, actions} = context;
  const owner = `device-${n}`;
  const labelName = (/** @type {string} */ label) =>
    store.labelName?.(label) ?? store.hello?.labelNames?.[label] ?? label;
  const settings = readSettings();
  /** Where the page stands; null is live. @type {number | null} */
  let paused = null;
  let rangeSeconds = settings.range;
  let viewTo = NaN;
  /** @type {{from: number, to: number} | null} what was fetched for the paused strip */
  let fetched = null;
  let fetchTimer = 0;
  let fetchNumber = 0;
  let historyNumber = 0;
  let attentionNumber = 0;
  /** @type {number | null} */
  let oldest = null;
  /** @type {import('./scores.js').Score[]} */
  let scores = [];
  /** @type {Map<string, any>} */
  const alerts = new Map();
  /** @type {Map<string, any>} */
  const technical = new Map();
  /** @type {string | null} */
  let selected = null;
  let listKey = '';
  let unmounted = false;
  /** @type {(() => void)[]} */
  const ends = [];

  // Elements ---------------------------------------------------------------------------------------

  const title = el('h1', {class: 'device-name', test: 'device-title', dir: 'auto'});
  title.textContent = short(device, 60);
  title.title = visible(device);
  const leadText = el('span', {class: 'device-lead', dir: 'auto', test: 'device-lead'});
  leadText.textContent = `Lead ${short(lead, 16)}`;
  const statusIcon = icon('i-waiting');
  const statusText = el('span', {test: 'device-status'});
  const status = el('span', {class: 'device-status status'}, statusIcon, statusText);
  const heart = el('span', {class: 'device-rate', test: 'device-heart-rate'}, '––');
  const quality = el('span', {test: 'device-quality'});
  const model = el('span', {test: 'device-model', dir: 'auto'});
  const reached = el('span', {test: 'device-newest'});
  const acknowledge = button('Acknowledge', 'acknowledge', () => act('acknowledge', null));
  const silence = button('Silence', 'silence', () => act('silence', null));
  const header = el(
    'header',
    'device-head',
    el(
      'div',
      'device-who',
      el('a', {class: 'device-back', href: '#/', test: 'back'}, '‹ Wall'),
      title,
      leadText,
      status,
    ),
    el('p', 'device-vital', heart, ' ', el('abbr', {class: 'unit', title: 'beats per minute'}, 'bpm')),
    el(
      'dl',
      'device-facts',
      ...fact('Signal quality', quality),
      ...fact('Model', model),
      ...fact('Newest sample', reached),
    ),
    el('div', 'device-do', acknowledge, silence),
  );

  const canvas = el('canvas', {class: 'device-strip', role: 'img', 'aria-label': 'ECG strip', test: 'strip'});
  const pause = button('Pause', 'pause', () => togglePause());
  pause.classList.add('device-pause');
  const live = button('Live', 'live', () => goLive());
  const back = button('‹ 1 s', 'step-back', () => step(-1));
  back.append(el('span', 'unseen', ' back'));
  const on = button('1 s ›', 'step-on', () => step(1));
  on.append(el('span', 'unseen', ' on'));
  const where = el('span', {class: 'device-where', test: 'where'});
  const gain = choice('Gain', 'gain', GAINS, settings.gain, 'mm/mV', (value) => setScale({gain: value}));
  const speed = choice('Speed', 'speed', SPEEDS, settings.speed, 'mm/s', (value) => setScale({speed: value}));
  const even = el('input', {type: 'checkbox', test: 'even'});
  even.checked = settings.even;
  even.addEventListener('change', () => {
    settings.even = even.checked;
    keepSettings(settings);
    strip.setEven(settings.even);
  });
  const said = el('p', {class: 'device-said', role: 'status', test: 'strip-message', hidden: true});
  const legend = el('p', {class: 'attention-legend', test: 'attention-legend', hidden: true});
  const strips = el(
    'section',
    {class: 'device-paper', 'aria-label': 'Strip', test: 'strip-section'},
    el(
      'div',
      'device-controls',
      el('div', 'device-play', pause, live, back, on),
      where,
      gain,
      speed,
      el(
        'label',
        {
          class: 'device-even',
          title:
            'The ink flows evenly, one stretch of samples later. Otherwise samples are drawn as they come.',
        },
        even,
        'Even flow',
      ),
      ruler(),
    ),
    canvas,
    legend,
    said,
  );

  const range = el(
    'select',
    {test: 'range', 'aria-label': 'History shown'},
    ...RANGES.map(([value, text]) => el('option', {value}, text)),
  );
  range.value = String(rangeSeconds);
  range.addEventListener('change', () => {
    rangeSeconds = Number(range.value);
    settings.range = rangeSeconds;
    keepSettings(settings);
    viewTo = NaN;
    void loadHistory();
    render();
  });
  const history = el('section', {
    class: 'device-history',
    'aria-labelledby': 'history-title',
    test: 'history',
  });
  const historyFailure = el('p', {class: 'device-said', role: 'status', hidden: true});
  const lines = el('div', 'score-lines');
  history.append(
    el(
      'div',
      'device-section-head',
      el('h2', {id: 'history-title'}, 'History'),
      el('label', {}, el('span', {}, 'Show '), range),
      el('span', {class: 'device-hint'}, 'Drag, or ← → 1 s, Shift 10 s, Home, End, L live, Space pause'),
    ),
    lines,
  );
  const timeline = createTimeline(history, {
    seek: (micros) => goTo(micros),
    openAlert: (alert) => void openAlert(alert),
    openTechnical: (each) => goTo(each.onset + (STRIP_SECONDS / 2) * SECOND),
    labelName,
  });
  history.append(historyFailure);

  const list = el('ol', {class: 'device-alerts', test: 'device-alerts'});
  const none = el('p', {class: 'tl-none', hidden: true}, 'No alert of this device is known.');
  const bars = el(
    'section',
    {class: 'device-scores', 'aria-labelledby': 'scores-title', test: 'scores'},
    el('h2', {id: 'scores-title'}, 'Scores'),
  );
  const alertSection = el(
    'section',
    {class: 'device-alert-list', 'aria-labelledby': 'device-alerts-title'},
    el('h2', {id: 'device-alerts-title'}, 'Alerts'),
    none,
    list,
  );
  const page = el(
    'div',
    {class: 'device-page'},
    header,
    strips,
    history,
    el('div', 'device-columns', alertSection, bars),
  );
  root.replaceChildren(page);

  const strip = createStrip(canvas, {
    seconds: STRIP_SECONDS,
    paper: 'full',
    label: `Lead ${short(lead, 16)}`,
    gain: settings.gain,
    speed: settings.speed,
    even: settings.even,
  });
  const scoreLines = createScoreLines(lines, {labelName, seek: (micros) => goTo(micros)});
  const scoreBars = createScoreBars(bars, labelName);

  // Data ---------------------------------------------------------------------------------------------

  ends.push(
    connection.onFrame((/** @type {any} */ frame) => {
      if (frame.n === n) {
        strip.push(frame);
      }
    }),
    connection.on('score', (/** @type {any} */ message) => {
      if (message.n === n) {
        addScore(message.score);
      }
    }),
    connection.on('alert', (/** @type {any} */ message) => {
      if (message.n === n) {
        alerts.set(message.alert.id, message.alert);
        soon();
      }
    }),
    connection.on('technical', (/** @type {any} */ message) => {
      if (message.n === n) {
        technical.set(message.technical.id, message.technical);
        soon();
      }
    }),
    // After a broken connection there may be a hole in what was told.
    connection.on('hello', () => void loadHistory()),
    store.subscribe((/** @type {Set<number>} */ changed) => {
      if (changed.has(n)) {
        soon();
      }
    }),
  );
  connection.addStrips(owner, [n], secondsOnPaper());
  connection.addScores(owner, [n]);
  connection.setVisible([n]);
  const listening = (/** @type {KeyboardEvent} */ event) => keys(event);
  // Before the page's own keys, of which L means something else elsewhere.
  window.addEventListener('keydown', listening, true);
  ends.push(() => window.removeEventListener('keydown', listening, true));
  const clock = window.setInterval(render, KEEP_SCREEN_MILLIS);
  ends.push(() => clearInterval(clock));

  function addScore(/** @type {any} */ score) {
    const last = scores[scores.length - 1];
    if (last !== undefined && score.end <= last.end) {
      scores = merged(scores, [score]);
    } else {
      scores.push(score);
    }
    if (scores.length > MOST_SCORES) {
      scores = scores.slice(-MOST_SCORES / 2);
    }
    soon();
  }

  /** What fits on the paper at the slowest speed, so that it is full from the beginning. */
  function secondsOnPaper() {
    const seconds = canvas.clientWidth / (pixelsPerMm() * Math.min(...SPEEDS));
    return Math.min(MOST_SECONDS_AT_ONCE, Math.max(STRIP_SECONDS, Math.ceil(seconds) + 3));
  }

  /** The newest sample's time: "now" of this stream. */
  function now() {
    const row = store.get(n);
    const known = Math.max(row?.last ?? 0, strip.newest || 0);
    return known > 0 ? known : store.serverNow();
  }

  async function loadHistory() {
    const mine = ++historyNumber;
    const to = Math.max(now(), viewTo || 0);
    const from = rangeSeconds === 0 ? 0 : (Number.isNaN(viewTo) ? to : viewTo) - rangeSeconds * SECOND;
    try {
      const answer = await api.history(device, lead, Math.round(from), Math.round(to));
      if (mine !== historyNumber || unmounted) {
        return;
      }
      oldest = answer.oldest ?? null;
      scores = merged(scores, answer.scores ?? []);
      for (const alert of answer.alerts ?? []) {
        keepLatest(alerts, alert);
      }
      for (const each of answer.technical ?? []) {
        keepLatest(technical, each);
      }
      tell(historyFailure, '');
    } catch (error) {
      if (mine === historyNumber && !unmounted) {
        tell(historyFailure, `The history cannot be shown: ${reason(error)}`);
      }
    }
    soon();
  }

  // Where the page stands --------------------------------------------------------------------------

  function togglePause() {
    if (paused === null) {
      goTo(edge(), true);
    } else {
      goLive();
    }
  }

  /** What is at the right edge of the strip now. */
  function edge() {
    const seen = strip.describe();
    return Number.isNaN(seen.end) || seen.end === undefined ? now() : Math.min(seen.end, now());
  }

  function goLive() {
    paused = null;
    fetched = null;
    fetchNumber++;
    clearTimeout(fetchTimer);
    viewTo = NaN;
    clearAttention();
    strip.setWindow(null);
    tell(said, '');
    address();
    render();
  }

  function step(/** @type {number} */ seconds) {
    goTo((paused ?? edge()) + seconds * SECOND);
  }

  /**
   * Shows the stretch that ends at a time.
   *
   * @param {number} micros
   * @param {boolean} [keepPaper] whether the strip has just what is asked for
   */
  function goTo(micros, keepPaper = false) {
    const least = oldest ?? -Infinity;
    const stop = Math.round(Math.min(now(), Math.max(least, micros)));
    if (selected !== null) {
      clearAttention();
    }
    stand(stop, keepPaper);
  }

  function stand(/** @type {number} */ stop, keepPaper = false) {
    if (paused === null) {
      viewTo = now();
    }
    paused = stop;
    const wide = rangeSeconds * SECOND;
    if (wide > 0 && stop < viewTo - wide) {
      viewTo = stop + wide / 2;
      void loadHistory();
    } else if (stop > viewTo) {
      viewTo = Math.min(now(), stop + wide / 2);
      void loadHistory();
    }
    const from = stop - strip.span;
    if (
      keepPaper ||
      strip.remembersFrom <= from ||
      (fetched === null && strip.remembersFrom <= stop && oldest !== null && strip.remembersFrom <= oldest)
    ) {
      fetched = null;
      fetchNumber++;
      clearTimeout(fetchTimer);
      strip.setWindow(stop, null);
      tell(said, '');
    } else if (fetched !== null && fetched.from <= from && fetched.to >= stop) {
      strip.setWindow(stop);
    } else {
      strip.setWindow(stop, fetched === null ? [] : undefined);
      clearTimeout(fetchTimer);
      fetchTimer = window.setTimeout(() => void fetchStrip(stop), REST_MILLIS);
    }
    address();
    render();
  }

  async function fetchStrip(/** @type {number} */ stop) {
    const mine = ++fetchNumber;
    const span = Math.min(MOST_FETCHED_SECONDS - MARGIN_SECONDS, strip.span / SECOND + MARGIN_SECONDS);
    const from = Math.round(stop - span * SECOND);
    const to = Math.round(Math.min(stop + MARGIN_SECONDS * SECOND, Math.max(now(), stop)));
    try {
      const frames = await api.strip(device, lead, from, to);
      if (mine !== fetchNumber || paused === null) {
        return;
      }
      // What is to come belongs to no fetch: the newest seconds are asked for again.
      fetched = {from, to};
      strip.setWindow(paused, frames);
      tell(said, frames.length === 0 ? `No samples are kept of the time before ${time(stop)}.` : '');
    } catch (error) {
      if (mine !== fetchNumber || paused === null) {
        return;
      }
      fetched = null;
      strip.setWindow(paused, []);
      tell(said, `No strip of ${time(stop)}: ${reason(error)}`);
    }
    render();
  }

  /** The address names the time, so that a moment can be told to somebody. */
  function address() {
    const hash = deviceHash(device, lead, paused);
    if (location.hash !== hash) {
      window.history.replaceState(window.history.state, '', hash);
    }
  }

  // Alerts -----------------------------------------------------------------------------------------

  /** Shows the window whose score raised an alert, with what the network looked at. */
  async function openAlert(/** @type {any} */ alert) {
    clearAttention();
    const mine = attentionNumber;
    selected = alert.id;
    const window_ = windowOf(alert);
    stand(Math.round(Math.min(now(), window_.end + 0.3 * SECOND)));
    strips.scrollIntoView({block: 'nearest'});
    if (store.hello?.attention === false) {
      tell(legend, 'This monitor was started without a network, so there is no attention to show.');
      return;
    }
    tell(legend, `Asking where the network looked for ${labelName(alert.label)} …`);
    try {
      const answer = await api.attention(
        device,
        lead,
        alert.label,
        Math.round(window_.start),
        Math.round(window_.end),
      );
      if (mine !== attentionNumber || unmounted) {
        return;
      }
      strip.setAttention(answer);
      legend.replaceChildren(
        el('span', {class: 'attention-swatch', 'aria-hidden': 'true'}),
        `Where the network looked for ${labelName(alert.label)}: the stronger the band, the more attention. Window ${time(answer.start)} to ${time(answer.end).split(' ').pop()}, probability ${percent(answer.probability)}.`,
      );
      legend.hidden = false;
    } catch (error) {
      if (mine === attentionNumber && !unmounted) {
        tell(legend, `No attention for this strip: ${reason(error)}`);
      }
    }
    render();
  }

  /** The window that an alert's first transition was decided on, as the scores tell; else a guess. */
  function windowOf(/** @type {any} */ alert) {
    const threshold = alert.threshold ?? 0.5;
    const until = alert.end ?? alert.at ?? alert.onset;
    let best = null;
    for (const score of scores) {
      const probability = score.probabilities[alert.label];
      // The first window at or after the onset that reached the threshold.
      if (score.end > alert.onset && score.start <= until && probability !== undefined) {
        if (probability >= threshold) {
          return score;
        }
        best ??= score;
      }
    }
    if (best !== null) {
      return best;
    }
    const last = scores[scores.length - 1];
    const length = last === undefined ? STRIP_SECONDS * SECOND : last.end - last.start;
    return {start: alert.onset, end: alert.onset + length};
  }

  function clearAttention() {
    attentionNumber++;
    selected = null;
    strip.setAttention(null);
    legend.hidden = true;
    legend.replaceChildren();
  }

  function act(/** @type {'acknowledge' | 'silence'} */ kind, /** @type {string | null} */ id) {
    if (actions === undefined) {
      return;
    }
    if (kind === 'acknowledge') {
      actions.acknowledge(n, id);
    } else {
      actions.silence(n);
    }
  }

  // Keys -------------------------------------------------------------------------------------------

  function keys(/** @type {KeyboardEvent} */ event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
      return;
    }
    const target = event.target instanceof Element ? event.target : null;
    if (target?.matches('input, select, textarea, [contenteditable]')) {
      return;
    }
    const letters = event.key.length > 1 || lettersOn();
    const seconds = event.shiftKey ? 10 : 1;
    const pressed = target?.closest('button, a, summary') !== null && target !== null;
    if (event.key === 'ArrowLeft') {
      step(-seconds);
    } else if (event.key === 'ArrowRight') {
      step(seconds);
    } else if (event.key === 'Home') {
      goTo(oldest ?? timelineFrom());
    } else if (event.key === 'End') {
      goTo(now());
    } else if (event.key === ' ' && !pressed && letters) {
      togglePause();
    } else if (event.key.toLowerCase() === 'l' && letters && !event.shiftKey) {
      goLive();
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // Drawing ----------------------------------------------------------------------------------------

  let due = 0;
  /** Many messages, one drawing. */
  function soon() {
    if (due === 0 && !unmounted) {
      due = requestAnimationFrame(() => {
        due = 0;
        render();
      });
    }
  }

  function timelineFrom() {
    const to = Number.isNaN(viewTo) ? now() : viewTo;
    if (rangeSeconds > 0) {
      return to - rangeSeconds * SECOND;
    }
    const first = [
      oldest ?? Infinity,
      scores[0]?.start ?? Infinity,
      ...[...alerts.values()].map((each) => each.onset),
    ];
    return Math.min(to - 60 * SECOND, ...first);
  }

  function render() {
    if (unmounted) {
      return;
    }
    const row = store.get(n);
    const newest = now();
    drawHeader(row, newest);
    const from = timelineFrom();
    const to = Number.isNaN(viewTo) ? newest : viewTo;
    const known = {
      alerts: [...alerts.values()].sort((a, b) => a.onset - b.onset),
      technical: [...technical.values()].sort((a, b) => a.onset - b.onset),
    };
    timeline.update({from, to, at: paused ?? newest, newest, live: paused === null}, known);
    scoreLines.update(
      {from, to, scores, alerted: new Set(known.alerts.map((each) => each.label))},
      timeline.plot,
    );
    scoreBars.update(scoreAt(paused ?? Infinity), thresholds(known.alerts));
    drawList(known.alerts, newest);
    write(pause, paused === null ? 'Pause' : 'Go on');
    mark(pause, 'aria-pressed', paused === null ? 'false' : 'true');
    mark(live, 'data-on', paused === null ? 'yes' : null);
    mark(live, 'aria-pressed', paused === null ? 'true' : 'false');
    write(
      where,
      paused === null
        ? `Live · ${time(newest)}`
        : `${time(paused)} · ${duration(newest - paused)} before the newest sample`,
    );
    mark(page, 'data-live', paused === null ? 'yes' : 'no');
    describe(row);
  }

  function drawHeader(/** @type {any} */ row, /** @type {number} */ newest) {
    const state = row?.status ?? 'waiting';
    mark(status, 'data-status', state);
    mark(page, 'data-status', state);
    const use = statusIcon.firstElementChild;
    if (use) {
      mark(use, 'href', `#i-${state}`);
    }
    write(statusText, STATUS_NAMES[state] ?? state);
    const trusted = state === 'live' || state === 'poor';
    write(heart, rate(trusted ? (row?.heartRate ?? null) : null));
    write(quality, percent(trusted ? (row?.quality ?? null) : null));
    write(model, row?.model ? visible(row.model) : '–');
    write(reached, time(newest));
    const mayAct = store.hello?.mayAct === true && actions !== undefined;
    acknowledge.hidden = !mayAct;
    silence.hidden = !mayAct;
    const open = (row?.alerts ?? []).filter((/** @type {any} */ alert) => !alert.acknowledgedBy);
    acknowledge.disabled = open.length === 0;
  }

  /** What is seen, for those who do not see it. Changes rarely: it is no ticker. */
  function describe(/** @type {any} */ row) {
    const seen = strip.describe();
    const state = STATUS_NAMES[row?.status ?? 'waiting'] ?? '';
    const parts = [
      `ECG of ${short(device, 60)}, lead ${short(lead, 16)}`,
      paused === null ? 'live' : `paused at ${time(paused)}`,
      `status ${state.toLowerCase()}`,
      row?.heartRate && row.status !== 'silent'
        ? `heart rate ${Math.round(row.heartRate)} per minute`
        : 'no heart rate',
      `${Math.round(seen.seconds || STRIP_SECONDS)} seconds at ${settings.speed} millimetres a second and ${settings.gain} millimetres a millivolt`,
    ];
    if (seen.empty) {
      parts.push('no samples');
    }
    if (seen.leadOff) {
      parts.push('lead off');
    }
    if (seen.cutOff) {
      parts.push('the trace is cut off at the edge of the paper');
    }
    if (selected !== null && !legend.hidden) {
      parts.push(legend.textContent ?? '');
    }
    mark(canvas, 'aria-label', parts.join('; '));
  }

  /** The score of the window that ends at or before a time. */
  function scoreAt(/** @type {number} */ micros) {
    for (let i = scores.length - 1; i >= 0; i--) {
      if (scores[i].end <= micros) {
        return scores[i];
      }
    }
    return null;
  }

  /** Thresholds are told with alerts: of each label that of its newest one. */
  function thresholds(/** @type {any[]} */ known) {
    const all = new Map();
    for (const alert of known) {
      if (typeof alert.threshold === 'number') {
        all.set(alert.label, alert.threshold);
      }
    }
    return all;
  }

  function drawList(/** @type {any[]} */ known, /** @type {number} */ newest) {
    const newestFirst = known.slice().reverse().slice(0, 100);
    none.hidden = newestFirst.length > 0;
    const key =
      newestFirst
        .map((each) => `${each.id}${each.state}${each.priority}${each.acknowledgedBy ?? ''}`)
        .join() + `|${selected}|${store.hello?.mayAct}`;
    if (key !== listKey) {
      listKey = key;
      const focus =
        document.activeElement instanceof HTMLElement && list.contains(document.activeElement)
          ? document.activeElement.dataset.focus
          : null;
      list.replaceChildren(...newestFirst.map(alertItem));
      if (focus) {
        list.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({preventScroll: true});
      }
    }
    newestFirst.forEach((alert, i) => {
      const lasted = list.children[i]?.querySelector('.alert-lasted');
      if (lasted) {
        write(
          lasted,
          `${time(alert.onset)} · ${duration((alert.end ?? newest) - alert.onset)}${alert.end === null || alert.end === undefined ? ', open' : ''}`,
        );
      }
    });
  }

  function alertItem(/** @type {any} */ alert) {
    const name = labelName(alert.label);
    const open = alert.state !== 'CLEARED';
    const show = el(
      'button',
      {
        type: 'button',
        class: 'alert-show',
        test: 'alert-show',
        'aria-pressed': String(selected === alert.id),
        click: () => void openAlert(alert),
      },
      el(
        'span',
        {class: 'shape', 'data-priority': alert.priority, 'aria-hidden': 'true'},
        SHAPES[alert.priority] ?? '',
      ),
      el('span', 'unseen', `${PRIORITY_NAMES[alert.priority] ?? ''} priority: `),
      el('span', 'alert-name', name),
      el('span', 'alert-lasted'),
      el('span', 'alert-peak', `peak ${percent(alert.peak ?? null)}`),
    );
    show.dataset.focus = `show ${alert.id}`;
    const item = el(
      'li',
      {
        class: 'alert-item',
        test: 'device-alert',
        'data-priority': alert.priority,
        'data-state': open ? 'open' : 'cleared',
      },
      show,
    );
    item.dataset.alert = String(alert.id);
    if (alert.acknowledgedBy) {
      item.append(
        el(
          'span',
          {class: 'alert-by', test: 'acknowledged-by'},
          icon('i-check'),
          ` ${short(alert.acknowledgedBy, 24)}`,
        ),
      );
    } else if (open && store.hello?.mayAct === true && actions !== undefined) {
      const ack = button('Acknowledge', 'alert-acknowledge', () => act('acknowledge', alert.id));
      ack.setAttribute('aria-label', `Acknowledge ${name}`);
      ack.dataset.focus = `ack ${alert.id}`;
      item.append(ack);
    } else {
      item.append(el('span', 'alert-by', open ? 'Open' : 'Cleared'));
    }
    return item;
  }

  // Controls ---------------------------------------------------------------------------------------

  function setScale(/** @type {{gain?: number, speed?: number}} */ change) {
    Object.assign(settings, change);
    keepSettings(settings);
    strip.setScale(change);
    if (paused !== null) {
      const stop = paused;
      // The strip lays itself out in the next frame; a slower paper shows more than was fetched.
      requestAnimationFrame(() => requestAnimationFrame(() => paused === stop && stand(stop)));
    }
    render();
  }

  /** The setting of what a millimetre is on this screen, with something to lay a ruler on. */
  function ruler() {
    const bar = el('div', {class: 'ruler-bar', 'aria-hidden': 'true', test: 'ruler'});
    const output = el('output', {}, '');
    const slider = el('input', {
      type: 'range',
      min: 2,
      max: 12,
      step: 0.01,
      'aria-label': 'Pixels of a millimetre',
      test: 'ruler-slider',
    });
    const draw = () => {
      bar.style.width = `${RULER_MM * pixelsPerMm()}px`;
      slider.value = String(pixelsPerMm());
      write(output, `${pixelsPerMm().toFixed(2)} pixels a millimetre`);
    };
    slider.addEventListener('input', () => {
      setPixelsPerMm(Number(slider.value));
      draw();
    });
    const reset = button('96 pixels an inch', 'ruler-reset', () => {
      setPixelsPerMm(null);
      draw();
    });
    draw();
    return el(
      'details',
      {class: 'ruler', test: 'ruler-details'},
      el('summary', {}, 'True to scale?'),
      el(
        'div',
        'ruler-box',
        el(
          'p',
          {},
          `The paper takes 96 pixels for an inch, as CSS does; screens differ. Lay a ruler on the bar and make it ${RULER_MM} mm long.`,
        ),
        bar,
        el('label', 'ruler-row', slider, output),
        reset,
      ),
    );
  }

  render();
  void loadHistory();
  if (at !== null) {
    stand(Math.round(at));
  }

  return {
    /** Leaves nothing behind: no listener, no subscription, no frame. */
    unmount() {
      unmounted = true;
      cancelAnimationFrame(due);
      clearTimeout(fetchTimer);
      fetchNumber++;
      for (const end of ends) {
        end();
      }
      connection.removeStrips(owner);
      connection.removeScores(owner);
      strip.destroy();
      timeline.destroy();
      scoreLines.destroy();
      root.replaceChildren();
    },
  };
}

/** @param {string} text @param {string} test @param {() => void} click */
function button(text, test, click) {
  return el('button', {type: 'button', test, click}, text);
}

/** @param {string} term @param {HTMLElement} value */
function fact(term, value) {
  return [el('div', {}, el('dt', {}, term), el('dd', {}, value))];
}

/**
 * A choice of one of a few numbers.
 *
 * @param {string} name
 * @param {string} test
 * @param {number[]} values
 * @param {number} chosen
 * @param {string} unit
 * @param {(value: number) => void} change
 */
function choice(name, test, values, chosen, unit, change) {
  return el(
    'fieldset',
    'device-choice',
    el('legend', {}, `${name}, ${unit}`),
    ...values.map((value) => {
      const input = el('input', {type: 'radio', name: test, value, test: `${test}-${value}`});
      input.checked = value === chosen;
      input.addEventListener('change', () => change(value));
      return el('label', {}, input, el('span', {}, String(value)));
    }),
  );
}

/** @param {HTMLElement} element @param {string} text empty hides it */
function tell(element, text) {
  write(element, text);
  element.hidden = text === '';
}

/** @param {unknown} error */
function reason(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {Map<string, any>} known @param {any} each */
function keepLatest(known, each) {
  const before = known.get(each.id);
  if (before === undefined || before.at === undefined || each.at >= before.at) {
    known.set(each.id, each);
  }
}

/**
 * Scores of both, ascending by their windows' ends, one of each.
 *
 * @param {any[]} ours
 * @param {any[]} theirs
 */
function merged(ours, theirs) {
  const byEnd = new Map(ours.map((score) => [score.end, score]));
  for (const score of theirs) {
    byEnd.set(score.end, score);
  }
  return [...byEnd.values()].sort((a, b) => a.end - b.end).slice(-MOST_SCORES);
}

/** Single keys can be switched off for those who speak to their computer (WCAG 2.2, 2.1.4). */
function lettersOn() {
  try {
    return localStorage.getItem(KEYS_KEY) !== 'off';
  } catch {
    return true;
  }
}

/** @returns {{gain: number, speed: number, even: boolean, range: number}} */
function readSettings() {
  const settings = {gain: 10, speed: 25, even: false, range: 600};
  try {
    const kept = JSON.parse(localStorage.getItem(SETTINGS_KEY) ?? '{}');
    settings.gain = GAINS.includes(kept.gain) ? kept.gain : settings.gain;
    settings.speed = SPEEDS.includes(kept.speed) ? kept.speed : settings.speed;
    settings.even = kept.even === true;
    settings.range = RANGES.some(([value]) => value === kept.range) ? kept.range : settings.range;
  } catch {
    // What cannot be read is not set.
  }
  return settings;
}

/** @param {object} settings */
function keepSettings(settings) {
  try {
    localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings));
  } catch {
    // They last as long as the page.
  }
}
