// The player: one Player for as long as the component is mounted; each run of the
// script hands it a new packet. Everything that moves lives here; Python hears only of
// choices (a take, another note).

const HANDS_OFF = 2500; // ms after scrolling by hand until the roll follows the sound again
const DEVICE_PATIENCE = 3000; // ms that a sound device may take to wake
const NO_DEVICE = "The browser finds no sound device: connect headphones or loudspeakers and load the page again";
const players = new WeakMap();
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

export default function (component) {
  const root = component.parentElement.querySelector(".player");
  let player = players.get(root);
  if (!player) {
    player = new Player(root);
    players.set(root, player);
  }
  player.tell = component.setTriggerValue;
  player.paintTheme(); // we are called again when the theme changes, too
  player.receive(component.data);
  // Streamlit also runs the clean-up of a call that another has overtaken: look whether we are gone.
  return () => setTimeout(() => root.isConnected || player.close(), 0);
}

class Player {
  constructor(root) {
    this.root = root;
    this.sound = new Sound();
    this.roll = new Roll(root);
    this.strip = new Strip(root, this.roll);
    this.insight = new Insight(root, this.roll, (step, value) => this.ask("choose", { step, value }));
    this.takes = new Takes(root, {
      choose: (index) => this.ask("take", index),
      recall: (index) => this.ask("recall", index),
      revisit: (index) => this.ask("revisit", index),
    });
    this.score = new Score(root, (beat) => this.seekBeat(beat));
    this.music = null; // what is shown
    this.heard = null; // whose sound is there
    this.loop = null; // {start, end} in beats; whole, if it is to be all of any solo
    this.id = "";
    this.said = ""; // what is remarked on the music that is shown
    this.given = 0; // how many steps were given, not improvised
    this.wanted = false; // somebody pressed play before the sound was there
    this.touched = -Infinity; // when the listener last scrolled by hand
    this.wishes = 0;
    this.lastWish = "";
    this.listeners = new AbortController();
    this.find = (selector) => root.querySelector(selector);
    this.sound.onend = () => this.stopped();
    this.wire();
    this.resizing = new ResizeObserver(() => this.layOut());
    this.resizing.observe(this.roll.scroller);
    listenToTyping(this.listeners.signal);
  }

  // Music comes in

  async receive(bytes) {
    if (!bytes || !bytes.byteLength) return;
    const packet = unpack(bytes);
    this.link = packet.link;
    this.takes.showKept(packet.kept);
    this.takes.showHistory(packet.history);
    this.find(".undo").disabled = !packet.canUndo;
    this.find(".redo").disabled = !packet.canRedo;
    this.find(".compare").disabled = !packet.canUndo && !packet.canRedo;
    this.score.show(packet.blobs.score, packet.score, packet.music);
    this.given = packet.given;
    if (packet.id === this.id) {
      this.showGiven();
      return;
    }
    this.id = packet.id;
    this.show(packet);
    try {
      if (await this.sound.load(packet.sounds, packet.gain, this.secondsAt(packet.beats))) this.ready(this.beatNow());
    } catch {
      this.id = ""; // whatever comes next is tried again
      this.remark("The sound did not come: look to the connection, then press New solo");
    }
  }

  show(packet) {
    this.music = packet.music;
    this.find(".title").textContent = packet.title;
    this.find(".meta").textContent = packet.meta;
    this.said = packet.remark;
    this.remark(this.said);
    this.find(".picture").setAttribute("aria-label", packet.description);
    this.find('.stem[data-stem="band"]').hidden = Object.keys(packet.sounds).length < 2;
    this.hideAlternatives();
    this.roll.show(this.music);
    this.strip.show(this.music);
    this.showGiven();
    this.takes.show(packet.takes, packet.chosen, packet.beats);
    this.keepLoop();
    this.draw();
  }

  remark(words) {
    this.find(".remark").textContent = words;
    this.find(".remark").hidden = !words;
  }

