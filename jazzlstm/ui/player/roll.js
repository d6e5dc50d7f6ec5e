// The piano roll: time to the right in beats, pitch upwards, a row a semitone.
//
// Two canvases as wide as the window on the music, not as the music: `picture` is drawn
// when something changes or scrolls, `light` when another note sounds, and holds only those that do.
// The playhead is an element of its own, moved by a transform.

const FEWEST_ROWS = 26; // so that a narrow solo does not fill the height with three fat rows
const NARROWEST_BEAT = 24; // px
const BLACK_KEYS = [1, 3, 6, 8, 10];
const NOTE_NAMES = ["C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B"];
const KINDS = ["chord-tone", "scale-tone", "outside", "no-chord"];

function noteName(pitch) {
  return NOTE_NAMES[pitch % 12] + (Math.floor(pitch / 12) - 1);
}

class Roll {
  constructor(root) {
    this.root = root;
    this.scroller = root.querySelector(".scroller");
    this.content = root.querySelector(".content");
    this.area = root.querySelector(".roll");
    this.picture = root.querySelector(".picture");
    this.lit = root.querySelector(".light");
    this.keys = root.querySelector(".keys");
    this.playhead = root.querySelector(".playhead");
    this.music = null;
    this.heat = true;
    this.barsAcross = 0; // chosen by zooming; 0 lets the width decide
    this.sounding = new Set();
    this.pointed = null;
    this.left = 0; // how far the music is scrolled, px
  }

  show(music) {
    this.music = music;
    const pitches = music.notes.map((note) => note.pitch);
    const low = Math.min(...pitches, 72) - 2;
    const high = Math.max(...pitches, 60) + 2;
    const more = Math.max(0, FEWEST_ROWS - (high - low + 1));
    this.lowest = low - Math.floor(more / 2);
    this.rows = high - low + 1 + more;
    this.layOut();
  }

  layOut() {
    if (!this.music) return;
    this.width = this.scroller.clientWidth;
    this.height = this.area.clientHeight;
    this.beat = this.beatWidth();
    this.content.style.width = `${this.beat * this.music.beats}px`;
    this.row = this.height / this.rows;
    for (const canvas of [this.picture, this.lit]) fit(canvas, this.width, this.height);
    fit(this.keys, this.keys.clientWidth, this.height);
    this.readColours();
    this.draw();
  }

  beatWidth() {
    const { beats, barBeats } = this.music;
    const bars = Math.max(1, Math.ceil(beats / barBeats - 1e-6));
    const fitting = Math.max(1, Math.floor(this.width / (NARROWEST_BEAT * barBeats)));
    const across = Math.min(this.barsAcross || fitting, bars);
    this.across = across;
    return across >= bars ? this.width / beats : this.width / (across * barBeats);
  }

  zoom(factor) {
    const middle = (this.scroller.scrollLeft + this.width / 2) / this.beat;
    const bars = Math.ceil(this.music.beats / this.music.barBeats);
    this.barsAcross = Math.min(bars, Math.max(1, Math.round(this.across * factor)));
    this.layOut();
    this.scroller.scrollLeft = middle * this.beat - this.width / 2;
  }

