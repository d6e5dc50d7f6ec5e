// Pointing at a note tells what else the network heard there: its five likeliest pitches.

const ALTERNATIVES = 5;

class Insight {
  // `choose` is called with the number of a step and the value to be there instead.
  constructor(root, roll, choose) {
    this.box = root.querySelector(".insight");
    this.stage = root.querySelector(".stage");
    this.roll = roll;
    this.choose = choose;
    this.note = null;
  }

  show(note) {
    if (note === this.note) return;
    this.note = note;
    this.roll.pointed = note;
    this.roll.drawLight();
    const step = note && this.roll.music.steps[note.step];
    this.box.hidden = !step;
    if (!step) return;
    this.box.replaceChildren(this.heading(note, step), this.table(step));
    this.place(note);
  }

  heading(note, step) {
    const heading = document.createElement("p");
    const name = document.createElement("strong");
    name.textContent = noteName(note.pitch);
    heading.append(name, ` was ${percent(step.probabilities[step.value])} likely. The network heard:`);
    return heading;
  }

  table(step) {
    const list = document.createElement("ol");
    const likeliest = [...step.probabilities.keys()]
      .sort((a, b) => step.probabilities[b] - step.probabilities[a])
      .slice(0, ALTERNATIVES);
    const highest = step.probabilities[likeliest[0]] || 1;
    list.replaceChildren(...likeliest.map((value) => this.row(step, value, highest)));
    return list;
  }

  row(step, value, highest) {
    const item = document.createElement("li");
    const taken = value === step.value;
    const row = document.createElement(taken ? "span" : "button");
    row.className = taken ? "choice taken" : "choice";
    const name = document.createElement("b");
    const pitch = pitchOf(step, value);
    name.textContent = pitch === null ? "rest" : noteName(pitch);
    const bar = document.createElement("i");
    bar.style.width = `${(100 * step.probabilities[value]) / highest}%`;
    const share = document.createElement("span");
    share.textContent = percent(step.probabilities[value]);
    row.append(name, bar, share);
    if (!taken) {
      row.type = "button";
      row.title = "Take this one, and improvise on from here";
      row.addEventListener("click", () => this.choose(this.note.step, value));
    }
    item.append(row);
    return item;
  }

  place(note) {
    const stage = this.stage.getBoundingClientRect();
    const area = this.roll.area.getBoundingClientRect();
    const scroller = this.roll.scroller.getBoundingClientRect();
    const width = this.box.offsetWidth;
    const x = scroller.left - stage.left + this.roll.x((note.start + note.end) / 2) - width / 2;
    this.box.style.left = `${Math.min(Math.max(8, x), stage.width - width - 8)}px`;
    const top = area.top - stage.top + this.roll.y(note.pitch);
    const below = top < this.box.offsetHeight + 16;
    this.box.style.top = `${below ? top + this.roll.row + 12 : top - this.box.offsetHeight - 10}px`;
  }
}

function percent(share) {
  if (share >= 0.095) return `${Math.round(100 * share)}%`;
  return share >= 0.001 ? `${(100 * share).toFixed(1)}%` : "<0.1%";
}
