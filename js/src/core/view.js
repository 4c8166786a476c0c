import { clean } from './url.js';
import { emit, flush, rescue, setView, view } from './send.js';
import { listen, now } from './tools.js';

let active; // focused since `last`
let last;
let engaged;
let scrolled;
let told;

// A gap counts up to 30 s: who does nothing for longer has left, or reads no more.
const tick = () => {
  const time = now();
  if (active) engaged += Math.min(time - last, 3e4);
  last = time;
  active = document.hasFocus(); // never of a hidden page;
};

const measure = () => {
  tick();
  scrolled = Math.max(scrolled, ((scrollY + innerHeight) * 100 / document.documentElement.scrollHeight) | 0);
};

// Engagement is cumulative: a lost, repeated or reordered one does no harm.
const leave = () => {
  measure();
  // A page is often left twice, by two events a moment apart.
  if (engaged > told + 50) emit('en', [(told = engaged), scrolled]);
  rescue();
  flush();
};

// kind: undefined (load), "s" (moved within the page), "b" (back from the cache), or a word of the caller's.
export const open = (kind) => {
  const from = view ? view.u : document.referrer && clean(document.referrer);
  if (view) leave();
  setView(clean(location));
  engaged = scrolled = told = 0;
  tick();
  emit('pv', [from, kind, innerWidth]);
};

// A change of the query alone is no new page.
const route = (address) => address.replace(/\?[^#]*/, '');
const moved = () => view && route(clean(location)) != route(view.u) && open('s');

export const watch = (start) => {
  listen('keydown pointermove focus blur', tick);
  listen('scroll', measure);
  listen('visibilitychange pagehide pageshow', (event) =>
    document.hidden || event.type == 'pagehide' ? leave() : event.persisted ? open('b') : view ? tick() : start());
  // Where the browser does not tell, look: nothing of the page is ever patched.
  if (window.navigation) navigation.addEventListener('currententrychange', moved);
  else setInterval(moved, 500);
};
