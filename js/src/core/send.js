import { endpoint, now, random, stored } from './tools.js';

// The current page view: {i: id, u: cleaned address, n: next sequence number}. None before the page was seen.
export let view;
export const setView = (next) => (view = next);

// "wait": keep, send nothing; "anon": send without an id; "yes": send with an id; "no": neither.
// A standing objection (opted out here, Global Privacy Control, Do Not Track) wins over any consent.
const allowed = (next) =>
  stored((storage) => storage['vt-off']) ? 'no'
  : navigator.globalPrivacyControl || navigator.doNotTrack == 1 ? __OBJECTION__
  : next;
export let state = allowed(__CONSENT__);

let visitor;
let batch;
let timer;
let ready = [];
const failed = new Set();

const body = (item) =>
  // In memory `a` is the batch's start; on the wire its age, so that no clock of the visitor's counts.
  JSON.stringify({ ...item, a: now() - item.a, c: state, x: visitor })
    // E-mail shaped parts, wherever they are: address, title, referrer, properties. The bounds keep
    // the time linear; the excluded characters keep a match inside one JSON string.
    .replace(/[^\s"/?&=#:;,\\]{1,99}(@|%(25)*40)[^\s"/?&=#:;,\\]{1,99}/g, '@');

const send = (item, delay) => {
  const again = () => {
    failed.add(item);
    // 2, 4, 8, 16, 32 s; after that only when the network comes back or the page is left.
    if (delay < 4e4) setTimeout(() => failed.delete(item) && send(item, delay * 2), delay);
  };
  if (state != 'no')
    try {
      const text = body(item);
      // A string body is text/plain: no header, no preflight.
      fetch(endpoint, { method: 'POST', body: text, keepalive: !text[6e4], credentials: 'omit' }).then(
        (answer) => answer.status > 499 && again(),
        again);
    } catch {
      again();
    }
};

const first = (item) => send(item, 2e3);

export const flush = () => {
  clearTimeout(timer);
  timer = 0;
  if (batch && ready.length < 50) {
    batch.t = `${document.title}`.slice(0, 300);
    ready.push(batch);
  }
  batch = 0;
  if (state != 'wait') ready.splice(0).forEach(first);
};

export const emit = (name, payload, urgent) => {
  if (state == 'no') return;
  const time = now();
  batch = batch || { v: 1, i: view.i, u: view.u, e: [], b: navigator.webdriver, a: time };
  batch.e.push([name, view.n++, time - batch.a, payload]);
  if (urgent || batch.e.length > 14) flush();
  else timer = timer || setTimeout(flush, 500);
};

// The page may be gone in a moment: what failed once goes as a beacon. The server knows it by (view, sequence).
export const rescue = () => failed.forEach((item) => navigator.sendBeacon(endpoint, body(item)));

export const retry = () => failed.forEach((item) => failed.delete(item) && first(item));

export const consent = (next) => {
  state = allowed(next);
  visitor = stored((storage) =>
    state == 'yes' ? (storage['vt-id'] = storage['vt-id'] || random() + random()) : void delete storage['vt-id']);
  if (state == 'no') {
    batch = 0;
    ready = [];
    failed.clear();
  }
  flush();
};
