// SPDX-License-Identifier: Apache-2.0
/**
 * Day, night, or as the system says. The choice is kept in this browser. Whoever draws by the
 * colours of the style sheet (canvases) listens to `monolead-theme` on the window.
 */
import {icon} from './dom.js';

const THEMES = /** @type {const} */ (['auto', 'day', 'night']);
const KEY = 'monolead-theme';

/**
 * @param {HTMLButtonElement} button the switch
 * @returns {{next: () => string, current: () => string}}
 */
export function createTheme(button) {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');

  function current() {
    return root.dataset.theme ?? 'auto';
  }

  function show() {
    const theme = current();
    button.replaceChildren(icon(`i-${theme}`));
    button.setAttribute('aria-label', `Theme: ${theme}`);
    button.title = `Theme: ${theme} (t)`;
    window.dispatchEvent(new CustomEvent('monolead-theme', {detail: theme}));
  }

  function next() {
    const theme = THEMES[(THEMES.indexOf(/** @type {any} */ (current())) + 1) % THEMES.length];
    root.dataset.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // The choice lasts as long as the page.
    }
    show();
    return theme;
  }

  button.addEventListener('click', next);
  system.addEventListener('change', show);
  show();
  return {next, current};
}
