// SPDX-License-Identifier: Apache-2.0
/** Making elements. Text always goes in as text: nothing that came over the network is parsed. */

/**
 * @param {string} tag
 * @param {string | Record<string, unknown>} [attributes] a class, or attributes; `test` names the
 *     element for tests, a function is a listener, false and null leave an attribute out
 * @param {...(Node | string | null)} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  const all = typeof attributes === 'string' ? {class: attributes} : attributes;
  for (const [name, value] of Object.entries(all)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (typeof value === 'function') {
      element.addEventListener(name, /** @type {EventListener} */ (value));
    } else if (name === 'test') {
      element.dataset.test = String(value);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * A picture of the sprite in the page. Decoration: what it says stands beside it as text.
 *
 * @param {string} id
 * @returns {SVGSVGElement}
 */
export function icon(id) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#${id}`);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

/**
 * Writes text only where it differs: a wall of hundreds of cards is written every second.
 *
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | null} value null removes it
 */
export function mark(element, name, value) {
  if (value === null) {
    if (element.hasAttribute(name)) {
      element.removeAttribute(name);
    }
  } else if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/**
 * The button of an alert; its word is short where room is.
 *
 * @param {string} test
 * @param {string} what it acknowledges, for those who only hear the page
 * @param {() => void} act
 */
export function acknowledgeButton(test, what, act) {
  return el(
    'button',
    {type: 'button', class: 'acknowledge', test, 'aria-label': `Acknowledge ${what}`, click: act},
    icon('i-check'),
    el('span', 'long', 'Acknowledge'),
    el('span', 'brief', 'Ack'),
  );
}

/** @param {string} id @returns {any} the element of the page that has this id */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`index.html has no element ${id}`);
  }
  return element;
}
