/**
 * The bars of the engraved sheet music: an area behind each, which shows the loop and takes clicks.
 */

const SVG = "http://www.w3.org/2000/svg";
const BESIDE = 0.75; // of the height of a staff: how far an area reaches above and below it

/**
 * Put an area behind every bar of a page.
 *
 * @param {Element} page
 * @returns {SVGRectElement[]} in the order of the bars
 */
export function addBarAreas(page) {
  return [...page.querySelectorAll("g.measure")].map((measure, index) => {
    const lines = [...measure.querySelectorAll("g.staff > path")].map((line) =>
      line.attributes.getNamedItem("d")?.value ?? ""
    );
    const area = document.createElementNS(SVG, "rect");
    const box = barBox(lines);
    for (const [name, value] of Object.entries(box)) area.setAttribute(name, String(value));
    area.setAttribute("class", "bar-area");
    area.dataset.bar = String(index);
    area.style.stroke = "none"; // the page draws all shapes of its own with a stroke
    measure.prepend(area);
    return area;
  });
}

/**
 * The area of a bar, from the lines of its staff.
 *
 * @param {string[]} lines paths such as "M0 1217 L4636 1217"
 */
export function barBox(lines) {
  const points = lines.map((line) => /^M(\S+) (\S+) L(\S+) /.exec(line)?.slice(1).map(Number)).filter((
    each,
  ) => !!each);
  const [left, top, right] = points[0] ?? [0, 0, 0];
  const height = (points.at(-1)?.[1] ?? top) - top;
  return { x: left, y: top - BESIDE * height, width: right - left, height: height * (1 + 2 * BESIDE) };
}

/**
 * The height that shows as many whole systems as fit, and the beginning of none that is cut.
 *
 * @param {number[]} bottoms of the systems, from the top of the page, ascending
 * @param {number} room
 */
export function wholeHeight(bottoms, room) {
  return Math.max(bottoms[0] ?? room, ...bottoms.filter((bottom) => bottom <= room));
}
