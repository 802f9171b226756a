// SPDX-License-Identifier: Apache-2.0
/**
 * Single keys. They do nothing while somebody types or a dialog is open, and can be switched off
 * for those who speak to their computer (WCAG 2.2, 2.1.4).
 */
const KEY = 'monolead-keys';

/** @param {Record<string, (event: KeyboardEvent) => boolean | void>} bindings false: not taken */
export function createKeys(bindings) {
  let enabled = true;
  try {
    enabled = localStorage.getItem(KEY) !== 'off';
  } catch {
    // Storage is switched off: keys are on.
  }

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('dialog') || target?.matches('input, select, textarea, [contenteditable]')) {
      return;
    }
    if (event.key.length === 1 && !enabled) {
      return;
    }
    const binding = bindings[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (binding && binding(event) !== false) {
      event.preventDefault();
    }
  });

  return {
    get enabled() {
      return enabled;
    },
    /** @param {boolean} on */
    setEnabled(on) {
      enabled = on;
      try {
        localStorage.setItem(KEY, on ? 'on' : 'off');
      } catch {
        // The choice lasts as long as the page.
      }
    },
  };
}
