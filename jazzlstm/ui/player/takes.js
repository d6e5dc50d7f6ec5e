// Takes side by side, each a small roll: pick one and it plays.

class Takes {
  constructor(root, choose) {
    this.root = root;
    this.box = root.querySelector(".takes");
    this.choose = choose;
    this.box.addEventListener("keydown", (event) => this.step(event));
  }

  show(takes, chosen, beats) {
    this.box.hidden = takes.length < 2;
    this.chosen = chosen;
    this.beats = beats;
    this.cards = takes.length < 2 ? [] : takes.map((take, index) => this.card(take, index));
    this.box.replaceChildren(...this.cards);
  }

  card(take, index) {
    const card = document.createElement("button");
    card.type = "button";
    card.className = "take";
    card.setAttribute("role", "radio");
    card.setAttribute("aria-checked", String(index === this.chosen));
    card.tabIndex = index === this.chosen ? 0 : -1;
    const name = document.createElement("span");
    name.textContent = `Take ${index + 1}`;
    const seed = document.createElement("small");
    seed.textContent = `${take.notes.length} notes · seed ${take.seed}`;
    card.append(name, seed, this.picture(take.notes));
    card.addEventListener("click", () => this.pick(index));
    return card;
  }

  picture(notes) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const pitches = notes.map((note) => note[2]);
    const low = Math.min(...pitches, 60);
    const rows = Math.max(12, Math.max(...pitches, 72) - low) + 1;
    svg.setAttribute("viewBox", `0 0 ${this.beats * 10} ${rows * 3}`);
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
