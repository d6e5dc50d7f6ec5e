/**
 * The player: one for as long as the component is mounted. Each run of the Streamlit script passes it
 * a message. Python gets requests from it (another take, another note), and nothing of what moves.
 *
 * @import { App } from "./app.js"
 * @import { Mixer } from "./mixer.js"
 * @import { State } from "./state.js"
 *
 * @typedef {object} Component what Streamlit passes in
 * @property {Element | ShadowRoot} parentElement
 * @property {Uint8Array} data
 * @property {(name: string, value: unknown) => void} setTriggerValue
 *
 * @typedef {{ app: App, connect: (component: Component) => void, close: () => void }} Player
 */

import { Alternatives } from "./alternatives.js";
import { ArcCurve } from "./arccurve.js";
import { Band } from "./band.js";
import { takeExpected } from "./banks.js";
import { connectChart } from "./barediting.js";
import { connectButtons } from "./buttons.js";
import { ChartView } from "./chart.js";
import { takeDroppedFiles } from "./dropping.js";
import { find } from "./elements.js";
import { Faders } from "./faders.js";
import { GoalMarks } from "./goalmarks.js";
import { Heading } from "./heading.js";
import { connectHelp } from "./help.js";
import { connectKeyboard } from "./keyboard.js";
import { ended } from "./playing.js";
import { Instrument } from "./instrument.js";
import { connectClass } from "./classview.js";
import { connectMirror } from "./mirrorview.js";
import { connectLive } from "./livecontrols.js";
import { Live } from "./live.js";
import { Replay } from "./livereplay.js";
import { connectSessions } from "./livesessions.js";
import { connectPointing } from "./pointing.js";
import { connectPractice } from "./practice.js";
import { recalledPreferences } from "./preferences.js";
import { connectPaper } from "./paper.js";
import { receive } from "./receiving.js";
import { Recorder } from "./recorder.js";
import { connectRecording } from "./recording.js";
import { Roll } from "./roll.js";
import { Score } from "./score.js";
import { connectSheet } from "./sheetcontrols.js";
import { firstState } from "./state.js";
import { Strip } from "./strip.js";
import { Takes } from "./takes.js";
import { Transport } from "./transport.js";
import { readWhileTyping } from "./typing.js";
import { measure, readTheme } from "./viewing.js";

takeExpected();

/** @type {WeakMap<HTMLElement, Player>} */
const players = new WeakMap();

/**
 * Streamlit calls this on every run, and when the theme changes.
 *
 * @param {Component} component
 */
export default function mount(component) {
  const root = find(component.parentElement, ".player", HTMLElement);
  const player = players.get(root) ?? createPlayer(root);
  players.set(root, player);
  player.connect(component);
  readTheme(player.app);
  void receive(player.app, component.data);
  // Streamlit also cleans up after a call that a later call has superseded: check whether the player is gone.
  return () => setTimeout(() => root.isConnected || player.close(), 0);
}

/**
 * @param {HTMLElement} root
 * @returns {Player}
 */
function createPlayer(root) {
  const leaving = new AbortController();
  const { app, connect } = createApp(root, leaving.signal);
  const render = createRender(app);
  app.update = (changes) => {
    app.state = { ...app.state, ...changes };
    render(app.state);
  };
  connectKeyboard(app);
  connectPointing(app);
  readWhileTyping(app.signal);
  takeDroppedFiles(app.signal);
  tellHowHeard(app);
  const resizing = new ResizeObserver(() => measure(app));
  resizing.observe(app.roll.scroller);
  const close = () => {
    leaving.abort();
    resizing.disconnect();
    clearTimeout(app.wait);
    cancelAnimationFrame(app.frame);
    app.band.close();
    players.delete(root);
  };
  return { app, connect, close };
}

/**
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 * @returns {{ app: App, connect: (component: Component) => void }}
 */
function createApp(root, signal) {
  let count = 0; // so that the same request twice is two requests
  /** @type {Component["setTriggerValue"]} */
  let send = () => {};
  /** @type {App} */
  const app = {
    root,
    state: firstState(recalledPreferences()),
    update: () => {},
    ask: (name, value = 0) => {
      count += 1;
      app.update({ lastRequest: name });
      send("request", { name, value, count });
    },
    band: new Band(() => ended(app), (mixer) => announce(root, mixer)),
    roll: new Roll(root),
    score: new Score(root),
    live: /** @type {any} */ (null), // below: they need the app
    replay: /** @type {any} */ (null),
    instrument: /** @type {any} */ (null),
    recorder: /** @type {any} */ (null),
    mirrorWidth: () => 0, // until its panel is connected
    signal,
    fetching: new AbortController(),
    arrived: null,
    wait: 0,
    frame: 0,
  };
  app.live = new Live(app);
  app.replay = new Replay(app, app.live);
  app.instrument = new Instrument(app);
  app.recorder = new Recorder(app);
  return { app, connect: ({ setTriggerValue }) => (send = setTriggerValue) };
}

/**
 * Announce the mixer on the page, for level meters and tests.
 *
 * @param {HTMLElement} root
 * @param {Mixer} mixer
 */
function announce(root, mixer) {
  root.dispatchEvent(new CustomEvent("jazz-mixer", { detail: mixer, bubbles: true, composed: true }));
}

/**
 * Answer the menu of sound files, `downloads/sounds.js`: it makes them at the tempo and in the key that are heard.
 *
 * @param {App} app
 */
function tellHowHeard(app) {
  document.addEventListener("jazz-heard", (event) => {
    const { tempo, practice: { semitones } } = app.state;
    if (event instanceof CustomEvent) Object.assign(event.detail, { tempo: tempo ?? 0, semitones });
  }, { signal: app.signal });
}

/**
 * Connect the parts of the page.
 *
 * @param {App} app
 * @returns {(state: State) => void} shows a state; each part skips what hasn't changed
 */
function createRender(app) {
  const chart = new ChartView(app);
  connectPaper(app, chart);
  const parts = [
    chart,
    new Heading(app.root),
    app.roll,
    new Strip(app.root),
    new GoalMarks(app),
    new ArcCurve(app),
    app.score,
    new Takes(app),
    new Transport(app),
    new Faders(app),
  ];
  const alternatives = new Alternatives(app);
  const shows = [
    connectButtons(app),
    connectSheet(app),
    connectPractice(app),
    connectLive(app),
    connectSessions(app),
    connectMirror(app),
    connectClass(app),
    connectRecording(app),
    connectChart(app, chart),
    connectHelp(app),
  ];
  const wear = showTheme(app.root);
  return (state) => {
    wear(state); // first: the roll is painted in the colours of the theme
    for (const part of parts) part.render(state);
    for (const show of shows) show(state);
    alternatives.render(state);
  };
}

/**
 * @param {HTMLElement} root
 * @returns {(state: State) => void}
 */
function showTheme(root) {
  return ({ theme: { scheme } }) => {
    if (root.dataset.theme !== scheme) root.dataset.theme = scheme;
  };
}
