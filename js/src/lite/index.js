// The small edition: views, engaged time, events of the page's own. No consent, no id, no second try.
// The same wire format and the same words for the page as core.
import { early } from '../core/guard.js';
import { endpoint, listen, now, random, safe, stored } from '../core/tools.js';
import { clean } from '../core/url.js';

let view;
let sequence;
let engaged;
let last;
let active;
let off = stored((storage) => storage.vt_off)
  || __OBJECTION__ == 'no' && (navigator.globalPrivacyControl || navigator.doNotTrack == 1);

const emit = safe((name, payload) => off || fetch(endpoint, {
  method: 'POST',
  // One event each: its time is the time of sending.
  body: JSON.stringify({ ...view, t: `${document.title}`, a: 0, e: [[name, sequence++, 0, payload]] }),
  keepalive: true,
  credentials: 'omit',
}).catch(() => {}));

const tick = () => {
  const time = now();
  if (active) engaged += Math.min(time - last, 3e4);
  last = time;
  active = safe(() => document.hasFocus())();
};

const leave = () => {
  tick();
  if (engaged) emit('en', [engaged]);
};

const open = (kind) => {
  const from = view ? view.u : safe(clean)(document.referrer);
  if (view) leave();
  view = { v: 1, i: random(), u: clean(location), c: 'anon', b: navigator.webdriver };
  sequence = engaged = 0;
  tick();
  emit('pv', [from, kind, innerWidth]);
};

const run = safe(([name, first]) => {
  if (name == 'page') open(first || name);
  else if (name == 'off') {
    off = first !== false;
    stored((storage) => off ? (storage.vt_off = 1) : delete storage.vt_off);
  } else if (name != 'consent' && name != 'identify') emit(name, first);
  else if (first == 'no') off = 1;
});

const calls = early.q || [];
(window.vt = (...call) => (view ? run(call) : calls.push(call))).v = 1;

const start = () => {
  if (view || document.hidden == 1) return;
  if (location.hash == '#vt-off') run(['off']);
  open();
  calls.forEach(run);
};

const route = (address) => address.replace(/\?[^#]*/, '');
const moved = safe(() => view && route(clean(location)) != route(view.u) && open('s'));

listen('keydown pointermove scroll focus blur', tick);
listen('visibilitychange pagehide pageshow', (event) =>
  document.hidden == 1 || event.type == 'pagehide' ? view && leave() : event.persisted ? open('b') : start());
if (window.navigation?.currentEntry) navigation.addEventListener('currententrychange', moved);
else setInterval(moved, 500);
start();
