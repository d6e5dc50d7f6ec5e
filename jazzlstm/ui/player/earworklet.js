/** An audio worklet: finds the notes in the sound of a microphone, and posts them. It gives no sound out. */

import { NoteFinder } from "./notefinder.js";
import { PitchFinder } from "./pitchfinder.js";

// TypeScript has no types for the scope of audio worklets.
const scope = /** @type {any} */ (globalThis);

class Ear extends scope.AudioWorkletProcessor {
  constructor() {
    super();
    this.pitches = new PitchFinder(scope.sampleRate);
    this.notes = new NoteFinder();
    this.isOpen = true;
    this.port.onmessage = () => (this.isOpen = false);
  }

  /** @param {Float32Array[][]} inputs */
  process([[sound]]) {
    if (!sound) return this.isOpen; // the microphone is gone
    this.pitches.push(sound, scope.currentTime + sound.length / scope.sampleRate, (frame) => {
      for (const heard of this.notes.push(frame)) this.port.postMessage(heard);
    });
    return this.isOpen;
  }
}

scope.registerProcessor("jazz-ear", Ear);
