/**
 * Takes side by side, each a small roll: choose one and it plays. Below them the saved solos, by letter,
 * and the history, by number.
 *
 * @import { App } from "./app.js"
 * @import { Card, Packet, SmallNote } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { find, make, replaceCards } from "./elements.js";
import { onChange } from "./memo.js";
import { togglePlay } from "./playing.js";
import { pickTake } from "./requests.js";
import { smallRoll } from "./smallroll.js";

/** @type {Record<string, number>} */
const MOVES = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Takes {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.box = find(app.root, ".takes", HTMLElement);
    this.saved = find(app.root, ".kept", HTMLElement);
    this.history = find(app.root, ".history", HTMLDetailsElement);
    this.historyCards = find(this.history, ".cards", HTMLElement);
    /** @type {HTMLElement[]} */
    this.cards = [];
    this.fill = onChange(this.fillTakes.bind(this));
    this.check = onChange(this.checkTake.bind(this));
    this.fillSaved = onChange(this.fillSavedSolos.bind(this));
    this.fillHistory = onChange(this.fillHistorySolos.bind(this));
    this.box.addEventListener("keydown", (event) => this.step(event), { signal: app.signal });
    this.history.addEventListener("toggle", () => app.update({ historyOpen: this.history.open }), {
      signal: app.signal,
    });
  }

  /** @param {State} state */
  render({ shown, packet, chosen, historyOpen }) {
    this.fill(shown);
    this.check(shown, chosen);
    this.fillSaved(packet);
    this.fillHistory(packet, historyOpen);
  }

  /** @param {Packet | null} shown */
  fillTakes(shown) {
    const takes = shown?.takes ?? [];
    this.box.hidden = takes.length < 2;
    this.cards = takes.length < 2 ? [] : takes.map((take, index) => {
      const words = take ? [take.words, take.note] : ["…"];
      const card = this.card(`Take ${index + 1}`, words, take?.notes ?? [], take?.beats ?? 1);
      card.setAttribute("role", "radio");
      card.addEventListener("click", () => pickTake(this.app, index));
      this.playOnSpace(card, () => this.app.state.chosen === index);
      return card;
    });
    replaceCards(this.box, this.cards);
  }

  /**
   * @param {Packet | null} _ whose cards are marked
   * @param {number} chosen
   */
  checkTake(_, chosen) {
    this.cards.forEach((card, i) => {
      card.setAttribute("aria-checked", String(i === chosen));
      card.tabIndex = i === chosen ? 0 : -1;
    });
  }

  /** @param {Packet | null} packet */
  fillSavedSolos(packet) {
    const solos = packet?.saved ?? [];
    this.saved.hidden = !solos.length;
    replaceCards(
      this.saved,
      solos.map((solo, index) =>
        this.solo({ ...solo, title: `Saved ${solo.title}` }, () => this.app.ask("recall", index))
      ),
    );
  }

  /**
   * Fill the history. Cards are made only while it is open.
   *
   * @param {Packet | null} packet
   * @param {boolean} isOpen
   */
  fillHistorySolos(packet, isOpen) {
    const solos = packet?.history ?? [];
    this.history.hidden = solos.length < 2;
    const cards = isOpen
      ? solos.map((solo, index) => this.solo(solo, () => this.app.ask("revisit", index)))
      : [];
    replaceCards(this.historyCards, cards);
  }

  /**
   * @param {Card} solo
   * @param {() => void} play
   */
  solo({ title, words, notes, beats, playing }, play) {
    const card = this.card(title, [words], notes, beats);
    card.setAttribute("aria-pressed", String(playing));
    card.addEventListener("click", play);
    this.playOnSpace(card, () => playing);
    return card;
  }

  /**
   * @param {string} title
   * @param {string[]} words below it
   * @param {SmallNote[]} notes
   * @param {number} beats
   */
  card(title, words, notes, beats) {
    const lines = words.filter(Boolean).map((text) => make("small", { text }));
    const children = [
      make("span", { text: title }),
      ...lines.slice(0, 1),
      smallRoll(notes, beats),
      ...lines.slice(1),
    ];
    const card = make("button", { className: "take", children });
    card.type = "button";
    return card;
  }

  /**
   * On the card of the solo that is loaded, Space plays it instead of choosing it again.
   *
   * @param {HTMLElement} card
   * @param {() => boolean} isLoaded
   */
  playOnSpace(card, isLoaded) {
    card.addEventListener("keydown", (event) => {
      if (event.key !== " " || !isLoaded()) return;
      event.preventDefault();
      event.stopPropagation();
      togglePlay(this.app);
    });
  }

  /**
   * Arrow keys move through the takes, as in any group of radio buttons.
   *
   * @param {KeyboardEvent} event
   */
  step(event) {
    const move = MOVES[event.key];
    if (!move || !this.cards.length) return;
    event.preventDefault();
    event.stopPropagation();
    const index = (this.app.state.chosen + move + this.cards.length) % this.cards.length;
    pickTake(this.app, index);
    this.cards[index].focus();
  }
}
