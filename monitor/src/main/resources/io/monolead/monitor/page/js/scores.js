// SPDX-License-Identifier: Apache-2.0
/**
 * What the model says of a stream: a line per label over time (drawn by uPlot, which the server
 * holds itself), and the probabilities of one window as bars with the thresholds beside them.
 */
import {el, mark, write} from './dom.js';
import {percent, time} from './format.js';

const UPLOT = '/vendor/uplot/uPlot.esm.js';
const UPLOT_CSS = '/vendor/uplot/uPlot.min.css';
/** Lines told apart by colour and by dashes; both themes have the colours. */
const LINES = [[], [8, 4], [2, 3], [12, 4, 2, 4], [5, 2], [1, 2], [10, 2, 2, 2], [4, 4]];
const LINES_AT_FIRST = 3;
const HEIGHT = 130;

/** @typedef {{start: number, end: number, model: string, probabilities: Record<string, number>, quality: number, issues: string[]}} Score */

/**
 * Lines of probabilities over time.
 *
 * @param {HTMLElement} root
 * @param {object} options
 * @param {(label: string) => string} options.labelName
 * @param {(micros: number) => void} options.seek
 */
export function createScoreLines(root, {labelName, seek}) {
  const plot = el('div', {class: 'score-plot', role: 'img', test: 'score-lines'});
  const legend = el('div', {
    class: 'score-legend',
    role: 'group',
    'aria-label': 'Labels whose scores are drawn',
  });
  const failure = el('p', {class: 'score-failure', hidden: true});
  root.append(plot, failure, legend);
  /** @type {any} */
  let chart = null;
  /** @type {any} */
  let library = null;
  let closed = false;
  /** @type {Set<string> | null} */
  let chosen = null;
  /** @type {string[]} */
  let labels = [];
  let key = '';
  let place = {left: 0, width: 0};
  /** @type {{from: number, to: number, scores: Score[], alerted: Set<string>} | null} */
  let latest = null;

  load().catch(() => {
    failure.textContent =
      'The score lines cannot be drawn: the server gives no uPlot. The bars below still show the latest scores.';
    failure.hidden = false;
  });

  async function load() {
    if (!document.querySelector(`link[href="${UPLOT_CSS}"]`)) {
      document.head.append(el('link', {rel: 'stylesheet', href: UPLOT_CSS}));
    }
    library = (await import(UPLOT)).default;
    draw();
  }

  /** @param {string} label */
  function style(label) {
    const at = labels.indexOf(label) % LINES.length;
    return {colour: `--series-${at + 1}`, dash: LINES[at]};
  }

  function colour(/** @type {string} */ name) {
    return getComputedStyle(root).getPropertyValue(name).trim() || '#888';
  }

  function shown() {
    return labels.filter((label) => chosen?.has(label));
  }

  function make() {
    chart?.destroy();
    const axis = colour('--device-quiet');
    const grid = colour('--device-line');
    chart = new library(
      {
        width: place.left + place.width,
        height: HEIGHT,
        padding: [8, 0, 4, 0],
        legend: {show: false},
        cursor: {show: false},
        select: {show: false},
        scales: {x: {time: false, range: () => [latest?.from ?? 0, latest?.to ?? 1]}, y: {range: [0, 1]}},
        axes: [
          {show: false},
          {
            size: place.left,
            stroke: axis,
            grid: {stroke: grid, width: 1},
            ticks: {show: false},
            font: '12px system-ui, sans-serif',
            splits: [0, 0.25, 0.5, 0.75, 1],
            values: (/** @type {any} */ _, /** @type {number[]} */ at) =>
              at.map((each) => `${Math.round(100 * each)} %`),
          },
        ],
        series: [
          {},
          ...shown().map((label) => ({
            label,
            stroke: colour(style(label).colour),
            width: 2,
            dash: style(label).dash,
            spanGaps: false,
            points: {show: latest !== null && latest.scores.length < 3},
          })),
        ],
      },
      [[]],
      plot,
    );
    chart.over.addEventListener('click', (/** @type {MouseEvent} */ event) => {
      seek(chart.posToVal(event.offsetX, 'x'));
    });
  }

  function draw() {
    if (closed || library === null || latest === null || place.width < 60) {
      return;
    }
    const {scores, from, to} = latest;
    const nextKey = `${shown().join('\n')}|${place.left},${place.width}|${document.documentElement.dataset.theme}|${colour('--series-1')}|${scores.length < 3}`;
    if (chart === null || nextKey !== key) {
      key = nextKey;
      make();
    }
    const inside = scores.filter((score) => score.end >= from - 60e6 && score.end <= to + 60e6);
    /** @type {(number | null)[]} */
    const times = [];
    const lines = shown().map(() => /** @type {(number | null)[]} */ ([]));
    let before = NaN;
    const usual = typicalStep(inside);
    for (const score of inside) {
      if (score.end - before > 4 * usual) {
        // No score for a while: no line across it.
        times.push(before + 1);
        lines.forEach((line) => line.push(null));
      }
      times.push(score.end);
      shown().forEach((label, i) => lines[i].push(score.probabilities[label] ?? null));
      before = score.end;
    }
    chart.setData([times, ...lines]);
    const last = scores[scores.length - 1];
    mark(
      plot,
      'aria-label',
      last === undefined
        ? 'Scores over time: none yet'
        : `Scores over time of ${shown().map(labelName).join(', ')}. Latest, at ${time(last.end)}: ` +
            shown()
              .map((label) => `${labelName(label)} ${percent(last.probabilities[label] ?? null)}`)
              .join(', '),
    );
  }

  function drawLegend() {
    legend.replaceChildren(
      ...labels.map((label) => {
        const box = el('input', {type: 'checkbox', value: label, test: 'score-choice'});
        box.checked = chosen?.has(label) ?? false;
        box.addEventListener('change', () => {
          if (box.checked) {
            chosen?.add(label);
          } else {
            chosen?.delete(label);
          }
          draw();
        });
        const line = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
        line.setAttribute('class', 'score-line');
        line.setAttribute('viewBox', '0 0 28 8');
        line.setAttribute('aria-hidden', 'true');
        const stroke = document.createElementNS('http://www.w3.org/2000/svg', 'path');
        stroke.setAttribute('d', 'M0 4h28');
        stroke.setAttribute('stroke-dasharray', style(label).dash.join(' '));
        stroke.style.stroke = `var(${style(label).colour})`;
        line.append(stroke);
        const name = el('span', {title: labelName(label)});
        name.textContent = label;
        return el('label', 'score-choice', box, line, name);
      }),
    );
  }

  return {
    /**
     * @param {{from: number, to: number, scores: Score[], alerted: Set<string>}} next scores
     *     ascending by their end; alerted are labels of which there is an alert
     * @param {{left: number, width: number}} at where the timeline's plot is
     */
    update(next, at) {
      latest = next;
      place = at;
      const all = [...new Set(next.scores.flatMap((score) => Object.keys(score.probabilities)))];
      if (all.length !== labels.length || all.some((label) => !labels.includes(label))) {
        labels = all;
        chosen ??= firstChoice(next);
        drawLegend();
      }
      draw();
    },
    destroy() {
      closed = true;
      chart?.destroy();
      root.replaceChildren();
    },
  };
}

