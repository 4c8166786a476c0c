// Where to send: the address the script really came from (it may be proxied); the baked one where a page
// builder re-creates the tag or merges files.
export const endpoint = (document.currentScript?.tagName === 'SCRIPT' && document.currentScript.src.match(/.*\/__KEY__(?=\.)/) || [__URL__])[0];

// Whole milliseconds of a clock that no one sets.
export const now = () => Math.round(performance.now());

export const random = () => Math.random().toString(36).slice(2);

// Capture phase on window: sees events before the page can stop them, and those that do not bubble.
// Whatever goes wrong inside must never reach the page.
export const listen = (names, handler) =>
  names.split(' ').forEach((name) =>
    addEventListener(name, (event) => {
      try {
        handler(event);
      } catch {}
    }, true));

// Storage may be forbidden; then there is none.
export const stored = (use) => {
  try {
    return use(localStorage);
  } catch {}
};
