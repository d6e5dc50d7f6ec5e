// Takes side by side, each a small roll: pick one and it plays. Below them the solos
// that were kept, by letter: going back and forth between two keeps the place.

class Takes {
  constructor(root, choose, recall) {
    this.box = root.querySelector(".takes");
    this.shelf = root.querySelector(".kept");
    this.choose = choose;
    this.recall = recall;
    this.box.addEventListener("keydown", (event) => this.step(event));
  }

  show(takes, chosen, beats) {
    this.box.hidden = takes.length < 2;
    this.chosen = chosen;
    this.beats = beats;
    this.cards = takes.length < 2 ? [] : takes.map((take, index) => this.card(take, index));
    this.box.replaceChildren(...this.cards);
  }

  showKept(kept) {
    this.shelf.hidden = !kept.length;
    const cards = kept.map(({ letter, words, notes, beats, playing }, index) => {
      const card = this.blank(letter, words, notes, beats);
      card.setAttribute("aria-pressed", String(playing));
      card.addEventListener("click", () => this.recall(index));
      return card;
    });
    this.shelf.replaceChildren(...cards);
  }

  card(take, index) {
    const card = this.blank(`Take ${index + 1}`, `${take.notes.length} notes · seed ${take.seed}`, take.notes, this.beats);
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
    const small = document.createElement("small");
    small.textContent = words;
    card.append(name, small, this.picture(notes, beats));
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
    if (index === this.chosen) return;
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
