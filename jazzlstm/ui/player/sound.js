// Two stems, solo and band, mixed here: mute, level, loop and speed never ask the server.
// Drums come by themselves, for they often stay; with the rest of the band they are one stem from here on.
//
// A position is in seconds of the music at its own tempo. The audio clock is the only
// clock; what is drawn asks `position()`, which takes off the time sound is under way.

const FADE = 0.012; // seconds, so that a cut does not click
const HEAD_START = 0.02; // seconds between asking and sounding, so that stems start together

class Sound {
  constructor() {
    this.context = null;
    this.shelf = new Shelf();
    this.buffers = {};
    this.stretched = {};
    this.gains = {};
    this.levels = { solo: 1, band: 1 };
    this.muted = { solo: false, band: false };
    this.voices = [];
    this.offset = 0;
    this.startedAt = 0;
    this.seconds = 0; // until the last beat; the buffers ring on after it
    this.loop = null; // {start, end}
    this.speed = 1;
    this.generation = 0;
    this.onend = () => {};
  }

  get playing() {
    return this.voices.length > 0;
  }

  get loaded() {
    return Object.keys(this.buffers).length > 0;
  }

  get length() {
    return Math.max(0, ...Object.values(this.buffers).map((buffer) => buffer.duration));
  }

  // False if other music was wanted before this had come.
  async load(addresses, corners, seconds) {
    const generation = ++this.generation;
    const names = Object.keys(addresses);
    const came = await Promise.allSettled(names.map((name) => this.shelf.take(addresses[name])));
    if (generation !== this.generation) return false;
    const missing = came.find((stem) => stem.reason);
    if (missing) throw missing.reason;
    const band = came.filter((_, i) => names[i] !== "solo").map((stem) => stem.value);
    this.buffers = { solo: atGain([came[names.indexOf("solo")].value], corners) };
    if (band.length) this.buffers.band = atGain(band, corners);
    this.stretched = {};
    this.seconds = seconds;
    return true;
  }

  async play() {
    this.open();
    if (this.context.state !== "running") await this.context.resume();
    this.start(this.offset >= this.length - 0.05 ? 0 : this.offset);
  }

  open() {
    if (this.context) return;
    if (navigator.audioSession) navigator.audioSession.type = "playback"; // or an iPhone's mute switch silences us
    this.context = new AudioContext({ latencyHint: "interactive" });
    this.master = this.context.createGain();
    this.master.connect(this.context.destination);
    for (const stem of ["solo", "band"]) {
      this.gains[stem] = this.context.createGain();
      this.gains[stem].connect(this.master);
      this.gains[stem].gain.value = this.gainOf(stem);
    }
  }

  start(at) {
    this.cut();
    const when = this.context.currentTime + HEAD_START;
    const from = this.loop ? Math.min(Math.max(at, this.loop.start), this.loop.end - 0.01) : at;
    this.voices = Object.keys(this.buffers).map((stem) => this.voice(stem, when, from));
    const [first] = this.voices;
    if (first) first.source.onended = () => this.voices[0] === first && this.ended();
    this.offset = from;
    this.startedAt = when;
  }

  voice(stem, when, from) {
    const source = this.context.createBufferSource();
    const fade = this.context.createGain();
    source.buffer = this.bufferOf(stem);
    if (this.loop) {
      source.loop = true;
      source.loopStart = this.loop.start / this.speed;
      source.loopEnd = this.loop.end / this.speed;
    }
    fade.gain.setValueAtTime(from > 0 ? 0 : 1, when);
    fade.gain.linearRampToValueAtTime(1, when + FADE);
    source.connect(fade).connect(this.gains[stem]);
    source.start(when, from / this.speed);
    return { source, fade };
  }

  bufferOf(stem) {
    if (this.speed === 1) return this.buffers[stem];
    this.stretched[stem] ??= stretch(this.buffers[stem], this.speed, this.context);
    return this.stretched[stem];
  }

  cut() {
    const now = this.context ? this.context.currentTime : 0;
    for (const { source, fade } of this.voices) {
      source.onended = null;
      fade.gain.cancelScheduledValues(now);
      fade.gain.setValueAtTime(fade.gain.value, now);
      fade.gain.linearRampToValueAtTime(0, now + FADE + HEAD_START);
      source.stop(now + FADE + HEAD_START);
    }
    this.voices = [];
  }

  pause() {
    this.offset = this.position();
    this.cut();
  }

  ended() {
    this.voices = [];
    this.offset = 0;
    this.onend();
  }

  seek(seconds) {
    this.offset = Math.min(Math.max(0, seconds), this.length);
    if (this.playing) this.start(this.offset);
  }

  setLoop(loop) {
    const at = this.position();
    this.loop = loop;
    if (this.playing) this.start(at);
  }

  setSpeed(speed) {
    const at = this.position();
    this.speed = speed;
    this.stretched = {};
    this.offset = at;
    if (this.playing) this.start(at);
  }

  setLevel(stem, level) {
    this.levels[stem] = level;
    this.ramp(stem);
  }

  setMuted(stem, muted) {
    this.muted[stem] = muted;
    this.ramp(stem);
  }

  gainOf(stem) {
    return this.muted[stem] ? 0 : this.levels[stem] ** 2; // squared: even steps to the ear
  }

  ramp(stem) {
    const gain = this.gains[stem];
    if (gain) gain.gain.setTargetAtTime(this.gainOf(stem), this.context.currentTime, 0.01);
  }

  position() {
    if (!this.playing) return this.offset;
    const late = this.context.outputLatency || 0;
    const run = Math.max(0, this.context.currentTime - this.startedAt - late) * this.speed;
    const at = this.offset + run;
    if (this.loop && at >= this.loop.end) {
      return this.loop.start + ((at - this.loop.start) % (this.loop.end - this.loop.start));
    }
    return Math.min(at, this.length);
  }

  close() {
    this.generation += 1;
    this.cut();
    if (this.context) this.context.close();
    this.context = null;
  }
}
