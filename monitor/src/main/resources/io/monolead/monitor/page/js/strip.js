// SPDX-License-Identifier: Apache-2.0
/**
 * A strip of ECG paper on a canvas, as cardiologists know it: 25 mm/s and 10 mm/mV unless set
 * otherwise, lines every 1 and 5 mm, a calibration pulse (1 mV, 200 ms) at the left.
 *
 * Full paper is true to scale (pixelsPerMm) and moves; small paper fits its seconds into the width
 * and is swept by a bar that erases, as on a bedside monitor, with the squares of its grid kept
 * square. Readers who ask for less motion get the sweep on full paper too.
 *
 * What makes twelve strips cheap: one animation frame for all of them; paper and trace are drawn
 * once, column by column, into a ring of columns (a sweep's canvas is such a ring itself, a moving
 * paper copies it, two rectangles a frame); many samples of a column become its least and greatest
 * value; nothing is allocated in a frame. When the edge of the paper moves and when ink comes is
 * argued in playout.js.
 *
 * A column is a device pixel; columns are counted from 1970, so that the grid stays on the trace.
 */
import {BASELINE_SECONDS, Samples} from './samples.js';
import {Playout} from './playout.js';

const SCALE_KEY = 'monolead.pixels-per-mm';
// CSS says that 96 pixels are an inch; screens differ, so there is a setting with a ruler.
const CSS_PIXELS_PER_MM = 96 / 25.4;
const LARGE_MM = 5;
const PULSE_SECONDS = 0.2;
const PULSE_MARGIN_MM = 2;
const STATS = 2000;
const WAITING = 128;
const RING_SPARE = 64;
const AHEAD = 8;
const SWEEP_BAR_SECONDS = 0.35;
const SMALL_GAINS = [10, 5, 2.5];
const TILE = 256;

let pixelsPerMmNow = readScale();

function readScale() {
  try {
    const kept = Number(localStorage.getItem(SCALE_KEY));
    return kept >= 1 && kept <= 40 ? kept : CSS_PIXELS_PER_MM;
  } catch {
    return CSS_PIXELS_PER_MM;
  }
}

/** CSS pixels of a millimetre on this screen: as calibrated with the ruler, else 96 an inch. */
export function pixelsPerMm() {
  return pixelsPerMmNow;
}

/**
 * Sets what a millimetre is on this screen, for all strips, and remembers it.
 *
 * @param {number|null} value CSS pixels, 1 to 40; null for 96 an inch
 */
export function setPixelsPerMm(value) {
  try {
    if (value === null) {
      localStorage.removeItem(SCALE_KEY);
    } else {
      localStorage.setItem(SCALE_KEY, String(value));
    }
  } catch {
    // A browser that keeps nothing still shows it until the page is left.
  }
  pixelsPerMmNow = value === null ? CSS_PIXELS_PER_MM : Math.min(40, Math.max(1, value));
  for (const strip of strips) {
    strip.layoutDue = true;
  }
}

/**
 * What the page counts: animation frames that strips were drawn in, and when frames of samples were
 * on the canvas. `entries` is a ring of 2,000; `next` grows and never wraps. `drawnAt` is read at
 * the beginning of the animation frame after the one that drew: by then it is on the screen.
 * `work` holds the milliseconds that drawing took in the latest 2,000 animation frames, `interval`
 * those from each to the one before it.
 */
const stats = {
  frames: 0,
  lastLatencyMillis: 0,
  next: 0,
  entries: Array.from({length: STATS}, () => ({n: 0, start: 0, end: 0, drawnAt: 0})),
  work: new Float64Array(STATS),
  interval: new Float64Array(STATS),
};
globalThis.monoleadStats = stats;

/** @type {Strip[]} */
const strips = [];
let running = false;
let lastFrame = 0;
let reducedMotion = null;
let watching = false;

function loop(now) {
  if (strips.length === 0) {
    running = false;
    return;
  }
  requestAnimationFrame(loop);
  const begin = performance.now();
  const wall = Date.now();
  for (let i = 0; i < strips.length; i++) {
    strips[i].shown(wall);
  }
  for (let i = 0; i < strips.length; i++) {
    strips[i].tick(now);
  }
  const slot = stats.frames % STATS;
  stats.work[slot] = performance.now() - begin;
  stats.interval[slot] = lastFrame === 0 ? 0 : now - lastFrame;
  lastFrame = now;
  stats.frames++;
}

function start() {
  watchTheme();
  if (!running) {
    running = true;
    lastFrame = 0;
    requestAnimationFrame(loop);
  }
}

function watchTheme() {
  if (watching) {
    return;
  }
  watching = true;
  const again = () => {
    for (const strip of strips) {
      strip.layoutDue = true;
    }
  };
  new MutationObserver(again).observe(document.documentElement, {attributes: true});
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  reducedMotion.addEventListener('change', again);
}

/** Time of day of the reader, such as 09:04:05. */
export function clockText(micros) {
  return new Date(micros / 1000).toTimeString().slice(0, 8);
}

