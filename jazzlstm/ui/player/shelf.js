// Stems by their addresses: fetched and decoded once, and kept while the listener goes back and forth.
//
// They come as they were played, quiet; `atGain` brings one to its level in the mix.

const SHELF_SECONDS = 240; // of stems that are kept, three to a solo: 92 MB
const FETCHED_AGAIN = [300, 1500]; // ms before a stem that did not come is fetched again

class Shelf {
  constructor() {
    this.sounds = new Map(); // address to {coming, a promise of its AudioBuffer; seconds, once it is there}; last used last
  }

  take(address) {
    const sound = this.sounds.get(address) ?? { seconds: 0 };
    this.sounds.delete(address);
    this.sounds.set(address, sound);
    sound.coming ??= this.bring(address, sound);
    return sound.coming;
  }

  // Decoding needs no running AudioContext, so it is done before anybody has clicked.
  async bring(address, sound) {
    try {
      const bytes = await fetchPatiently(new URL(address.replace(/^\//, ""), new URL(".", location.href)));
      const buffer = await new OfflineAudioContext(2, 1, 48000).decodeAudioData(bytes);
      sound.seconds = buffer.duration;
      this.makeRoom();
      return buffer;
    } catch (error) {
      this.sounds.delete(address);
      throw error;
    }
  }

  makeRoom() {
    let seconds = [...this.sounds.values()].reduce((sum, sound) => sum + sound.seconds, 0);
    for (const [address, sound] of this.sounds) {
      if (seconds <= SHELF_SECONDS) return;
      if (sound.seconds) this.sounds.delete(address);
      seconds -= sound.seconds;
    }
  }
}

async function fetchPatiently(address) {
  for (const wait of [...FETCHED_AGAIN, null]) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return answer.arrayBuffer();
    if (wait !== null) await new Promise((done) => setTimeout(done, wait));
  }
  throw new Error("the sound did not come");
}

// Stems added up at their gain, a line through corners [frame, gain]; what rings on after the last is not to be heard.
function atGain(stems, corners) {
  const { numberOfChannels, sampleRate } = stems[0];
  const mixed = new AudioBuffer({ length: corners.at(-1)[0] + 1, numberOfChannels, sampleRate });
  for (let channel = 0; channel < numberOfChannels; channel += 1) {
    for (const stem of stems) add(stem.getChannelData(channel), mixed.getChannelData(channel), corners);
  }
  return mixed;
}

function add(from, to, corners) {
  for (let i = 1; i < corners.length; i += 1) {
    const [start, low] = corners[i - 1];
    const [end, high] = corners[i];
    const slope = (high - low) / (end - start);
    const last = Math.min(i + 1 < corners.length ? end - 1 : end, from.length - 1); // a corner is added once
    for (let frame = start; frame <= last; frame += 1) to[frame] += from[frame] * (low + slope * (frame - start));
  }
}
