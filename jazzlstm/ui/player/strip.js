// Above the roll: bar numbers, which are dragged over to choose a loop, and the chords.

class Strip {
  constructor(root, roll) {
    this.roll = roll;
    this.ruler = root.querySelector(".ruler");
    this.chords = root.querySelector(".chords");
    this.given = root.querySelector(".given");
    this.givenUntil = 0;
    this.selection = root.querySelector(".selection");
    this.nowBar = root.querySelector(".now-bar");
    this.nowChord = root.querySelector(".now-chord");
    this.nextChord = root.querySelector(".next-chord");
    this.current = null;
    this.loop = null;
  }

  show(music) {
    this.music = music;
    this.current = null;
    this.spans = [...music.leadChords, ...music.chords];
    this.ruler.replaceChildren(...music.bars.map((bar, i) => this.label("bar", i + 1, bar)));
    this.cells = music.chords.map((chord) => this.label("chord", chord.symbol, chord.start, chord.end));
    this.chords.replaceChildren(...this.cells);
    this.layOut();
  }

  label(kind, text, start, end) {
    const element = document.createElement("span");
    element.className = kind;
    element.dataset.start = start;
    if (end !== undefined) element.dataset.end = end;
    if (kind === "chord") {
      element.setAttribute("role", "listitem");
      element.append(...spellChord(text));
    } else {
      element.textContent = text;
    }
    return element;
  }

  layOut() {
    if (!this.music) return;
    const labels = [...this.ruler.children, ...this.chords.children];
    for (const { style, dataset } of labels) {
      style.left = `${dataset.start * this.roll.beat}px`;
      if (dataset.end) style.width = `${(dataset.end - dataset.start) * this.roll.beat}px`;
    }
    // All is written before anything is measured: the page is laid out once.
    for (const cell of this.cells) cell.classList.remove("tight");
    const tight = this.cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1);
    for (const cell of tight) cell.classList.add("tight");
    this.showLoop(this.loop);
    this.showGiven(this.givenUntil);
  }

  showLoop(loop) {
    this.loop = loop;
    this.selection.hidden = !loop;
    if (!loop) return;
    this.selection.style.left = `${loop.start * this.roll.beat}px`;
    this.selection.style.width = `${(loop.end - loop.start) * this.roll.beat}px`;
  }

  // What was kept has a line over it, from the start to the beat where improvising begins.
  showGiven(until) {
    this.givenUntil = until;
    this.given.hidden = !until;
    this.given.style.width = `${until * this.roll.beat}px`;
  }

  barAt(beat) {
    const index = Math.max(0, this.music.bars.findLastIndex((bar) => bar <= beat + 1e-6));
    return { index, start: this.music.bars[index], end: this.music.bars[index + 1] ?? this.music.beats };
  }

  moveTo(beat) {
    const within = Math.min(beat, this.music.beats - 1e-6);
    const index = this.spans.findLastIndex((chord) => chord.start <= within + 1e-6);
    this.nowBar.textContent = this.nameOf(within);
    if (index === this.current) return;
    const before = this.music.leadChords.length; // these have no cell
    this.cells[this.current - before]?.classList.remove("lit");
    this.cells[index - before]?.classList.add("lit");
    this.current = index;
    this.nowChord.replaceChildren(...spellChord(this.spans[index]?.symbol ?? ""));
    this.nextChord.replaceChildren(...spellChord(this.spans[index + 1]?.symbol ?? ""));
  }

  nameOf(beat) {
    if (beat >= -1e-6) return `bar ${this.barAt(beat).index + 1}`;
    return beat < -this.music.intro - 1e-6 ? "count-in" : "intro";
  }
}

// Bbm7b5 as a player writes it: B♭, then the quality smaller.
function spellChord(symbol) {
  if (symbol === "NC") return [document.createTextNode("N.C.")];
  const [, root, accidental, quality] = /^([A-G])([b#]*)(.*)$/.exec(symbol) ?? [null, symbol, "", ""];
  const small = document.createElement("small");
  small.textContent = pretty(quality);
  return [document.createTextNode(root + pretty(accidental)), small];
}

function pretty(text) {
  const short = text.replace(/m7b5/g, "ø7").replace(/dim/g, "°");
  return short.replace(/b(?=\d|$)/g, "♭").replace(/#/g, "♯");
}