/**
 * Options of a strip.
 *
 * @typedef {object} StripOptions
 * @property {number} seconds what it shows at least (small paper: exactly)
 * @property {'full'|'small'} paper full: true to scale, moving; small: fitted, swept
 * @property {string} label what is written on it, such as the lead
 * @property {number} [gain] millimetres of a millivolt; small paper chooses its own
 * @property {number} [speed] millimetres of a second, of full paper
 * @property {boolean} [even] whether ink flows evenly, a stretch later, instead of at once
 */

/**
 * Makes a strip. Push frames as they come; it draws itself until it is destroyed.
 *
 * @param {HTMLCanvasElement} canvas gets its size from CSS
 * @param {StripOptions} options
 */
export function createStrip(canvas, options) {
  const strip = new Strip(canvas, options);
  strips.push(strip);
  start();
  return strip;
}

class Strip {
  constructor(canvas, options) {
    this.canvas = canvas;
    this.ctx = canvas.getContext('2d', {alpha: false});
    this.full = options.paper === 'full';
    this.seconds = Math.min(120, Math.max(1, options.seconds));
    this.label = options.label ?? '';
    this.gain = options.gain ?? 10;
    this.speed = this.full ? (options.speed ?? 25) : 25;
    this.live = new Samples(this.full ? 90 : this.seconds + 5);
    this.review = null;
    this.playout = new Playout(options.even === true);
    this.fixedEnd = null;
    this.attention = null;
    this.layoutDue = true;
    this.dirty = true;
    this.bandDue = true;
    this.width = 0;
    this.height = 0;
    this.ring = null;
    this.ringCtx = null;
    this.edge = NaN;
    this.cleared = NaN;
    this.shownColumn = NaN;
    this.inkTime = NaN;
    this.clippedAt = -Infinity;
    this.olderFrames = 0;
    this.status = '';
    this.waitingN = new Int32Array(WAITING);
    this.waitingStart = new Float64Array(WAITING);
    this.waitingEnd = new Float64Array(WAITING);
    this.waitingCame = new Float64Array(WAITING);
    this.waitingHead = 0;
    this.waitingTail = 0;
    this.inkedEnd = -Infinity;
    if (!canvas.hasAttribute('role')) {
      canvas.setAttribute('role', 'img');
    }
    if (!canvas.hasAttribute('aria-label')) {
      canvas.setAttribute('aria-label', `ECG strip ${this.label}`.trim());
    }
    this.sizes = new ResizeObserver(() => {
      this.layoutDue = true;
    });
    this.sizes.observe(canvas);
  }

  /**
   * Takes a frame of the live stream, whatever is shown.
   *
   * @param {import('./frames.js').Frame} frame
   */
  push(frame) {
    const now = performance.now();
    const before = this.live.newest;
    if (!this.live.append(frame)) {
      this.older(frame);
      return;
    }
    this.olderFrames = 0;
    const end = this.live.newest;
    this.playout.arrived(now, before, end, (frame.samples.length / frame.rateHz) * 1e6);
    if (this.waitingHead - this.waitingTail === WAITING) {
      this.waitingTail++;
    }
    const slot = this.waitingHead++ % WAITING;
    this.waitingN[slot] = frame.n;
    this.waitingStart[slot] = frame.start;
    this.waitingEnd[slot] = end;
    this.waitingCame[slot] = Date.now();
  }

  /** Nothing of the frame was new. A stream whose clock was set back must not be dead for ever. */
  older(frame) {
    const behind = this.live.newest - frame.start;
    if (behind > 2 * this.seconds * 1e6 && ++this.olderFrames > 8) {
      this.clear();
      this.push(frame);
    }
  }

  /** Forgets all samples. */
  clear() {
    this.live.clear();
    this.playout.reset();
    this.waitingTail = this.waitingHead;
    this.inkedEnd = -Infinity;
    this.olderFrames = 0;
    this.edge = NaN;
    this.cleared = NaN;
    this.dirty = true;
  }

  /**
   * Stops the paper, or lets it go on.
   *
   * @param {number|null} endMicros time at the right edge; null for live
   * @param {import('./frames.js').Frame[]|null} [frames] what is shown then, ascending in time;
   *     null for what the strip remembers of the live stream; without it what was shown last
   */
  setWindow(endMicros, frames) {
    if (frames === null) {
      this.review = null;
    } else if (frames !== undefined) {
      this.review = new Samples(130);
      for (const frame of frames) {
        this.review.append(frame);
      }
    }
    if (endMicros === null) {
      this.review = null;
      // What came while the paper stood is late by that, not by the way here.
      this.waitingTail = this.waitingHead;
    }
    this.fixedEnd = endMicros;
    this.dirty = true;
    this.bandDue = true;
  }

  /**
   * Shows where the network looked, as a band under the trace.
   *
   * @param {{start: number, end: number, weights: number[], label?: string}|null} attention weights
   *     evenly over the window, the greatest is drawn strongest
   */
  setAttention(attention) {
    if (attention === null || attention.weights.length === 0) {
      this.attention = null;
    } else {
      this.attention = {...attention, most: Math.max(...attention.weights, 1e-9)};
    }
    this.dirty = true;
    this.bandDue = true;
  }

