// SPDX-License-Identifier: Apache-2.0
/**
 * What a strip remembers of a stream: the newest samples in millivolts, with the slow baseline
 * taken off, and when each of them was. All in arrays that are made once and again only when a
 * stream sends more than they hold.
 */
import {MISSING} from './frames.js';

/**
 * The baseline is the median of so many seconds. A beat fills less than half of them, so the
 * median lies on the isoelectric line, and it moves so slowly that no wave changes its form.
 */
export const BASELINE_SECONDS = 2.5;

const BASELINE_EVERY_SECONDS = 0.25;
const BASELINE_POINTS_PER_SECOND = 50;
const RUNS = 1024;
const LEAST_CAPACITY = 4096;
const MOST_CAPACITY = 1 << 21;
// Two frames whose times differ by less than this share of a sample from what the rate says
// belong together: clocks of devices are rounded.
const SAME_RUN = 0.25;

/** The running median of a signal, a straight line between the times at which it is taken. */
class Baseline {
  constructor() {
    const most = Math.ceil(BASELINE_SECONDS * BASELINE_POINTS_PER_SECOND) + 2;
    this.points = new Float32Array(most);
    this.sorted = new Float32Array(most);
    this.reset();
  }

  reset() {
    this.rateHz = 0;
    this.filled = 0;
    this.next = 0;
    this.left = 0;
    this.untilPoint = 0;
    this.value = 0;
    this.slope = 0;
  }

  /** A stretch begins: before its first sample there is nothing, so it begins with its own median. */
  begin(samples, from, unit, rateHz) {
    if (rateHz !== this.rateHz) {
      const value = this.value;
      const known = this.filled > 0;
      this.reset();
      this.rateHz = rateHz;
      this.every = Math.max(1, Math.round(rateHz / BASELINE_POINTS_PER_SECOND));
      this.most = Math.min(
        this.points.length,
        Math.max(1, Math.round((BASELINE_SECONDS * rateHz) / this.every)),
      );
      this.update = Math.max(1, Math.round(BASELINE_EVERY_SECONDS * rateHz));
      this.left = this.update;
      if (known) {
        this.value = value;
      }
    }
    if (this.filled === 0) {
      const end = Math.min(samples.length, from + Math.round(BASELINE_SECONDS * rateHz));
      for (let i = from; i < end; i += this.every) {
        if (samples[i] !== MISSING) {
          this.add(samples[i] * unit);
        }
      }
      this.value = this.median();
      // These points come once more as the stretch is read.
      this.filled = 0;
      this.next = 0;
    }
  }

  /** The baseline at the next sample. */
  step(value) {
    if (this.untilPoint-- <= 0) {
      this.untilPoint = this.every - 1;
      this.add(value);
    }
    const now = this.value;
    this.value += this.slope;
    if (--this.left <= 0) {
      this.left = this.update;
      // Too few points say nothing of where the isoelectric line is.
      this.slope = 2 * this.filled < this.most ? 0 : (this.median() - this.value) / this.update;
    }
    return now;
  }

  add(value) {
    this.points[this.next] = value;
    this.next = (this.next + 1) % this.most;
    this.filled = Math.min(this.most, this.filled + 1);
  }

  median() {
    if (this.filled === 0) {
      return 0;
    }
    const sorted = this.sorted.subarray(0, this.filled);
    sorted.set(this.points.subarray(0, this.filled));
    sorted.sort();
    return sorted[this.filled >> 1];
  }
}

/**
 * The newest samples of one stream. A *run* is a stretch without a break whose samples are evenly
 * spaced; runs ascend in time and do not overlap.
 */
export class Samples {
  /** @param {number} keepSeconds how much to remember at least */
  constructor(keepSeconds) {
    this.keepSeconds = keepSeconds;
    this.values = new Float32Array(LEAST_CAPACITY);
    this.mask = LEAST_CAPACITY - 1;
    this.start = new Float64Array(RUNS);
    this.step = new Float64Array(RUNS);
    this.first = new Float64Array(RUNS);
    this.count = new Float64Array(RUNS);
    this.leadOff = new Uint8Array(RUNS);
    this.baseline = new Baseline();
    this.clear();
  }

  /** Forgets everything. */
  clear() {
    /** Samples that ever came; the number of the next one. */
    this.total = 0;
    /** Number of the oldest run and one more than that of the newest. */
    this.tail = 0;
    this.head = 0;
    this.baseline.reset();
  }

