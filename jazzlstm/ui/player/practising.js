/**
 * Actions for practice: transpose the solo, play each pass faster or in another key, read it in written pitch.
 * All of it is heard at once, without a request.
 *
 * @import { App } from "./app.js"
 * @import { KeyPlan, Practice } from "./passes.js"
 */

import { setLoop } from "./looping.js";
import { wholeLoop } from "./loops.js";
import { keysOf, varies } from "./passes.js";
import { usePractice } from "./playing.js";

/**
 * @param {App} app
 * @param {Partial<Practice>} changes
 */
export function practise(app, changes) {
  usePractice(app, { ...app.state.practice, ...changes });
  const { loop, music, practice } = app.state;
  if (music && !loop && varies(practice) && music.beats <= music.chorus) setLoop(app, wholeLoop(music.beats));
}

/**
 * @param {App} app
 * @param {KeyPlan} plan
 */
export function setKeyPlan(app, plan) {
  app.update({ keyPlan: plan });
  practise(app, { keys: keysOf(plan) });
}

/**
 * @param {string} name
 * @returns {name is KeyPlan}
 */
export function isKeyPlan(name) {
  return ["same", "fourths", "semitones", "random"].includes(name);
}