  /** Sets the scale of full paper: millimetres of a millivolt and of a second. */
  setScale({gain = this.gain, speed = this.speed}) {
    this.gain = gain;
    this.speed = speed;
    this.layoutDue = true;
  }

  /** Lets ink flow evenly, a stretch later (true), or come as it arrives (false). */
  setEven(even) {
    this.playout.even = even;
  }

  /** Looks at its size again; a change of the canvas is seen without this too. */
  resize() {
    this.layoutDue = true;
  }

  /** Stops drawing and forgets the canvas. */
  destroy() {
    const at = strips.indexOf(this);
    if (at >= 0) {
      strips.splice(at, 1);
    }
    this.sizes.disconnect();
  }

  /** From when on it remembers the live stream, microseconds; NaN if there is nothing. */
  get remembersFrom() {
    return this.live.oldest;
  }

  /** Time of the newest sample that came, microseconds; NaN if none did. */
  get newest() {
    return this.live.newest;
  }

  /** What fits on the paper, microseconds. */
  get span() {
    return this.visibleMicros ?? this.seconds * 1e6;
  }

  /** What is seen, for those who do not see it. */
  describe() {
    const samples = this.source();
    return {
      empty: samples.empty,
      end: this.edge,
      seconds: this.visibleMicros / 1e6,
      newest: samples.newest,
      gain: this.shownGain,
      speed: this.speed,
      leadOff: this.leadIsOff(samples),
      cutOff: this.isCutOff(),
      silent: this.isSilent(performance.now()),
    };
  }

  /** Where things are, in device pixels, for the tests that read the pixels back. */
  geometry() {
    return {
      left: this.left,
      top: this.top,
      bottom: this.bottom,
      zeroY: this.zeroY,
      millimetre: this.mm,
      millivolt: this.millivolt,
      columnsPerSecond: this.perMicro * 1e6,
      columns: this.columns,
      rightColumn: this.shownColumn,
      moving: this.moving,
      pulse: {x: this.left - this.pulseWidth + PULSE_MARGIN_MM * this.mm},
    };
  }

  source() {
    return this.fixedEnd !== null && this.review !== null ? this.review : this.live;
  }

  isCutOff() {
    return this.clippedAt > this.edge - this.visibleMicros;
  }

  isSilent(now) {
    return (
      this.fixedEnd === null && this.playout.count > 0 && this.playout.silence(now) > this.playout.patience()
    );
  }

  leadIsOff(samples) {
    if (samples.empty) {
      return false;
    }
    return samples.leadOff[samples.slot(samples.runAt(this.edge))] === 1;
  }

  // Layout ---------------------------------------------------------------------------------------

