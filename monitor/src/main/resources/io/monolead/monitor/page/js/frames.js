// SPDX-License-Identifier: Apache-2.0
/**
 * The binary form in which the server sends stretches of an ECG, little-endian, 32 bytes of header
 * and then the samples: u8 kind (1), u8 flags (bit 0 lead off, bit 1 gap before), u16 0, u32 n,
 * f64 start in microseconds since 1970, f64 sampling rate in Hz, f32 microvolts of a unit, u32
 * count, i16 samples. Several may follow one another.
 */

/** The value of a sample that is missing. */
export const MISSING = -32768;

/** Bytes before the samples. */
export const HEADER_BYTES = 32;

const KIND_STRIP = 1;
const LEAD_OFF = 1;
const GAP_BEFORE = 2;
// A minute at the highest rate that a segment may have, with room to spare.
const MOST_SAMPLES = 1 << 20;
const HIGHEST_RATE_HZ = 20000;
// Of times as numbers only whole microseconds below 2^53 are exact.
const LATEST_MICROS = 2 ** 53;

/**
 * @typedef {object} Frame
 * @property {number} n the server's number of the stream
 * @property {number} start time of the first sample, microseconds since 1970
 * @property {number} rateHz sampling rate
 * @property {number} microvoltsPerUnit microvolts of one unit of a sample
 * @property {boolean} leadOff whether the device said that the electrode is off
 * @property {boolean} gapBefore whether the server knows that something before it is missing
 * @property {Int16Array} samples units; MISSING where there is none
 */

/**
 * Takes frames apart. Trusts no length in them.
 *
 * @param {ArrayBuffer} buffer frames, one after the other
 * @returns {Frame[]} in the order of the buffer; empty for an empty buffer
 * @throws {RangeError} if the buffer is no sequence of whole, sensible frames; says where
 */
export function decodeFrames(buffer) {
  const view = new DataView(buffer);
  const frames = [];
  let at = 0;
  while (at < view.byteLength) {
    const left = view.byteLength - at;
    if (left < HEADER_BYTES) {
      throw new RangeError(`Strip frame at byte ${at}: ${left} bytes are no header of ${HEADER_BYTES}`);
    }
    const kind = view.getUint8(at);
    if (kind !== KIND_STRIP) {
      throw new RangeError(`Strip frame at byte ${at}: kind ${kind} is not known`);
    }
    const flags = view.getUint8(at + 1);
    const start = view.getFloat64(at + 8, true);
    const rateHz = view.getFloat64(at + 16, true);
    const microvoltsPerUnit = view.getFloat32(at + 24, true);
    const count = view.getUint32(at + 28, true);
    if (!(start > -LATEST_MICROS && start < LATEST_MICROS)) {
      throw new RangeError(`Strip frame at byte ${at}: ${start} is no time`);
    }
    if (!(rateHz > 0 && rateHz <= HIGHEST_RATE_HZ)) {
      throw new RangeError(`Strip frame at byte ${at}: ${rateHz} Hz is no sampling rate`);
    }
    if (!(microvoltsPerUnit > 0 && microvoltsPerUnit < Infinity)) {
      throw new RangeError(`Strip frame at byte ${at}: ${microvoltsPerUnit} microvolts are no unit`);
    }
    // First the limit: a count near 2^32 must not reach any arithmetic or allocation.
    if (count > MOST_SAMPLES || HEADER_BYTES + 2 * count > left) {
      throw new RangeError(
        `Strip frame at byte ${at}: says ${count} samples, ${left - HEADER_BYTES} bytes follow`,
      );
    }
    frames.push({
      n: view.getUint32(at + 4, true),
      start,
      rateHz,
      microvoltsPerUnit,
      leadOff: (flags & LEAD_OFF) !== 0,
      gapBefore: (flags & GAP_BEFORE) !== 0,
      samples: samplesOf(view, at + HEADER_BYTES, count),
    });
    at += HEADER_BYTES + 2 * count;
  }
  return frames;
}

/** A copy, so that a kept frame does not keep the whole message. */
function samplesOf(view, at, count) {
  const samples = new Int16Array(count);
  for (let i = 0; i < count; i++) {
    samples[i] = view.getInt16(at + 2 * i, true);
  }
  return samples;
}
