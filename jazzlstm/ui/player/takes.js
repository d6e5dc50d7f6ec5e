// Takes side by side, each a small roll: pick one and it plays. Below them the solos
// that were kept, by letter, and those that were played before, by number: going back
// and forth between two keeps the place.

class Takes {
  // `choose`, `recall` and `revisit` are called with the number of a take, a solo kept, one played before.
  constructor(root, { choose, recall, revisit }) {
    this.box = root.querySelector(".takes");
    this.shelf = root.querySelector(".kept");
    this.history = root.querySelector(".history");
    this.choose = choose;
    this.recall = recall;
    this.revisit = revisit;
  }

  show(takes, chosen, beats) {
    this.box.hidden = takes.length < 2;
    this.chosen = chosen;
    this.beats = beats;
    this.cards = takes.length < 2 ? [] : takes.map((take, index) => this.card(take, index));
    replaceCards(this.box, this.cards);
  }

  showKept(kept) {
    this.shelf.hidden = !kept.length;
    replaceCards(this.shelf, kept.map((solo, index) => this.heard(solo, () => this.recall(index))));
  }

  showHistory(solos) {
    this.solos = solos;
    this.history.hidden = solos.length < 2;
    this.fillHistory();
  }

  // Its cards are drawn only while it is open.
  fillHistory() {
    const solos = this.history.open ? this.solos : [];
    const cards = solos.map((solo, index) => this.heard(solo, () => this.revisit(index)));
    replaceCards(this.history.querySelector(".cards"), cards);
  }

  heard({ title, words, notes, beats, playing }, go) {
    const card = this.blank(title, words, notes, beats);
    card.setAttribute("aria-pressed", String(playing));
    card.addEventListener("click", go);
    return card;
  }

  card(take, index) {
    const words = `${take.notes.length} notes · seed ${take.seed}`;
    const card = this.blank(`Take ${index + 1}`, words, take.notes, this.beats);
    if (take.note) card.append(small(take.note));
    card.setAttribute("role", "radio");
    card.setAttribute("aria-checked", String(index === this.chosen));
    card.tabIndex = index === this.chosen ? 0 : -1;
    card.addEventListener("click", () => this.pick(index));
    return card;
  }

  blank(title, words, notes, beats) {
    const card = document.createElement("button");
    card.type = "button";
    card.className = "take";
    const name = document.createElement("span");
    name.textContent = title;
    card.append(name, small(words), this.picture(notes, beats));
    return card;
  }

  picture(notes, beats) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const pitches = notes.map((note) => note[2]);
    const low = Math.min(...pitches, 60);
    const rows = Math.max(12, Math.max(...pitches, 72) - low) + 1;
    svg.setAttribute("viewBox", `0 0 ${beats * 10} ${rows * 3}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    for (const [start, duration, pitch] of notes) {
      const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const box = { x: start * 10, y: (rows - 1 - pitch + low) * 3, width: Math.max(2, duration * 10 - 1), height: 3 };
      for (const [name, value] of Object.entries(box)) bar.setAttribute(name, value);
      svg.append(bar);
    }
    return svg;
  }

  pick(index) {
    if (index === this.chosen || index >= this.cards.length) return;
    this.chosen = index;
    this.cards.forEach((card, i) => {
      card.setAttribute("aria-checked", String(i === index));
      card.tabIndex = i === index ? 0 : -1;
    });
    this.choose(index);
  }

  step(event) {
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const index = (this.chosen + move + this.cards.length) % this.cards.length;
    this.pick(index);
    this.cards[index].focus();
  }
}

// Whoever stands on a card by keyboard goes on from the new one in its place.
function replaceCards(box, cards) {
  const place = [...box.children].indexOf(box.getRootNode().activeElement);
  box.replaceChildren(...cards);
  cards[place]?.focus({ preventScroll: true });
}

function small(words) {
  const element = document.createElement("small");
  element.textContent = words;
  return element;
}
