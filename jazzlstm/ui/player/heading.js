/**
 * The head of the player: title, players, and a remark or an error.
 *
 * @import { Packet } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";

const NO_SOUND =
  "The instruments didn't load. Check your connection, then press New solo, or download the solo below.";
const NO_REST = "The rest of this solo didn't load. Check your connection, then press New solo.";
const NO_DEVICE = "No sound device found. Connect headphones or speakers, then reload the page.";

export class Heading {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.title = find(root, ".title", HTMLElement);
    this.meta = find(root, ".meta", HTMLElement);
    this.remark = find(root, ".remark", HTMLElement);
    this.picture = find(root, ".picture", HTMLElement);
    this.show = onChange(this.fill.bind(this));
    this.say = onChange(this.fillRemark.bind(this));
  }

  /** @param {State} state */
  render({ shown, failed, silent, unfinished }) {
    this.show(shown);
    const fault = silent ? "device" : failed ? "sound" : unfinished ? "rest" : "";
    this.say(fault, shown?.remark ?? "");
  }

  /** @param {Packet | null} shown */
  fill(shown) {
    if (!shown) return;
    this.title.textContent = shown.title;
    this.meta.textContent = shown.meta;
    this.picture.setAttribute("aria-label", shown.description);
  }

  /**
   * @param {"" | "sound" | "rest" | "device"} fault
   * @param {string} remark shown while there is no fault
   */
  fillRemark(fault, remark) {
    const words = { "": remark, sound: NO_SOUND, rest: NO_REST, device: NO_DEVICE }[fault];
    this.remark.textContent = words;
    this.remark.hidden = !words;
    this.remark.dataset.fault = fault;
  }
}
