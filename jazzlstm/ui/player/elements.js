/** Elements: found by selector, or made. */

const FIELDS = "select, textarea, input:not([type=range], [type=checkbox], [type=radio])";

/**
 * The element that `selector` names.
 *
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 * @throws {Error} when it is missing or of another kind: markup and script don't fit
 */
export function find(root, selector, kind) {
  const element = root.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`The player's markup has no ${kind.name} at ${selector}`);
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {{ className?: string, text?: string, children?: (Node | string)[] }} [content]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, { className = "", text = "", children = [] } = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(text, ...children);
  return element;
}

/**
 * Put `cards` in place of the children of `box`. Keyboard focus stays at its place in the row.
 *
 * @param {Element} box
 * @param {HTMLElement[]} cards
 */
export function replaceCards(box, cards) {
  const focused = focusedIn(box);
  const place = [...box.children].findIndex((child) => child === focused);
  box.replaceChildren(...cards);
  cards[place]?.focus({ preventScroll: true });
}

/**
 * @param {Element} element
 * @returns {Element | null} what has the focus in the element's tree
 */
export function focusedIn(element) {
  const tree = element.getRootNode();
  return tree instanceof Document || tree instanceof ShadowRoot ? tree.activeElement : null;
}

/**
 * Whether a key is pressed in a field that takes text or a choice, also within another shadow root.
 *
 * @param {KeyboardEvent} event
 */
export function isTyping(event) {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(FIELDS));
}