/** Labels with alerts, and those that were most likely. */
function firstChoice(/** @type {{scores: Score[], alerted: Set<string>}} */ {scores, alerted}) {
  /** @type {Map<string, number>} */
  const most = new Map();
  for (const score of scores) {
    for (const [label, probability] of Object.entries(score.probabilities)) {
      most.set(label, Math.max(most.get(label) ?? 0, probability));
    }
  }
  const ranked = [...most].sort((a, b) => b[1] - a[1]).map(([label]) => label);
  return new Set([...ranked.filter((label) => alerted.has(label)), ...ranked.slice(0, LINES_AT_FIRST)]);
}

/** The median time between scores, microseconds. */
function typicalStep(/** @type {Score[]} */ scores) {
  const steps = scores.slice(1).map((score, i) => score.end - scores[i].end);
  steps.sort((a, b) => a - b);
  return steps.length === 0 ? Infinity : Math.max(1, steps[steps.length >> 1]);
}

/**
 * The probabilities of one window.
 *
 * @param {HTMLElement} root
 * @param {(label: string) => string} labelName
 */
export function createScoreBars(root, labelName) {
  const caption = el('p', {class: 'bars-caption', test: 'score-window'});
  const list = el('ol', {class: 'score-bars', test: 'score-bars'});
  root.append(caption, list);
  /** @type {Map<string, {item: HTMLElement, fill: HTMLElement, number: HTMLElement, tick: HTMLElement}>} */
  const rows = new Map();

  /** @param {string} label */
  function row(label) {
    let made = rows.get(label);
    if (!made) {
      const fill = el('span', 'bar-fill');
      const tick = el('span', {class: 'bar-tick', hidden: true});
      const number = el('span', 'bar-number');
      const full = labelName(label);
      const name = el('span', {class: 'bar-name', title: full});
      name.textContent = label;
      const said = el('span', 'unseen');
      said.textContent = full === label ? '' : ` (${full})`;
      const item = el(
        'li',
        {test: 'score-bar'},
        el('span', 'bar-label', name, said),
        el('span', {class: 'bar-track', 'aria-hidden': 'true'}, fill, tick),
        number,
      );
      item.dataset.label = label;
      made = {item, fill, number, tick};
      rows.set(label, made);
    }
    return made;
  }

  return {
    /** @param {Score | null} score @param {Map<string, number>} thresholds */
    update(score, thresholds) {
      if (score === null) {
        write(caption, 'No window has been scored yet.');
        list.replaceChildren();
        return;
      }
      write(
        caption,
        `Window ${time(score.start)} to ${time(score.end).split(' ').pop()}, model ${score.model}, quality ${percent(score.quality)}`,
      );
      const sorted = Object.entries(score.probabilities).sort((a, b) => b[1] - a[1]);
      const items = sorted.map(([label, probability]) => {
        const {item, fill, number, tick} = row(label);
        const threshold = thresholds.get(label);
        fill.style.width = `${100 * Math.min(1, Math.max(0, probability))}%`;
        const over = threshold !== undefined && probability >= threshold;
        mark(item, 'data-over', over ? 'yes' : null);
        tick.hidden = threshold === undefined;
        if (threshold !== undefined) {
          tick.style.left = `${100 * threshold}%`;
        }
        write(
          number,
          `${percent(probability)}${threshold === undefined ? '' : ` of ${percent(threshold)}`}${over ? ' ▲' : ''}`,
        );
        return item;
      });
      items.forEach((item, i) => {
        if (list.children[i] !== item) {
          list.insertBefore(item, list.children[i] ?? null);
        }
      });
      while (list.children.length > items.length) {
        list.lastChild?.remove();
      }
    },
  };
}