  // Where the music is, in beats from the solo's first bar: below 0 in what leads in to it.
  // What sounds may still be the solo before the one that is shown, at another tempo.
  beatNow() {
    const { secondsPerBeat, leadIn } = this.heard ?? this.music;
    return this.sound.position() / secondsPerBeat - leadIn;
  }

  secondsAt(beat) {
    return (beat + this.music.leadIn) * this.music.secondsPerBeat;
  }

  // The sound is decoded: go on where the last one was, in beats; one not begun yet is counted in.
  ready(place) {
    this.heard = this.music;
    this.sound.loop = this.loopInSeconds();
    this.sound.seek(place > 0 && place < this.music.beats ? this.secondsAt(place) : 0);
    this.find(".play").disabled = false;
    this.find(".of").textContent = ` / ${minutes(this.sound.seconds)}`;
    this.root.dataset.duration = this.sound.length.toFixed(3);
    this.root.dataset.id = this.id;
    this.showState();
    if (this.wanted) this.play();
    this.draw();
  }

  // What only Python can do: {name, value}, and a count so that the same wish twice is two wishes.
  ask(name, value = 0) {
    this.lastWish = name;
    this.wishes += 1;
    this.tell("wish", { name, value, count: this.wishes });
  }

  // To the solo before and back again: the place in the music stays, so the ear can compare.
  compare() {
    if (this.find(".compare").disabled) return;
    const isBack = this.lastWish === "undo" || this.find(".undo").disabled;
    this.ask(isBack ? "redo" : "undo");
  }

  async share() {
    const url = `${location.origin}${location.pathname}?${this.link}`;
    const words = this.find(".share span");
    words.textContent = (await copy(url)) ? "Copied" : "The link is in the address bar";
    setTimeout(() => (words.textContent = "Copy link"), 2000);
  }

  // What stays when the rest is improvised anew

  showGiven() {
    const { steps, beats } = this.music;
    this.strip.showGiven(this.given ? (steps[this.given]?.start ?? beats) : 0);
    this.find(".let-go").hidden = !this.given;
  }

  offerKeeping() {
    const bars = this.barsToKeep();
    const button = this.find(".keep-bars");
    button.disabled = !bars;
    button.querySelector("span").textContent = ["Keep these bars", "Keep bar 1", `Keep bars 1–${bars}`][Math.min(bars, 2)];
    button.title = bars
      ? "Keep all up to the end of the marked bars, and improvise the rest anew"
      : "Drag over the bar numbers to mark bars; then keep them, and improvise the rest anew";
  }

  // How many bars stand before the end of those marked; 0 when nothing would be left to improvise.
  barsToKeep() {
    if (!this.loop || this.loop.whole || this.loop.end > this.music.beats - 0.01) return 0;
    return this.strip.barAt(this.loop.end - 0.01).index + 1;
  }

  keepBars() {
    if (!this.barsToKeep()) return;
    this.ask("keepBars", this.loop.end);
    this.setLoop(null);
  }

  // Playing

  async toggle() {
    if (this.sound.playing) {
      this.sound.pause();
      this.stopped();
    } else {
      await this.play();
    }
  }

  async play() {
    this.wanted = !this.sound.loaded;
    if (this.wanted) return;
    const silent = setTimeout(() => this.remark(NO_DEVICE), DEVICE_PATIENCE);
    await this.sound.play();
    clearTimeout(silent);
    if (this.find(".remark").textContent === NO_DEVICE) this.remark(this.said); // it was only slow
    this.showState();
    this.touched = -Infinity;
    this.tick();
  }

  stopped() {
    this.showState();
    this.draw();
  }

  showState() {
    const { playing } = this.sound;
    const name = playing ? "Pause" : "Play";
    this.root.dataset.state = playing ? "playing" : "ready";
    this.find(".play").setAttribute("aria-label", name);
    this.find(".play").title = `${name} (Space)`;
  }