  readColours() {
    const style = getComputedStyle(this.root);
    const names = ["ink", "lane", "lane-dark", "bar", "beat", "band", "heat", "no-chord", "note-edge", ...KINDS];
    this.colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  x(beat) {
    return beat * this.beat - this.left;
  }

  y(pitch) {
    return this.height - (pitch - this.lowest + 1) * this.row;
  }

  beatAt(clientX) {
    const box = this.content.getBoundingClientRect();
    return Math.min(Math.max(0, (clientX - box.left) / this.beat), this.music.beats);
  }

  noteAt(clientX, clientY) {
    const beat = this.beatAt(clientX);
    const pitch = this.lowest + (this.area.getBoundingClientRect().bottom - clientY) / this.row - 1;
    const slack = 4 / this.beat;
    const near = this.music.notes.filter((note) => note.start - slack <= beat && beat <= note.end + slack);
    const distance = (note) => Math.abs(note.pitch - pitch + 0.5);
    const [nearest] = near.sort((a, b) => distance(a) - distance(b));
    return nearest && distance(nearest) < 2.5 ? nearest : null;
  }

  draw() {
    if (!this.music || !this.height) return;
    this.left = this.scroller.scrollLeft; // asked once: every asking may lay the page out anew
    const pen = this.picture.getContext("2d");
    pen.clearRect(0, 0, this.width, this.height);
    this.drawLanes(pen);
    this.drawChords(pen);
    if (this.heat) this.drawHeat(pen);
    this.drawGrid(pen);
    for (const note of this.music.notes) if (this.isInView(note)) this.drawNote(pen, note);
    this.drawKeys();
    this.drawLight();
  }

  isInView({ start, end }) {
    return this.x(end) >= 0 && this.x(start) <= this.width;
  }

  drawLanes(pen) {
    for (let pitch = this.lowest; pitch < this.lowest + this.rows; pitch += 1) {
      pen.fillStyle = this.colours[BLACK_KEYS.includes(pitch % 12) ? "lane-dark" : "lane"];
      pen.fillRect(0, this.y(pitch), this.width, this.row + 0.5);
    }
  }

  // Rows of the chord's tones are tinted, the root's a little deeper: what a line aims for.
  drawChords(pen) {
    pen.fillStyle = this.colours.band;
    for (const chord of this.music.chords.filter((span) => this.isInView(span))) {
      for (let pitch = this.lowest; pitch < this.lowest + this.rows; pitch += 1) {
        if (!chord.tones.includes(pitch % 12)) continue;
        pen.globalAlpha = pitch % 12 === chord.root ? 0.16 : 0.075;
        pen.fillRect(this.x(chord.start), this.y(pitch), (chord.end - chord.start) * this.beat, this.row);
      }
    }
    pen.globalAlpha = 1;
  }

  drawHeat(pen) {
    pen.fillStyle = this.colours.heat;
    for (const step of this.music.steps) {
      if (!this.isInView(step)) continue;
      const width = Math.max(1, (step.end - step.start) * this.beat - 1);
      step.probabilities.forEach((probability, value) => {
        const pitch = pitchOf(step, value);
        if (pitch === null || probability < 0.004 || pitch < this.lowest) return;
        pen.globalAlpha = Math.min(0.6, 0.68 * Math.sqrt(probability));
        pen.fillRect(this.x(step.start), this.y(pitch), width, this.row);
      });
    }
    pen.globalAlpha = 1;
  }

  drawGrid(pen) {
    for (let beat = 0; beat <= this.music.beats; beat += 1) {
      pen.fillStyle = this.colours.beat;
      pen.fillRect(Math.round(this.x(beat)), 0, 1, this.height);
    }
    pen.fillStyle = this.colours.bar;
    for (const bar of this.music.bars) pen.fillRect(Math.round(this.x(bar)), 0, 1, this.height);
  }

  drawNote(pen, note, isLit = false) {
    const x = this.x(note.start) + 0.5;
    const width = Math.max(3, (note.end - note.start) * this.beat - 1.5);
    const height = Math.max(4, Math.min(this.row * 1.25, 13));
    const y = this.y(note.pitch) + (this.row - height) / 2;
    pen.fillStyle = this.colours[KINDS[note.kind]];
    pen.strokeStyle = this.colours[isLit ? "ink" : "note-edge"];
    pen.lineWidth = isLit ? 2 : 1;
    pen.globalAlpha = isLit ? 1 : 0.62 + 0.38 * Math.min(1, note.velocity / 110);
    pen.beginPath();
    pen.roundRect(x, y, width, height, Math.min(4, height / 2.5));
    pen.fill();
    pen.globalAlpha = 1;
    pen.stroke();
  }

  drawKeys() {
    const pen = this.keys.getContext("2d");
    const width = this.keys.clientWidth;
    pen.clearRect(0, 0, width, this.height);
    pen.fillStyle = this.colours.ink;
    pen.globalAlpha = 0.66;
    pen.font = `11px ${getComputedStyle(this.root).fontFamily}`;
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    for (let pitch = this.lowest; pitch < this.lowest + this.rows; pitch += 1) {
      if (pitch % 12 === 0) pen.fillText(noteName(pitch), width - 6, this.y(pitch) + this.row / 2);
    }
    pen.globalAlpha = 1;
  }

  // What sounds now, and the note pointed at.
  drawLight() {
    const pen = this.lit.getContext("2d");
    pen.clearRect(0, 0, this.width, this.height);
    for (const note of this.sounding) this.drawNote(pen, note, true);
    if (this.pointed && !this.sounding.has(this.pointed)) this.drawNote(pen, this.pointed, true);
  }

  moveTo(beat, isPlaying) {
    this.playhead.style.transform = `translateX(${Math.min(Math.max(0, beat), this.music.beats) * this.beat}px)`;
    const now = isPlaying ? this.music.notes.filter((note) => note.start <= beat && beat < note.end) : [];
    if (now.length !== this.sounding.size || now.some((note) => !this.sounding.has(note))) {
      this.sounding = new Set(now);
      this.drawLight();
    }
  }

  follow(beat, calmly) {
    const x = this.x(beat);
    if (x >= 0 && x <= this.width - 12) return;
    const bar = Math.floor(beat / this.music.barBeats) * this.music.barBeats;
    this.scroller.scrollTo({ left: bar * this.beat, behavior: calmly ? "auto" : "smooth" });
  }
}

function fit(canvas, width, height) {
  const dots = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * dots);
  canvas.height = Math.round(height * dots);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.getContext("2d").setTransform(dots, 0, 0, dots, 0, 0);
}
