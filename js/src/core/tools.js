// Whatever goes wrong in `run` must never reach the page: the result then is undefined.
export const safe = (run) => (...given) => {
  try {
    return run(...given);
  } catch {}
};

// Where to send: the address the script really came from (it may be proxied); the baked one where a page
// builder re-creates the tag or merges files. Only a script has a text: an image called "currentScript" is none.
// An inline script (files merged into the page) has a text, too.
const { text, src } = document.currentScript || 0;
// (By index: a page may have broken how lists are taken apart.)
const parts = text == '' ? src.split('/__KEY__.') : [];
export const endpoint = parts[1] ? parts[0] + '/__KEY__' : __URL__;

// Whole milliseconds of a clock that no one sets. Where a page has a `performance` of its own, time stands still:
// an event then has the time of its arrival.
export const now = () => performance.now?.() >>> 0;

// The time too: pages replace Math.random, to be reproducible.
export const random = () => Date.now() + (Math.random() + '').slice(2);

// Capture phase on window: sees events before the page can stop them, and those that do not bubble.
export const listen = (names, handler) =>
  names.split(' ').forEach((name) => safe(addEventListener)(name, safe(handler), true));

// Storage may be forbidden; then there is none.
export const stored = (use) => safe(() => use(localStorage))();
