// What a hand can do: buttons, mouse, touch and keyboard, on one Player.

const DRAG = 4; // px before a press becomes a drag
const OF_SLIDERS = /^(Arrow|Page|Home|End)/; // keys that move a slider
// The card of what plays already is not: who has chosen it wants to hear it.
const PRESSED_BY_SPACE = "summary, button:not(.take[aria-checked=true], .take[aria-pressed=true])";
const PATIENCE = 220; // ms until another note takes over the box of alternatives

Player.prototype.wire = function () {
  const on = (target, event, act) => target.addEventListener(event, act, { signal: this.listeners.signal });
  on(this.find(".play"), "click", () => this.toggle());
  on(this.find(".home"), "click", () => this.seekStart());
  on(this.find(".loop"), "click", () => this.toggleLoop());
  on(this.find(".heat"), "click", () => this.toggleHeat());
  on(this.find(".sheet"), "click", () => this.toggleScore());
  on(this.find(".part"), "change", () => this.askForScore());
  on(this.find(".print"), "click", () => this.score.print(this.find(".title").textContent));
  on(this.score.page, "click", (event) => this.score.press(event));
  on(this.find(".wider"), "click", () => this.zoom(2));
  on(this.find(".closer"), "click", () => this.zoom(0.5));
  on(this.find(".dice"), "click", () => this.ask("dice"));
  on(this.find(".keep"), "click", () => this.ask("keep"));
  on(this.find(".keep-bars"), "click", () => this.keepBars());
  on(this.find(".let-go"), "click", () => this.ask("letGo"));
  on(this.find(".undo"), "click", () => this.ask("undo"));
  on(this.find(".redo"), "click", () => this.ask("redo"));
  on(this.find(".compare"), "click", () => this.compare());
  on(this.find(".share"), "click", () => this.share());
  on(this.find(".speed select"), "change", (event) => this.sound.setSpeed(Number(event.target.value)));
  for (const stem of ["solo", "band"]) {
    const row = this.find(`.stem[data-stem="${stem}"]`);
    on(row.querySelector("button"), "click", () => this.mute(stem));
    on(row.querySelector("input"), "input", (event) => this.level(stem, Number(event.target.value)));
  }
  on(this.root, "keydown", (event) => this.pressKey(event));
  on(this.takes.box, "keydown", (event) => this.takes.step(event));
  on(this.takes.history, "toggle", () => this.takes.fillHistory());
  on(this.roll.scroller, "scroll", () => this.roll.draw());
  on(this.roll.scroller, "wheel", () => (this.touched = performance.now()));
  on(this.roll.scroller, "touchmove", () => (this.touched = performance.now()));
  this.wirePointing(on);
  this.wireScrubbing(on);
  this.wireRuler(on);
};

Player.prototype.mute = function (stem) {
  const muted = !this.sound.muted[stem];
  this.sound.setMuted(stem, muted);
  const row = this.find(`.stem[data-stem="${stem}"]`);
  row.classList.toggle("muted", muted);
  row.querySelector("button").setAttribute("aria-pressed", String(muted));
};

Player.prototype.level = function (stem, level) {
  this.sound.setLevel(stem, level);
  if (this.sound.muted[stem] && level > 0) this.mute(stem);
};

// Hovering or touching a note shows what else was likely there.
Player.prototype.wirePointing = function (on) {
  on(this.roll.area, "pointermove", (event) => {
    if (!this.music || event.buttons || event.pointerType === "touch") return;
    this.point(this.roll.noteAt(event.clientX, event.clientY));
  });
  on(this.insight.box, "pointerenter", () => this.point(this.insight.note));
  on(this.find(".stage"), "pointerleave", (event) => {
    if (event.pointerType !== "touch") this.hideAlternatives();
  });
  on(this.root, "pointerdown", (event) => {
    if (!this.find(".stage").contains(event.target)) this.hideAlternatives();
  });
};

// On the way from a note to its box the pointer leaves the note: the box waits for it.
Player.prototype.point = function (note) {
  if (!this.insight.note) {
    this.insight.show(note);
  } else if (note !== this.pointingAt) {
    clearTimeout(this.pointing);
    this.pointing = setTimeout(() => note === this.pointingAt && this.insight.show(note), PATIENCE);
  }
  this.pointingAt = note;
};

// By keyboard: what else was likely where the playhead stands, or next.
Player.prototype.showAlternatives = function () {
  const beat = this.beatNow();
  const note = this.music.notes.find(({ end }) => end > beat + 1e-3);
  if (!note) return;
  this.pointingAt = note;
  this.roll.follow(note.start, true);
  this.insight.show(note);
  this.insight.box.querySelector("button")?.focus();
};

