/** A worker that posts a message regularly, after it got the milliseconds between two. */

addEventListener("message", ({ data: period }) => setInterval(() => postMessage(0), period));
