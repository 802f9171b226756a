// SPDX-License-Identifier: Apache-2.0
/**
 * The clock of a live strip: which moment of the stream is at the edge of the paper now.
 *
 * Samples come in stretches, 0.1 to 60 s long, when the device sends them. Two things are wanted
 * of what is seen: it moves evenly, as paper does, and it is new. Waiting until the next stretch
 * is sure to be there (a jitter buffer) gives the first and costs the second: every sample would
 * be a whole stretch late. So the *paper* moves evenly and the *ink* does not wait:
 *
 * - The edge moves at the stream's own pace, just ahead of the newest sample that could have come
 *   by now. It never jumps; it is slowed or hurried by a little to follow a drift of clocks.
 * - A stretch is drawn whole in the moment in which it comes. Until then its place is blank paper,
 *   never longer than a stretch: the blank says how old the newest sample is.
 * - Where the blank would fill a good part of the strip (stretches of many seconds) the edge is
 *   held back by a stretch and the small wait between them, and the ink flows out evenly. That
 *   delay adapts: it is the longest that a stretch of late was waited for. The device page can ask
 *   for this for short stretches too ("even").
 *
 * Time on the wall is only used as a difference. A replay of an old recording, also one that is
 * faster than life, is played at its own pace.
 */

const ARRIVALS = 32;
const HORIZON_MILLIS = 20000;
// Arrivals so close together are one: a message of several segments, or a queue that is emptied.
const TOGETHER_MILLIS = 25;
const SNAP_MICROS = 2.5e6;
const SETTLE_MILLIS = 3000;
const LEAD_MICROS = 40000;
const EVEN_SPARE_MICROS = 60000;

/** Where the edge of the paper is. Nothing is allocated after it is made. */
export class Playout {
  /** @param {boolean} even whether ink always flows evenly */
  constructor(even) {
    this.even = even;
    this.at = new Float64Array(ARRIVALS);
    this.newestAt = new Float64Array(ARRIVALS);
    this.waited = new Float64Array(ARRIVALS);
    this.grown = new Float64Array(ARRIVALS);
    this.reset();
  }

  /** Begins anew. */
  reset() {
    this.count = 0;
    this.next = 0;
    this.edge = NaN;
    this.lastTick = NaN;
    this.settledAt = NaN;
    this.pace = 1;
    this.stretch = 1e6;
    this.delay = -LEAD_MICROS;
  }

  /** Samples up to newest (microseconds) came; those up to before had been there (or NaN). */
  arrived(nowMillis, before, newest, frameMicros) {
    if (!Number.isNaN(before) && newest - before > frameMicros + 5e6) {
      // A long gap: what was learnt of the pace would count the gap as speed.
      this.count = 0;
      this.next = 0;
    }
    const last = (this.next + ARRIVALS - 1) % ARRIVALS;
    if (this.count > 0 && nowMillis - this.at[last] < TOGETHER_MILLIS) {
      this.grown[last] += newest - this.newestAt[last];
      this.newestAt[last] = newest;
      return;
    }
    const slot = this.next;
    this.next = (slot + 1) % ARRIVALS;
    this.at[slot] = nowMillis;
    this.newestAt[slot] = newest;
    this.grown[slot] = this.count === 0 ? 0 : newest - this.newestAt[last];
    this.count = Math.min(ARRIVALS, this.count + 1);
    this.learn(frameMicros);
    this.waited[slot] = this.count === 1 ? 0 : Math.max(0, this.front(nowMillis) - this.newestAt[last]);
  }