// Whoever was in the box by keyboard is back on the player.
Player.prototype.hideAlternatives = function () {
  clearTimeout(this.pointing);
  this.pointingAt = null;
  if (this.insight.box.contains(this.root.getRootNode().activeElement)) this.root.focus({ preventScroll: true });
  this.insight.show(null);
};

// A press on the roll or the chords seeks; dragging scrubs. A touch that moves scrolls instead.
Player.prototype.wireScrubbing = function (on) {
  for (const area of [this.roll.area, this.strip.chords]) {
    let pressed = null;
    on(area, "pointerdown", (event) => {
      if (!this.music || event.button) return;
      pressed = { x: event.clientX, touch: event.pointerType === "touch" };
      if (pressed.touch) return;
      area.setPointerCapture(event.pointerId);
      this.seekBeat(this.roll.beatAt(event.clientX));
    });
    on(area, "pointermove", (event) => {
      if (pressed && !pressed.touch) this.seekBeat(this.roll.beatAt(event.clientX));
    });
    on(area, "pointerup", (event) => {
      if (pressed?.touch && Math.abs(event.clientX - pressed.x) < DRAG * 2) this.tap(event);
      pressed = null;
    });
    on(area, "pointercancel", () => (pressed = null));
  }
};

Player.prototype.tap = function (event) {
  const note = this.roll.noteAt(event.clientX, event.clientY);
  this.insight.show(note);
  if (!note) this.seekBeat(this.roll.beatAt(event.clientX));
};

// On the bar numbers a press seeks to its bar, and a drag loops the bars it passes over.
Player.prototype.wireRuler = function (on) {
  const { ruler } = this.strip;
  let first = null;
  on(ruler, "pointerdown", (event) => {
    if (!this.music || event.button) return;
    first = { x: event.clientX, bar: this.strip.barAt(this.roll.beatAt(event.clientX)), dragged: false };
    ruler.setPointerCapture(event.pointerId);
  });
  on(ruler, "pointermove", (event) => {
    if (!first || (!first.dragged && Math.abs(event.clientX - first.x) < DRAG)) return;
    first.dragged = true;
    const bar = this.strip.barAt(this.roll.beatAt(event.clientX));
    this.strip.showLoop({ start: Math.min(bar.start, first.bar.start), end: Math.max(bar.end, first.bar.end) });
  });
  on(ruler, "pointerup", () => {
    if (first?.dragged) this.setLoop(this.strip.loop);
    else if (first) this.seekBeat(first.bar.start);
    first = null;
  });
  on(ruler, "pointercancel", () => {
    this.strip.showLoop(this.loop);
    first = null;
  });
};

Player.prototype.pressKey = function (event) {
  const { key, target } = event;
  if (!this.music || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.matches("select") || (target.matches("input") && OF_SLIDERS.test(key))) return;
  const bar = this.strip.barAt(this.beatNow() + 1e-3);
  const acts = {
    " ": () => this.toggle(),
    Home: () => this.seekStart(),
    End: () => this.seekBeat(this.strip.barAt(this.music.beats - 0.01).start),
    ArrowRight: () => this.nudge(event.shiftKey ? this.music.barBeats : 1),
    ArrowLeft: () => this.nudge(event.shiftKey ? -this.music.barBeats : -1),
    "[": () => this.setLoop({ start: bar.start, end: Math.max(bar.end, this.loop?.end ?? 0) }),
    "]": () => this.setLoop({ start: Math.min(bar.start, this.loop?.start ?? bar.start), end: bar.end }),
    l: () => this.toggleLoop(),
    s: () => this.mute("solo"),
    b: () => this.mute("band"),
    h: () => this.toggleHeat(),
    n: () => this.toggleScore(),
    d: () => this.ask("dice"),
    k: () => this.ask("keep"),
    u: () => this.ask("undo"),
    y: () => this.ask("redo"),
    x: () => this.compare(),
    "+": () => this.zoom(0.5),
    "-": () => this.zoom(2),
    a: () => this.showAlternatives(),
    Escape: () => this.hideAlternatives(),
  };
  const take = Number(key); // 1 to 8, from above the letters or beside them
  const act = acts[key] ?? acts[key.toLowerCase()] ?? (take && (() => this.takes.pick(take - 1)));
  if (!act || (key === " " && target.matches(PRESSED_BY_SPACE))) return;
  event.preventDefault();
  event.stopPropagation();
  act();
};