  layout() {
    this.layoutDue = false;
    const ratio = Math.max(1, devicePixelRatio || 1);
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width < 40 || height < 16) {
      this.width = 0;
      return;
    }
    this.ratio = ratio;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.width = width;
    this.height = height;
    const still = reducedMotion !== null && reducedMotion.matches;
    this.swept = !this.full || still;
    const font = (this.full ? 12 : 11) * ratio;
    const family = getComputedStyle(this.canvas).fontFamily || 'sans-serif';
    this.font = `${font}px ${family}`;
    this.boldFont = `600 ${font}px ${family}`;
    this.top = Math.ceil(font * 1.5);
    this.bottom = height;
    this.readColours();
    this.scale(ratio);
    this.drawTile();
    this.drawMargin();
    this.moving = !this.swept;
    if (!this.swept) {
      this.needRing();
    }
    this.pen(this.ctx);
    this.dirty = true;
    this.bandDue = true;
  }

  scale(ratio) {
    if (this.full) {
      this.mm = pixelsPerMmNow * ratio;
      this.pulseWidth = Math.ceil((PULSE_SECONDS * this.speed + 2 * PULSE_MARGIN_MM) * this.mm);
      this.left = this.pulseWidth;
      this.columns = this.width - this.left;
      this.perMicro = (this.mm * this.speed) / 1e6;
      this.shownGain = this.gain;
    } else {
      // The margin is a part of the width too: (seconds + pulse) * 25 + 2 margins = width.
      this.mm = this.width / ((this.seconds + PULSE_SECONDS) * this.speed + 2 * PULSE_MARGIN_MM);
      this.left = Math.ceil((PULSE_SECONDS * this.speed + 2 * PULSE_MARGIN_MM) * this.mm);
      this.pulseWidth = this.left;
      this.columns = this.width - this.left;
      this.perMicro = this.columns / (this.seconds * 1e6);
      this.mm = (this.perMicro * 1e6) / this.speed;
      this.shownGain = this.shownGain ?? SMALL_GAINS[0];
    }
    if (this.swept) {
      // A whole number of large squares, so that the grid stays where it is from sweep to sweep.
      const largeMicros = (LARGE_MM / this.speed) * 1e6;
      const squares = Math.max(1, Math.floor(this.columns / this.perMicro / largeMicros));
      this.sweepMicros = squares * largeMicros;
      this.ringColumns = Math.round(this.sweepMicros * this.perMicro);
      this.perMicro = this.ringColumns / this.sweepMicros;
      this.columns = this.ringColumns;
    }
    this.visibleMicros = this.columns / this.perMicro;
    this.mmColumns = (this.perMicro * 1e6) / this.speed;
    this.millivolt = this.shownGain * this.mm;
    // Zero lies on a strong line, a little below the middle: most beats point upwards.
    const paper = this.bottom - this.top;
    this.zeroY = Math.round(this.top + paper * (this.full ? 0.55 : 0.6));
    this.thin = Math.max(1, Math.round(0.6 * ratio));
    this.traceWidth = (this.full ? 1.4 : 1.5) * ratio;
  }

  needRing() {
    const columns = this.columns + RING_SPARE;
    if (this.ring === null) {
      this.ring = document.createElement('canvas');
      this.ringCtx = this.ring.getContext('2d', {alpha: false});
    }
    this.ring.width = columns;
    this.ring.height = this.height;
    this.pen(this.ringCtx);
    if (!this.swept) {
      this.ringColumns = columns;
    }
  }

  readColours() {
    const style = getComputedStyle(this.canvas);
    const read = (name, instead) => style.getPropertyValue(name).trim() || instead;
    this.paperColour = read('--strip-paper', '#fff9f5');
    this.smallColour = read('--strip-grid-small', '#f6d9d3');
    this.largeColour = read('--strip-grid-large', '#e9a99f');
    this.traceColour = read('--strip-trace', '#111418');
    this.attentionColour = read('--strip-attention', '#2f6fd0');
    this.textColour = read('--strip-text', '#3a3f47');
    this.hatch = null;
  }

  pen(ctx) {
    ctx.lineWidth = this.traceWidth;
    ctx.lineJoin = 'round';
    ctx.lineCap = 'round';
    ctx.strokeStyle = this.traceColour;
  }

  /** The lines across, of which columns of paper are cut; and the hatching of what is missing. */
  drawTile() {
    this.tile ??= document.createElement('canvas');
    this.tile.width = TILE;
    this.tile.height = this.height;
    const ctx = this.tile.getContext('2d', {alpha: false});
    ctx.fillStyle = this.paperColour;
    ctx.fillRect(0, 0, TILE, this.height);
    this.showSmall = this.mm / this.ratio >= 2.5;
    this.showLarge = (this.mm * LARGE_MM) / this.ratio >= 4;
    for (const large of [false, true]) {
      if (!(large ? this.showLarge : this.showSmall)) {
        continue;
      }
      ctx.fillStyle = large ? this.largeColour : this.smallColour;
      const least = Math.ceil((this.zeroY - this.bottom) / this.mm);
      for (let k = least; this.zeroY - k * this.mm >= this.top; k++) {
        if ((k % LARGE_MM === 0) === large) {
          ctx.fillRect(0, Math.round(this.zeroY - k * this.mm), TILE, this.thin);
        }
      }
    }
    const size = Math.round(8 * this.ratio);
    const hatch = document.createElement('canvas');
    hatch.width = size;
    hatch.height = size;
    const lines = hatch.getContext('2d');
    lines.strokeStyle = this.textColour;
    lines.globalAlpha = 0.45;
    lines.lineWidth = this.ratio;
    lines.beginPath();
    for (let x = -size; x <= size; x += size) {
      lines.moveTo(x - 1, size + 1);
      lines.lineTo(x + size + 1, -1);
    }
    lines.stroke();
    this.hatch = this.ctx.createPattern(hatch, 'repeat');
  }

  /** The paper that does not move, with the calibration pulse at its left. */
  drawMargin() {
    const ctx = this.ctx;
    for (let x = 0; x < this.width; x += TILE) {
      ctx.drawImage(this.tile, x, 0);
    }
    this.linesAcross(ctx, -this.left, this.width - this.left, -this.left);
    const y = this.zeroY;
    const mm = this.mm;
    const x = this.left - this.pulseWidth + PULSE_MARGIN_MM * mm;
    const pulse = PULSE_SECONDS * this.speed * mm;
    const up = Math.max(this.top + 1, y - this.millivolt);
    ctx.strokeStyle = this.traceColour;
    ctx.lineWidth = this.traceWidth;
    ctx.lineJoin = 'miter';
    ctx.lineCap = 'butt';
    ctx.beginPath();
    ctx.moveTo(x - 0.75 * PULSE_MARGIN_MM * mm, y);
    ctx.lineTo(x, y);
    ctx.lineTo(x, up);
    ctx.lineTo(x + pulse, up);
    ctx.lineTo(x + pulse, y);
    ctx.lineTo(x + pulse + 0.75 * PULSE_MARGIN_MM * mm, y);
    ctx.stroke();
    this.pen(ctx);
  }

  // One animation frame --------------------------------------------------------------------------

  /** Everything drawn in the frame before is on the screen now. */
  shown(wall) {
    while (
      this.waitingTail < this.waitingHead &&
      this.waitingEnd[this.waitingTail % WAITING] <= this.inkedEnd
    ) {
      const slot = this.waitingTail++ % WAITING;
      const entry = stats.entries[stats.next++ % STATS];
      entry.n = this.waitingN[slot];
      entry.start = this.waitingStart[slot];
      entry.end = this.waitingEnd[slot];
      entry.drawnAt = wall;
      stats.lastLatencyMillis = wall - this.waitingCame[slot];
    }
  }

  tick(now) {
    if (this.layoutDue || (this.width > 0 && this.ratio !== Math.max(1, devicePixelRatio || 1))) {
      this.layout();
    }
    if (this.width === 0) {
      return;
    }
    const samples = this.source();
    if (this.fixedEnd !== null) {
      if (this.dirty) {
        this.edge = this.fixedEnd;
        this.showStill(samples);
      }
    } else if (samples.empty) {
      if (this.dirty) {
        this.dirty = false;
        this.drawMargin();
        this.bandDue = true;
      }
    } else {
      this.edge = this.playout.tick(now, samples.newest, this.visibleMicros);
      this.advance(samples);
    }
    this.drawBand(now, samples);
  }

  /** A paused strip is laid out like moving paper: the latest at the right. */
  showStill(samples) {
    this.dirty = false;
    if (this.swept) {
      const ring = this.ringColumns;
      this.needRing();
      this.ringColumns = this.ring.width;
      this.repaint(this.ringCtx, 0, samples, Math.floor(this.edge * this.perMicro), AHEAD);
      this.copyRing();
      this.ringColumns = ring;
      this.ring.width = 1;
    } else {
      this.repaint(this.ringCtx, 0, samples, Math.floor(this.edge * this.perMicro), AHEAD);
      this.copyRing();
    }
    this.bandDue = true;
  }

  /** Draws what is new since the last frame. */
  advance(samples) {
    const column = Math.floor(this.edge * this.perMicro);
    const ink = Math.min(samples.newest, this.edge);
    const ctx = this.swept ? this.ctx : this.ringCtx;
    const offset = this.swept ? this.left : 0;
    const bar = this.swept
      ? Math.min(this.ringColumns - 4, Math.round(SWEEP_BAR_SECONDS * 1e6 * this.perMicro))
      : AHEAD;
    if (
      this.dirty ||
      Number.isNaN(this.cleared) ||
      column < this.shownColumn ||
      column + bar - this.cleared > this.ringColumns / 2
    ) {
      this.dirty = false;
      if (this.swept) {
        this.drawMargin();
      }
      this.repaint(ctx, offset, samples, column, bar);
      this.copy(column);
      return;
    }
    if (column + bar > this.cleared) {
      this.paper(ctx, offset, this.cleared, column + bar);
      this.cleared = column + bar;
    }
    const inked = ink > this.inkTime;
    if (inked) {
      this.ink(ctx, offset, samples, this.inkTime, ink);
    }
    if (inked || column !== this.shownColumn) {
      this.copy(column);
    }
    if (!this.full && inked) {
      this.fitGain(samples);
    }
  }

  copy(column) {
    this.shownColumn = column;
    if (!this.swept) {
      this.copyRing();
    }
  }

  /** All columns anew. The last is column, behind which bar columns are blank paper. */
  repaint(ctx, offset, samples, column, bar) {
    this.shownColumn = column;
    const from = column + bar - this.ringColumns;
    this.clippedAt = -Infinity;
    this.cleared = column + bar;
    this.paper(ctx, offset, from, this.cleared);
    const ink = Math.min(samples.newest, this.edge);
    this.inkTime = -Infinity;
    // From one large square before, so that the line into the first column is right.
    this.ink(ctx, offset, samples, from / this.perMicro - 40000, ink, from);
    this.bandDue = true;
  }

  /** Copies the ring to the canvas so that its newest column is at the right. */
  copyRing() {
    const ring = this.ring.width;
    const first = this.shownColumn - this.columns + 1;
    const begin = ((first % ring) + ring) % ring;
    const one = Math.min(this.columns, ring - begin);
    const y = this.top;
    const high = this.bottom - y;
    this.ctx.drawImage(this.ring, begin, y, one, high, this.left, y, one, high);
    if (one < this.columns) {
      const two = this.columns - one;
      this.ctx.drawImage(this.ring, 0, y, two, high, this.left + one, y, two, high);
    }
  }

  /** Small paper takes the greatest gain that keeps the beats on it, with some patience. */
  fitGain(samples) {
    const from = this.edge - this.visibleMicros;
    let least = 0;
    let most = 0;
    // Every second is enough; the loop reads a strip of samples.
    if (Math.floor(this.edge / 1e6) === this.fittedAt) {
      return;
    }
    this.fittedAt = Math.floor(this.edge / 1e6);
    for (let run = samples.runAt(from); run < samples.head; run++) {
      const slot = samples.slot(run);
      const begin = Math.max(
        samples.firstKept(run),
        Math.ceil((from - samples.start[slot]) / samples.step[slot]),
      );
      for (let i = Math.max(0, begin); i < samples.count[slot]; i++) {
        const value = samples.at(run, i);
        if (value < least) {
          least = value;
        } else if (value > most) {
          most = value;
        }
      }
    }
    const up = (this.zeroY - this.top) / this.mm;
    const down = (this.bottom - this.zeroY) / this.mm;
    const room = (gain) => Math.max((gain * most) / up, (-gain * least) / down);
    let gain = SMALL_GAINS[SMALL_GAINS.length - 1];
    for (const each of SMALL_GAINS) {
      // To grow again takes a tenth more room, or it would go back and forth.
      if (room(each) <= (each > this.shownGain ? 0.85 : 0.98)) {
        gain = each;
        break;
      }
    }
    if (gain !== this.shownGain) {
      this.shownGain = gain;
      this.millivolt = gain * this.mm;
      this.dirty = true;
    }
  }

  // Columns --------------------------------------------------------------------------------------

  /** Clean paper over columns a to b (exclusive), with attention under what will be drawn. */
  paper(ctx, offset, a, b) {
    const ring = this.ringColumns;
    let from = Math.max(a, b - ring);
    while (from < b) {
      const turn = Math.floor(from / ring) * ring;
      const to = Math.min(b, turn + ring);
      const shift = turn - offset;
      for (let column = from; column < to; column += TILE) {
        const wide = Math.min(TILE, to - column);
        ctx.drawImage(
          this.tile,
          0,
          this.top,
          wide,
          this.height - this.top,
          column - shift,
          this.top,
          wide,
          this.height - this.top,
        );
      }
      this.linesAcross(ctx, from, to, shift);
      if (this.attention !== null) {
        this.attentionBand(ctx, from, to, shift);
      }
      if (this.full) {
        this.times(ctx, from, to, shift);
      }
      from = to;
    }
  }

  /** The lines across time, in columns a to b. */
  linesAcross(ctx, a, b, shift) {
    if (!this.showLarge) {
      return;
    }
    const high = this.bottom - this.top;
    const step = this.mmColumns * (this.showSmall ? 1 : LARGE_MM);
    for (let k = Math.ceil(a / step); k * step < b; k++) {
      const large = !this.showSmall || k % LARGE_MM === 0;
      ctx.fillStyle = large ? this.largeColour : this.smallColour;
      ctx.fillRect(Math.floor(k * step) - shift, this.top, this.thin, high);
    }
  }

  /** A tick every second and the time of day every five, at the foot of full paper. */
  times(ctx, a, b, shift) {
    const second = this.perMicro * 1e6;
    const tick = Math.round(5 * this.ratio);
    ctx.fillStyle = this.textColour;
    for (let k = Math.ceil(a / second); k * second < b; k++) {
      const x = Math.floor(k * second) - shift;
      ctx.fillRect(x, this.bottom - tick, this.thin, tick);
      if (k % 5 === 0) {
        const text = clockText(k * 1e6);
        ctx.font = this.font;
        ctx.textBaseline = 'bottom';
        ctx.textAlign = 'right';
        const right = x - 3 * this.ratio;
        const y = this.bottom - this.ratio;
        const spills = right < ctx.measureText(text).width + (this.swept ? this.left : 0);
        if (!spills || ctx !== this.ctx) {
          ctx.fillText(text, right, y);
        }
        if (spills && ctx !== this.ctx) {
          // The ring's other end.
          ctx.fillText(text, right + this.ringColumns, y);
        }
      }
    }
  }

  attentionBand(ctx, a, b, shift) {
    const {start, end, weights, most} = this.attention;
    const first = start * this.perMicro;
    const last = end * this.perMicro;
    const from = Math.max(a, Math.floor(first));
    const to = Math.min(b, Math.ceil(last));
    const high = this.bottom - this.top;
    ctx.fillStyle = this.attentionColour;
    for (let column = from; column < to; column++) {
      // Weights stand at the middles of their shares of the window; between them a straight line.
      const at = ((column + 0.5 - first) / (last - first)) * weights.length - 0.5;
      const below = Math.min(weights.length - 1, Math.max(0, Math.floor(at)));
      const above = Math.min(weights.length - 1, below + 1);
      const part = Math.min(1, Math.max(0, at - below));
      const weight = weights[below] + part * (weights[above] - weights[below]);
      const border = column === Math.floor(first) || column === Math.ceil(last) - 1;
      ctx.globalAlpha = border ? 1 : 0.5 * (weight / most);
      ctx.fillRect(column - shift, this.top, 1, high);
    }
    ctx.globalAlpha = 1;
  }

  // Ink ------------------------------------------------------------------------------------------

  /** Draws the trace from a time to a time, no further left than a column. */
  ink(ctx, offset, samples, from, to, firstColumn = -Infinity) {
    const ring = this.ringColumns;
    const b = Math.floor(to * this.perMicro) + 3;
    const a = Math.max(firstColumn, Math.floor(from * this.perMicro) - 2, b - ring);
    let column = a;
    while (column < b) {
      const turn = Math.floor(column / ring) * ring;
      const end = Math.min(b, turn + ring);
      ctx.save();
      ctx.beginPath();
      ctx.rect(column - turn + offset, this.top, end - column, this.bottom - this.top);
      ctx.clip();
      // A line that crosses the ring's end is drawn at both of its ends.
      const least = column === a ? from : column / this.perMicro - 40000;
      const most = end === b ? to : Math.min(to, end / this.perMicro + 40000);
      this.trace(ctx, samples, least, most, turn - offset);
      ctx.restore();
      column = end;
    }
    this.leadOffWords(ctx, offset, samples, from, to);
    if (this.fixedEnd === null) {
      this.inkedEnd = Math.max(this.inkedEnd, this.inkTime);
    }
  }

  trace(ctx, samples, from, to, shift) {
    const perMicro = this.perMicro;
    const values = samples.values;
    const mask = samples.mask;
    const highest = this.top + 1;
    const lowest = this.bottom - 1;
    let open = false;
    let off = 0;
    ctx.beginPath();
    for (let run = samples.runAt(from); run < samples.head; run++) {
      const slot = samples.slot(run);
      const start = samples.start[slot];
      const step = samples.step[slot];
      if (start > to) {
        break;
      }
      if (start > from && run > samples.tail) {
        const before = samples.slot(run - 1);
        const due = samples.start[before] + samples.count[before] * samples.step[before];
        if (start - due > 0.5 * step) {
          this.missing(ctx, due - samples.step[before], start, shift);
          open = false;
        }
      }
      if (samples.leadOff[slot] !== off) {
        this.stroke(ctx, off);
        off = samples.leadOff[slot];
        ctx.beginPath();
        open = false;
      }
      const first = samples.first[slot];
      const i0 = Math.max(
        0,
        first + samples.count[slot] <= samples.total - values.length
          ? samples.count[slot]
          : samples.total - values.length - first,
        Math.ceil((from - start) / step - 0.01),
      );
      const i1 = Math.min(samples.count[slot] - 1, Math.floor((to - start) / step + 0.01));
      if (i1 < i0) {
        continue;
      }
      if (off === 1) {
        this.missing(ctx, start + i0 * step, start + i1 * step, shift);
      }
      const x0 = start * perMicro - shift;
      const dx = step * perMicro;
      const dense = dx < 0.5;
      let gone = -1;
      let column = NaN;
      let low = 0;
      let high = 0;
      let last = 0;
      for (let i = i0; i <= i1; i++) {
        const value = values[(first + i) & mask];
        if (value !== value) {
          if (!Number.isNaN(column)) {
            this.column(ctx, column, low, high, last);
            column = NaN;
          }
          if (gone < 0) {
            gone = i;
          }
          open = false;
          continue;
        }
        if (gone >= 0) {
          this.missing(ctx, start + (gone - 1) * step, start + i * step, shift);
          gone = -1;
        }
        let y = this.zeroY - value * this.millivolt;
        if (y < highest || y > lowest) {
          y = y < highest ? highest : lowest;
          if (off === 0) {
            this.clippedAt = Math.max(this.clippedAt, start + i * step);
          }
        }
        const x = x0 + i * dx;
        if (!dense) {
          if (open) {
            ctx.lineTo(x, y);
          } else {
            ctx.moveTo(x, y);
            open = true;
          }
        } else if (Math.floor(x) === column) {
          low = y > low ? y : low;
          high = y < high ? y : high;
          last = y;
        } else {
          if (!Number.isNaN(column)) {
            this.column(ctx, column, low, high, last);
          }
          column = Math.floor(x);
          if (open) {
            ctx.lineTo(column + 0.5, y);
          } else {
            ctx.moveTo(column + 0.5, y);
            open = true;
          }
          low = y;
          high = y;
          last = y;
        }
      }
      if (!Number.isNaN(column)) {
        this.column(ctx, column, low, high, last);
      }
      if (gone >= 0) {
        this.missing(ctx, start + (gone - 1) * step, start + i1 * step, shift);
      }
      this.inkTime = start + i1 * step;
    }
    this.stroke(ctx, off);
  }

  /** The rest of a column of many samples: from the first of them, which is drawn, to the last. */
  column(ctx, column, low, high, last) {
    if (low !== high) {
      ctx.lineTo(column + 0.5, low);
      ctx.lineTo(column + 0.5, high);
      ctx.lineTo(column + 0.5, last);
    }
  }

  stroke(ctx, off) {
    ctx.globalAlpha = off === 1 ? 0.45 : 1;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }

  /** Hatches a stretch that holds no samples, or none that are worth it. */
  missing(ctx, from, to, shift) {
    const x = Math.round(from * this.perMicro - shift);
    const end = Math.round(to * this.perMicro - shift);
    if (end > x) {
      ctx.fillStyle = this.hatch;
      ctx.fillRect(x, this.top, end - x, this.bottom - this.top);
    }
  }

  /** Writes "lead off" every three seconds of such a stretch that lies between two times. */
  leadOffWords(ctx, offset, samples, from, to) {
    for (let run = samples.runAt(from); run < samples.head; run++) {
      const slot = samples.slot(run);
      if (samples.leadOff[slot] === 1 && samples.start[slot] <= to) {
        const end = samples.start[slot] + samples.count[slot] * samples.step[slot];
        this.leadOffRun(ctx, offset, samples.start[slot], from, Math.min(to, end));
      }
    }
  }

  leadOffRun(ctx, offset, begin, from, to) {
    ctx.font = this.boldFont;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    const wide = ctx.measureText('LEAD OFF').width + 8 * this.ratio;
    const start = begin + wide / this.perMicro;
    const every = Math.max(3e6, (1.5 * wide) / this.perMicro);
    const ring = this.ringColumns;
    for (let k = Math.max(0, Math.ceil((from - start) / every)); start + k * every <= to; k++) {
      const column = Math.floor((start + k * every) * this.perMicro);
      const x = (((column % ring) + ring) % ring) + offset;
      if (x - wide >= offset) {
        this.leadOffWord(ctx, x, wide);
      } else if (!this.swept) {
        this.leadOffWord(ctx, x, wide);
        this.leadOffWord(ctx, x + ring, wide);
      }
    }
  }

  leadOffWord(ctx, x, wide) {
    const high = 16 * this.ratio;
    const y = this.zeroY - (this.full ? 2 : 0.2) * high;
    ctx.fillStyle = this.paperColour;
    ctx.fillRect(x - wide, y - high / 2, wide, high);
    ctx.fillStyle = this.textColour;
    ctx.fillText('LEAD OFF', x - 4 * this.ratio, y);
  }

  // The words above the paper --------------------------------------------------------------------

  drawBand(now, samples) {
    const silent = this.isSilent(now);
    const code =
      (this.leadIsOff(samples) ? 1 : 0) +
      (this.isCutOff() ? 2 : 0) +
      (silent ? 4 : 0) +
      (samples.empty ? 8 : 0) +
      (this.fixedEnd !== null ? 16 : 0);
    if (code === this.bandCode && !this.bandDue) {
      return;
    }
    this.bandCode = code;
    this.bandDue = false;
    const ctx = this.ctx;
    ctx.fillStyle = this.paperColour;
    ctx.fillRect(0, 0, this.width, this.top);
    ctx.textBaseline = 'middle';
    const y = Math.round(this.top / 2);
    const right = this.drawStatus(ctx, code, samples, y);
    ctx.fillStyle = this.textColour;
    ctx.textAlign = 'left';
    ctx.font = this.boldFont;
    let x = 4 * this.ratio;
    x = this.word(ctx, this.label, x, y, right);
    ctx.font = this.font;
    if (this.full) {
      x = this.word(ctx, `${this.speed} mm/s  ${this.shownGain} mm/mV`, x, y, right);
      if (this.attention !== null) {
        x = this.legend(ctx, x, y, right);
      }
      this.word(ctx, `baseline: median of ${BASELINE_SECONDS} s taken off`, x, y, right);
    } else if (this.shownGain !== SMALL_GAINS[0]) {
      this.word(ctx, `${this.shownGain} mm/mV`, x, y, right);
    }
  }

  /** Writes a word if there is room; returns where the next may begin. */
  word(ctx, text, x, y, right) {
    const wide = ctx.measureText(text).width;
    if (text === '' || x + wide > right) {
      return x;
    }
    ctx.fillText(text, x, y);
    return x + wide + 12 * this.ratio;
  }

  legend(ctx, x, y, right) {
    const text = 'attention (stronger: more)';
    const wide = ctx.measureText(text).width;
    const box = 40 * this.ratio;
    if (x + box + wide > right) {
      return x;
    }
    ctx.fillStyle = this.attentionColour;
    for (let i = 0; i < box; i++) {
      ctx.globalAlpha = (0.5 * i) / box;
      ctx.fillRect(x + i, y - 5 * this.ratio, 1, 10 * this.ratio);
    }
    ctx.globalAlpha = 1;
    ctx.fillStyle = this.textColour;
    return this.word(ctx, text, x + box + 5 * this.ratio, y, right);
  }

  /** Writes what is wrong, at the right, dark on light turned round; returns where it begins. */
  drawStatus(ctx, code, samples, y) {
    const words = [];
    if (code & 8) {
      words.push(this.full ? 'waiting for samples' : 'no samples yet');
    }
    if (code & 1) {
      words.push('LEAD OFF');
    }
    if (code & 4) {
      words.push(this.full ? `no samples since ${clockText(samples.newest)}` : 'NO DATA');
    }
    if (code & 2) {
      words.push(this.full ? 'trace cut off: choose a smaller gain' : 'CUT OFF');
    }
    if (code & 16) {
      words.push('PAUSED');
    }
    ctx.font = this.boldFont;
    ctx.textAlign = 'right';
    let x = this.width - 3 * this.ratio;
    for (const word of words.reverse()) {
      const wide = ctx.measureText(word).width + 8 * this.ratio;
      ctx.fillStyle = this.textColour;
      ctx.fillRect(x - wide, 1, wide, this.top - 2);
      ctx.fillStyle = this.paperColour;
      ctx.fillText(word, x - 4 * this.ratio, y);
      x -= wide + 4 * this.ratio;
    }
    return x;
  }
}