  learn(frameMicros) {
    const newest = (this.next + ARRIVALS - 1) % ARRIVALS;
    const oldest = (this.next + ARRIVALS - this.count) % ARRIVALS;
    const span = this.at[newest] - this.at[oldest];
    if (this.count >= 6 && (span > 2000 || this.count === ARRIVALS)) {
      let middle = oldest;
      while (this.at[middle] - this.at[oldest] < span / 2) {
        middle = (middle + 1) % ARRIVALS;
      }
      const first = this.slope(oldest, middle);
      const second = this.slope(middle, newest);
      // Halves that differ are no pace: a backlog came at once, or a queue was emptied.
      if (first < 1.25 * second && second < 1.25 * first) {
        const pace = this.slope(oldest, newest);
        // Near 1 it is a live stream whose stretches are not quite even.
        this.pace = pace > 0.75 && pace < 1.33 ? 1 : Math.min(64, Math.max(0.05, pace));
      }
    }
    if (this.count < 4) {
      this.stretch = frameMicros;
      return;
    }
    // The shortest of three: one queue that was emptied at once is no longer stretch.
    let stretch = Infinity;
    for (let back = 1; back <= 3; back++) {
      stretch = Math.min(stretch, this.grown[(this.next + ARRIVALS - back) % ARRIVALS]);
    }
    this.stretch = stretch;
  }

  slope(from, to) {
    return (this.newestAt[to] - this.newestAt[from]) / (1000 * Math.max(1, this.at[to] - this.at[from]));
  }

  /** The newest sample that could have come by now, as the earliest of late arrivals say. */
  front(nowMillis) {
    const horizon = Math.max(HORIZON_MILLIS, (4 * this.stretch) / 1000 / this.pace);
    let front = -Infinity;
    for (let i = 0; i < this.count; i++) {
      const slot = (this.next + ARRIVALS - 1 - i) % ARRIVALS;
      const age = nowMillis - this.at[slot];
      if (i > 0 && age > horizon) {
        break;
      }
      front = Math.max(front, this.newestAt[slot] + age * 1000 * this.pace);
    }
    return front;
  }

  /** How long nothing has come, milliseconds; longer than usual is more than this.patience(). */
  silence(nowMillis) {
    return this.count === 0 ? 0 : nowMillis - this.at[(this.next + ARRIVALS - 1) % ARRIVALS];
  }

  /** Milliseconds after which it is no longer usual that nothing comes. */
  patience() {
    return Math.max(4000, (3 * this.stretch) / 1000 / this.pace);
  }

  /**
   * Moves the edge.
   *
   * @param {number} nowMillis a steady clock
   * @param {number} newest time of the newest sample, microseconds
   * @param {number} visibleMicros what the strip shows
   * @returns {number} time at the edge, microseconds
   */
  tick(nowMillis, newest, visibleMicros) {
    if (this.count === 0) {
      return NaN;
    }
    const even = this.even || this.stretch > 0.3 * visibleMicros;
    let wanted = -LEAD_MICROS;
    if (even) {
      for (let i = 0; i < this.count; i++) {
        wanted = Math.max(wanted, this.waited[i]);
      }
      wanted += EVEN_SPARE_MICROS;
    }
    this.delay = wanted;
    const target = this.front(nowMillis) - wanted;
    const ahead = target - this.edge;
    const settling = nowMillis - this.settledAt < SETTLE_MILLIS;
    // Not a number at first, which is neither.
    if (!(Math.abs(ahead) <= SNAP_MICROS) || (settling && !even && ahead > 0)) {
      if (!settling) {
        this.settledAt = nowMillis;
      }
      this.edge = target;
    } else {
      // Hurried within a third of a second, slowed within three.
      const bend = Math.min(0.5, Math.max(-0.3, ahead > 0 ? ahead / 0.3e6 : ahead / 3e6));
      this.edge += (nowMillis - this.lastTick) * 1000 * this.pace * (1 + bend);
    }
    this.lastTick = nowMillis;
    // When nothing comes any more the paper stops, and what came last stays to be read.
    const blank = even ? 0 : Math.min(0.4 * visibleMicros, Math.max(2e6, 2.5 * this.stretch));
    this.edge = Math.min(this.edge, newest + blank);
    return this.edge;
  }
}
