import { begin } from './start.js';
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
  // What sends nothing anyway needs no look into the storage.
  !/^[ay]/.test(next) ? next
  : stored((storage) => storage.vt_off) ? 'no'
  : navigator.globalPrivacyControl || navigator.doNotTrack == 1 ? __OBJECTION__
  : next;
// Whether somebody objects is asked when something is to be sent, no earlier: the first look into the
// storage is what would cost most while the page loads.
export let state = __CONSENT__;

let visitor;
let batch;
// What waits for consent, or for another try. (A list: pages have a "Set" of their own.)
let held = [];
const drop = (item) => (held = held.filter((other) => other != item));

// Throws unless the state is "anon" or "yes" (asked for so that another word, "denied", sends nothing).
const body = (item) =>
  // In memory `a` is the batch's start; on the wire its age, so that no clock of the visitor's counts.
  JSON.stringify({ ...item, a: now() - item.a, c: state.match(/^[ay].*/)[0], x: visitor })
    // E-mail shaped parts, wherever they are: address, title, referrer, properties. The bounds keep
    // the time linear; the excluded characters keep a match inside one JSON string.
    .replace(/[^"/?&=#, \\]{1,99}(@|%\d*40)[^"/?&=#, \\]{1,99}/g, '@');

const send = async (item) => {
  drop(item);
  try {
    state = allowed(state);
    const text = body(item);
    // A string body is text/plain: no header, no preflight. Above 64 kB keepalive is refused.
    if ((await fetch(endpoint, { method: 'POST', body: text, keepalive: !text[6e4], credentials: 'omit' })).status < 429) return;
  } catch {}
  if (state != 'no') held[49] || held.push(item);
  // Again at about twice the age, so ever more seldom.
  safe(setTimeout)(() => held.includes(item) && send(item), now() - item.a + 2e3);
};

export const flush = safe(() => {
  // Where there is none, this throws, and that is the end of it.
  batch.t = safe(() => document.title + '')();
  send(batch);
  batch = null;
});

// Safe: what cannot be written, or has no text for a name, is not told, and does not spoil the batch.
export const emit = safe((name, payload, urgent) => {
  // Something may happen before the idle moment in which the page view is looked at.
  begin();
  if (!view || state == 'no') return;
  JSON.stringify(payload);
  batch = batch || { ...view, e: [], a: now() };
  if (batch.e.push([name.trim(), sequence++, now() - batch.a, payload]) > 14 || urgent) flush();
  else setTimeout(flush, 500);
});

// The page may be gone in a moment: what failed goes as a beacon. The server knows it by (view, sequence).
// Not what is under way: it has its keepalive, and a beacon takes the cookies of the site with it.
export const rescue = safe(() => held.map((item) => navigator.sendBeacon(endpoint, body(item))));

// Each try makes a list of its own, so this walks over what was held before.
export const retry = () => held.map(send);

export const consent = (next) => {
  state = allowed(next);
  visitor = stored((storage) =>
    state == 'yes' ? (storage.vt_id = storage.vt_id || random()) : void delete storage.vt_id);
  flush();
  // After a no both empty what is there: nothing is sent then, nor kept.
  retry();
};
