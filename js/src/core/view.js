import { clean } from './url.js';
import { begin } from './start.js';
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

// Where the page was when it was last asked: at the start at once, for its router may move on before there is a
// quiet moment to look at it.
let place = location.href;

// kind: undefined (load), "s" (moved within the page), "b" (back from the cache), or a word of the caller's.
export const open = (kind) => {
  // An element called "referrer" is no address. (None is not even tried: an error costs more than all the rest.)
  const from = view ? (leave(), view.u) : document.referrer && safe(clean)(document.referrer);
  setView(clean(place));
  engaged = scrolled = told = 0;
  tick();
  emit('pv', [from, kind, innerWidth]);
};

// A change of the query alone is no new page.
const moved = safe(() => {
  begin();
  if (clean(place, []) != clean((place = location.href), [])) open('s');
});

listen('keydown pointermove focus blur', tick);
listen('scroll', measure);
listen('pageshow', (event) => event.persisted && open('b'));
listen('visibilitychange pagehide', (event) => {
  begin();
  (document.hidden == 1 || event.type == 'pagehide' ? leave : tick)();
});
// Where the browser does not tell, look: nothing of the page is ever patched.
// (An element or a variable of the page's may have that name.)
if (window.navigation?.currentEntry) navigation.addEventListener('currententrychange', moved);
else setInterval(moved, 500);
