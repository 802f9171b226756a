// SPDX-License-Identifier: Apache-2.0
/** Signing in with the token that the server was started with. */
import {byId, el, icon} from './dom.js';

/**
 * @param {ReturnType<typeof import('./api.js').createApi>} api
 * @returns {Promise<void>} when somebody is signed in
 */
export function signIn(api) {
  const root = byId('view-login');
  return new Promise((done) => {
    const token = el('input', {
      type: 'password',
      name: 'token',
      required: true,
      autocomplete: 'current-password',
      test: 'token',
      'aria-describedby': 'token-hint',
      maxlength: 4096,
    });
    const name = el('input', {type: 'text', name: 'name', required: true, autocomplete: 'username', test: 'name', maxlength: 80});
    const failure = el('p', {class: 'failure', role: 'alert', test: 'login-failure', hidden: true});
    const go = el('button', {type: 'submit', class: 'primary', test: 'sign-in'}, 'Sign in');
    const form = el(
      'form',
      {class: 'sheet', novalidate: true},
      el('p', {class: 'brand'}, icon('i-mark'), el('span', {}, 'monolead')),
      el('h1', {id: 'login-title'}, 'Sign in to the monitor'),
      el('label', 'field', el('span', {}, 'Your name, written into what you acknowledge'), name),
      el('label', 'field', el('span', {}, 'Token'), token),
      el('p', {id: 'token-hint', class: 'hint'}, 'The token that the monitor was started with.'),
      failure,
      el('div', 'buttons', go),
    );
    form.addEventListener('submit', async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      failure.hidden = true;
      const who = name.value.trim();
      if (who === '' || token.value === '') {
        failure.textContent = who === '' ? 'Give your name.' : 'Give the token.';
        failure.hidden = false;
        (who === '' ? name : token).focus();
        return;
      }
      go.disabled = true;
      try {
        await api.login(token.value.trim(), who);
        root.hidden = true;
        root.replaceChildren();
        done();
      } catch (error) {
        failure.textContent = error instanceof Error ? error.message : String(error);
        failure.hidden = false;
        token.select();
        token.focus();
      } finally {
        go.disabled = false;
      }
    });
    root.replaceChildren(form);
    root.hidden = false;
    document.documentElement.dataset.view = 'login';
    name.focus();
  });
}
