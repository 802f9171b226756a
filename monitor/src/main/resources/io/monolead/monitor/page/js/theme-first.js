// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint, so that a night ward sees no white flash.
try {
  const kept = localStorage.getItem('monolead-theme');
  if (kept === 'day' || kept === 'night') {
    document.documentElement.dataset.theme = kept;
  }
} catch {
  // Storage is switched off: the system's theme holds.
}
