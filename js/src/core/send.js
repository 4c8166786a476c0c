import { endpoint, now, random, safe, stored } from './tools.js';

// The current page view as each of its batches names it: {v, i: id, u: cleaned address, b: driven by a program}.
// None before the page was seen.
export let view;
let sequence;
export const setView = (address) => {
  view = { v: 1, i: random(), u: address, b: navigator.webdriver };
  sequence = 0;
};

// "wait": keep, send nothing; "anon": send without an id; "yes": send with an id; "no": neither.
// A standing objection (opted out here, Global Privacy Control, Do Not Track) wins over any consent.
const allowed = (next) =>
  stored((storage) => storage.vt_off) ? 'no'
  : navigator.globalPrivacyControl || navigator.doNotTrack == 1 ? __OBJECTION__
  : next;
export let state = allowed(__CONSENT__);

let visitor;
let batch;
// What waits for consent, or for another try.
const held = new Set();

const body = (item) =>
  // In memory `a` is the batch's start; on the wire its age, so that no clock of the visitor's counts.
  JSON.stringify({ ...item, a: now() - item.a, c: state, x: visitor })
    // E-mail shaped parts, wherever they are: address, title, referrer, properties. The bounds keep
    // the time linear; the excluded characters keep a match inside one JSON string.
    .replace(/[^"/?&=#, \\]{1,99}(@|%\d*40)[^"/?&=#, \\]{1,99}/g, '@');

const send = async (item, delay = 2e3) => {
  if (state == 'wait') held.size < 50 && held.add(item);
  // "anon" or "yes", asked for so that another word ("denied") sends nothing.
  else if (/^[ay]/.test(state)) {
    try {
      const text = body(item);
      // A string body is text/plain: no header, no preflight. Above 64 kB keepalive is refused.
      if ((await fetch(endpoint, { method: 'POST', body: text, keepalive: !text[6e4], credentials: 'omit' })).status < 500) return;
    } catch {}
    held.add(item);
    // 2, 4, 8, 16, 32 s; after that only when the network comes back or the page is left.
    if (delay < 4e4) setTimeout(() => held.delete(item) && send(item, delay * 2), delay);
  }
};

export const flush = safe(() => {
  // Where there is none, this throws, and that is the end of it; else there is none from here on.
  const item = batch;
  batch = item.x;
  item.t = `${document.title}`;
  send(item);
});

export const emit = (name, payload, urgent) => {
  if (!view || state == 'no') return;
  // What cannot be written throws here, so that it does not spoil the batch.
  JSON.stringify(payload);
  const time = now();
  batch = batch || { ...view, e: [], a: time };
  if (batch.e.push([name, sequence++, time - batch.a, payload]) > 14 || urgent) flush();
  else setTimeout(flush, 500);
};

// The page may be gone in a moment: what failed goes as a beacon. The server knows it by (view, sequence).
export const rescue = () => state != 'wait' && held.forEach((item) => navigator.sendBeacon(endpoint, body(item)));

// A copy of the set: a try that fails at once puts its batch back.
export const retry = () => [...held].forEach((item) => held.delete(item) && send(item));

export const consent = (next) => {
  state = allowed(next);
  visitor = stored((storage) =>
    state == 'yes' ? (storage.vt_id = storage.vt_id || random()) : void delete storage.vt_id);
  if (state == 'no') batch = visitor; // none
  // After a no this empties what was held: nothing is sent then, nor kept.
  retry();
};
