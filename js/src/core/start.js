import { early } from './guard.js';
import { consent, emit, retry, state, view } from './send.js';
import { open } from './view.js';
import { listen, safe, stored } from './tools.js';

const calls = early.q || [];

export const run = safe(([name, first, second]) => {
  if (name == 'page') open(first || name);
  else if (name == 'consent') consent(first);
  else if (name == 'off') {
    // Who wants to be counted again is, from the next page on.
    first === false || consent('no');
    stored((storage) => (storage.vt_off = first === false ? '' : 1));
  } else if (name != 'identify') emit(name, first, second);
  else if (state == 'yes') emit(name, [first, second]);
});

(window.vt = (...call) => (view ? run(call) : calls.push(call))).v = 1;

// The first page view, but not of a page nobody looks at. ("== 1": an element called "hidden" is none.)
export const begin = safe(() => {
  // (The view is opened before any call runs: arguments come first.)
  view || document.hidden == 1 || calls.forEach(run, open());
});

listen('online', retry);
// Exactly this: "#vt-overview" is a place on the page. No link takes an objection back.
if (location.hash == '#vt-off') vt('off');
// Not now: the page is loading.
safe(setTimeout)(begin, 99);
