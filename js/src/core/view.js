import { clean } from './url.js';
import { emit, flush, rescue, setView, view } from './send.js';
import { listen, now, safe } from './tools.js';

let active; // focused since `last`
let last;
let engaged;
let scrolled;
let told;

// A gap counts up to 30 s: who does nothing for longer has left, or reads no more.
const tick = safe(() => {
  const gap = Math.min(-last + (last = now()), 3e4);
  if (active) engaged += gap;
  // Never of a hidden page. An element called "hasFocus" is no function.
  active = document.hasFocus();
});

const measure = safe(() => {
  tick();
  scrolled = Math.max(scrolled, ((scrollY + innerHeight) * 100 / document.documentElement.scrollHeight) | 0);
});

// Engagement is cumulative: a lost, repeated or reordered one does no harm.
const leave = () => {
  measure();
  // A page is often left twice, by two events a moment apart.
  if (engaged > told + 50) emit('en', [(told = engaged), scrolled]);
  flush();
  rescue();
};

// kind: undefined (load), "s" (moved within the page), "b" (back from the cache), or a word of the caller's.
export const open = (kind) => {
  // None is no address, and neither is an element called "referrer".
  const from = view ? (leave(), view.u) : safe(clean)(document.referrer);
  setView(clean(location));
  engaged = scrolled = told = 0;
  tick();
  emit('pv', [from, kind, innerWidth]);
};

// A change of the query alone is no new page.
let place;
const moved = safe(() =>
  place != (place = clean(location.href.replace(/\?[^#]*/, ''))) && view && open('s'));

export const watch = (start) => {
  listen('keydown pointermove focus blur', tick);
  listen('scroll', measure);
  listen('visibilitychange pagehide pageshow', (event) =>
    document.hidden == 1 || event.type == 'pagehide' ? leave() : event.persisted ? open('b') : view ? tick() : start());
  moved();
  // Where the browser does not tell, look: nothing of the page is ever patched.
  // (An element or a variable of the page's may have that name.)
  if (window.navigation?.currentEntry) navigation.addEventListener('currententrychange', moved);
  else setInterval(moved, 500);
};
