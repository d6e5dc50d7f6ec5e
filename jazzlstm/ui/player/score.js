// Sheet music that follows: the engraved page, its notes lit as they sound, the line
// that sounds kept in view. A click on a note plays from there.

class Score {
  constructor(root, seek) {
    this.pane = root.querySelector(".music-stand");
    this.page = root.querySelector(".leaf");
    this.part = root.querySelector(".part");
    this.heads = new Map(); // note of the solo -> elements, tied ones too
    this.lit = [];
    this.now = -1; // the note that is lit
    this.id = "";
    this.seek = seek;
  }

  // Asked for width: rounded, so that a scroll bar more or less engraves nothing anew.
  get width() {
    return Math.max(320, Math.round(this.pane.clientWidth / 20) * 20 - 20);
  }

  show(bytes, id, music) {
    this.music = music;
    if (!bytes || id === this.id) return;
    this.id = id;
    const text = new TextDecoder().decode(bytes);
    const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (svg.localName !== "svg") return;
    svg.querySelectorAll("script, foreignObject").forEach((element) => element.remove());
    svg.querySelectorAll("style").forEach((style) => adoptFont(style));
    this.page.replaceChildren(document.adoptNode(svg));
    this.heads = new Map();
    for (const element of this.page.querySelectorAll("g.note")) {
      const [, index] = /^note-(\d+)(?:-|$)/.exec(element.id) ?? [];
      if (index !== undefined) this.heads.set(Number(index), [...(this.heads.get(Number(index)) ?? []), element]);
    }
    this.lit = [];
    this.now = -1;
    this.pane.dataset.notes = this.heads.size;
  }

  press(event) {
    const head = event.target.closest?.("g.note");
    const [, index] = /^note-(\d+)/.exec(head?.id ?? "") ?? [];
    if (index !== undefined && this.music.notes[index]) this.seek(this.music.notes[index].start);
  }

  moveTo(beat, isPlaying, calmly) {
    if (this.pane.hidden || !this.music) return;
    const now = isPlaying ? this.music.notes.findIndex((note) => note.start <= beat && beat < note.end) : -1;
    if (now === this.now) return;
    this.now = now;
    this.lit.forEach((element) => element.classList.remove("lit"));
    this.lit = this.heads.get(now) ?? [];
    this.lit.forEach((element) => element.classList.add("lit"));
    if (this.lit.length) this.follow(this.lit[0].closest("g.system") ?? this.lit[0], calmly);
  }

  // The page turns when its last whole line begins to sound: that line goes to the top, and
  // whoever reads along sees what comes next.
  follow(system, calmly) {
    const pane = this.pane.getBoundingClientRect();
    const line = system.getBoundingClientRect();
    const next = system.nextElementSibling?.matches("g.system") ? system.nextElementSibling : system;
    if (line.top >= pane.top && next.getBoundingClientRect().bottom <= pane.bottom) return;
    const top = this.pane.scrollTop + line.top - pane.top - 12;
    this.pane.scrollTo({ top, behavior: calmly ? "auto" : "smooth" });
  }

  print(title) {
    const frame = document.createElement("iframe");
    frame.style.cssText = "position:fixed;width:0;height:0;border:0";
    document.body.append(frame);
    const paper = frame.contentDocument;
    paper.title = title;
    const heading = paper.createElement("h1");
    heading.textContent = title;
    heading.style.font = "600 22px Georgia, serif";
    if (musicFont()) paper.head.append(paper.importNode(musicFont(), true));
    paper.body.append(heading, paper.importNode(this.page.firstElementChild, true));
    frame.contentWindow.addEventListener("afterprint", () => frame.remove());
    frame.contentWindow.print();
  }
}

// A font declared inside a shadow root is not heard of: declare it in the document.
function adoptFont(style) {
  if (!style.textContent.includes("@font-face")) return;
  style.remove();
  if (musicFont()) return;
  const copy = document.createElement("style");
  copy.dataset.musicFont = "";
  copy.textContent = style.textContent;
  document.head.append(copy);
}

function musicFont() {
  return document.querySelector("style[data-music-font]");
}