  // Once a frame, however often play was pressed.
  tick() {
    cancelAnimationFrame(this.frame);
    if (!this.sound.playing) return;
    this.draw();
    this.frame = requestAnimationFrame(() => this.tick());
  }

  draw() {
    if (!this.music) return;
    const seconds = this.sound.position();
    const beat = this.beatNow();
    this.roll.moveTo(beat, this.sound.playing);
    this.strip.moveTo(beat);
    this.score.moveTo(beat, this.sound.playing, calm.matches);
    this.find(".at").textContent = minutes(Math.min(seconds, this.sound.seconds || seconds));
    this.root.dataset.position = seconds.toFixed(3);
    if (!this.sound.playing || performance.now() - this.touched < HANDS_OFF) return;
    this.roll.follow(Math.min(Math.max(0, beat), this.music.beats - 0.01), calm.matches);
  }

  seekBeat(beat) {
    this.sound.seek(this.secondsAt(beat));
    this.draw();
  }

  // Where it all begins: the count-in, if there is one.
  seekStart() {
    this.seekBeat(-this.music.leadIn);
  }

  nudge(beats) {
    this.seekBeat(Math.min(Math.max(-this.music.leadIn, this.beatNow() + beats), this.music.beats));
  }

  // Looping

  setLoop(loop) {
    this.loop = loop;
    this.strip.showLoop(loop);
    this.find(".loop").setAttribute("aria-pressed", String(Boolean(loop)));
    this.sound.setLoop(this.loopInSeconds());
    this.offerKeeping();
    this.draw();
  }

  loopInSeconds() {
    return this.loop ? { start: this.secondsAt(this.loop.start), end: this.secondsAt(this.loop.end) } : null;
  }

  toggleLoop() {
    this.setLoop(this.loop ? null : { start: 0, end: this.music.beats, whole: true });
  }

  // A loop outlives a change of sliders as far as the new solo reaches.
  keepLoop() {
    if (!this.loop) return this.offerKeeping();
    const { beats } = this.music;
    const whole = this.loop.whole || this.loop.start >= beats;
    this.loop = whole ? { start: 0, end: beats, whole } : { ...this.loop, end: Math.min(this.loop.end, beats) };
    this.strip.showLoop(this.loop);
    this.offerKeeping();
  }

  // Looking

  toggleScore() {
    const shown = this.root.dataset.view !== "score";
    this.root.dataset.view = shown ? "score" : "roll";
    this.find(".sheet").setAttribute("aria-pressed", String(shown));
    this.find(".paper").hidden = !shown;
    this.score.pane.hidden = !shown;
    this.askForScore();
    if (!shown) this.layOut();
  }

  askForScore() {
    const shown = this.root.dataset.view === "score";
    this.ask("score", shown ? { part: this.score.part.value, width: this.score.width } : {});
  }

  toggleHeat() {
    this.roll.heat = !this.roll.heat;
    this.find(".heat").setAttribute("aria-pressed", String(this.roll.heat));
    this.roll.draw();
  }

  zoom(factor) {
    this.roll.zoom(factor);
    this.strip.layOut();
    this.draw();
  }

  layOut() {
    if (!this.music) return;
    this.hideAlternatives();
    this.roll.layOut();
    this.strip.layOut();
    this.draw();
  }

  paintTheme() {
    const colour = getComputedStyle(this.root).color;
    if (colour === this.colour) return;
    this.colour = colour;
    const [red, green, blue] = (colour.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
    this.root.dataset.theme = red + green + blue > 384 ? "dark" : "light"; // light ink stands on dark
    this.roll.readColours();
    this.roll.draw();
  }

  close() {
    this.hideAlternatives();
    this.listeners.abort();
    this.resizing.disconnect();
    this.sound.close();
    this.music = null;
    players.delete(this.root);
  }
}

function minutes(seconds) {
  const whole = Math.floor(seconds + 1e-6);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