  /** Whether there is none. */
  get empty() {
    return this.head === this.tail;
  }

  /** When the sample after the newest one is due, microseconds; NaN if there is none. */
  get end() {
    if (this.empty) {
      return NaN;
    }
    const run = (this.head - 1) % RUNS;
    return this.start[run] + this.count[run] * this.step[run];
  }

  /** Time of the newest sample, microseconds; NaN if there is none. */
  get newest() {
    return this.empty ? NaN : this.end - this.step[(this.head - 1) % RUNS];
  }

  /** Time of the oldest sample still here, microseconds; NaN if there is none. */
  get oldest() {
    if (this.empty) {
      return NaN;
    }
    const run = this.tail % RUNS;
    const gone = Math.max(0, this.total - this.values.length - this.first[run]);
    return this.start[run] + gone * this.step[run];
  }

  /**
   * Adds what of a frame is newer than the newest sample.
   *
   * @param {import('./frames.js').Frame} frame
   * @returns {boolean} whether anything was new
   */
  append(frame) {
    const step = 1e6 / frame.rateHz;
    const end = this.end;
    let skip = 0;
    if (!this.empty) {
      skip = Math.max(0, Math.round((end - frame.start) / step));
    }
    const fresh = frame.samples.length - skip;
    if (fresh <= 0) {
      return false;
    }
    const start = frame.start + skip * step;
    this.grow(frame.rateHz, fresh);
    this.runFor(start, step, frame.leadOff);
    this.fill(frame.samples, skip, frame.microvoltsPerUnit / 1000, frame.rateHz);
    return true;
  }

  /** Lets the newest run be the one that a stretch continues. */
  runFor(start, step, leadOff) {
    const off = leadOff ? 1 : 0;
    if (!this.empty) {
      const run = (this.head - 1) % RUNS;
      const late = start - this.end;
      if (this.step[run] === step && this.leadOff[run] === off && Math.abs(late) < SAME_RUN * step) {
        return;
      }
      // What an open electrode gave, and what was long ago, says nothing of where this line lies.
      if (late > BASELINE_SECONDS * 1e6 || this.leadOff[run] !== off) {
        this.baseline.reset();
      }
    }
    if (this.head - this.tail === RUNS) {
      this.tail++;
    }
    const run = this.head++ % RUNS;
    this.start[run] = start;
    this.step[run] = step;
    this.first[run] = this.total;
    this.count[run] = 0;
    this.leadOff[run] = off;
  }

  fill(samples, skip, unit, rateHz) {
    const baseline = this.baseline;
    baseline.begin(samples, skip, unit, rateHz);
    for (let i = skip; i < samples.length; i++) {
      const value = samples[i];
      this.values[this.total++ & this.mask] =
        value === MISSING ? NaN : value * unit - baseline.step(value * unit);
    }
    this.count[(this.head - 1) % RUNS] += samples.length - skip;
    while (
      this.tail < this.head - 1 &&
      this.first[this.tail % RUNS] + this.count[this.tail % RUNS] <= this.total - this.values.length
    ) {
      this.tail++;
    }
  }

  /** Makes room for what is to be kept and for the next stretch of this length. */
  grow(rateHz, fresh) {
    const wanted = Math.min(MOST_CAPACITY, rateHz * this.keepSeconds + 3 * fresh);
    let capacity = this.values.length;
    while (capacity < wanted) {
      capacity *= 2;
    }
    if (capacity === this.values.length) {
      return;
    }
    const values = new Float32Array(capacity);
    const kept = Math.min(this.total, this.values.length);
    for (let i = this.total - kept; i < this.total; i++) {
      values[i & (capacity - 1)] = this.values[i & this.mask];
    }
    this.values = values;
    this.mask = capacity - 1;
  }

  /** Number of the newest run that begins at or before a time; the oldest if none does. */
  runAt(micros) {
    let run = this.head - 1;
    while (run > this.tail && this.start[run % RUNS] > micros) {
      run--;
    }
    return run;
  }

  /** Where a run's numbers are in the arrays. */
  slot(run) {
    return run % RUNS;
  }

  /** Index within a run of the first of its samples that is still here. */
  firstKept(run) {
    return Math.max(0, this.total - this.values.length - this.first[run % RUNS]);
  }

  /** Millivolts of sample i of a run; NaN if it is missing. */
  at(run, i) {
    return this.values[(this.first[run % RUNS] + i) & this.mask];
  }
}
