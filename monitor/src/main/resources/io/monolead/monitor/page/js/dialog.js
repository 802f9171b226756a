// SPDX-License-Identifier: Apache-2.0
/** What every modal dialog of the page does, whatever it asks. */
import {carryMessages} from './announce.js';

/** @returns {HTMLElement | null} the dialog that is open: there is only one at a time */
function shown() {
  return document.querySelector('dialog[open]');
}

/** Whether a dialog is open. */
export function dialogOpen() {
  return shown() !== null;
}

/**
 * Shows a dialog over the page until it is closed, by a click beside it too, and takes it out of
 * the page then. The focus goes back to where it was, unless somebody has put it elsewhere since:
 * a dialog tells of its end later than it ends, and the next key may have come between.
 *
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} first what has the focus at first
 */
export function openDialog(dialog, first) {
  const before = document.activeElement;
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) {
      dialog.close();
    }
  });
  dialog.addEventListener('close', () => {
    const now = document.activeElement;
    const nowhere = now === null || now === document.body || dialog.contains(now);
    // First the messages, which are in it unless the next dialog has them already.
    carryMessages(shown() ?? document.body);
    dialog.remove();
    if (nowhere && before instanceof HTMLElement && before.isConnected) {
      before.focus({preventScroll: true});
    }
  });
  document.body.append(dialog);
  carryMessages(dialog);
  dialog.showModal();
  first.focus();
}
