import { early } from './guard.js';
import { consent, emit, retry, state, view } from './send.js';
import { open, watch } from './view.js';
import { listen, safe, stored } from './tools.js';

const calls = early.q || [];

export const run = safe(([name, first, second]) => {
  if (name == 'page') open(first || name);
  else if (name == 'consent') consent(first);
  else if (name == 'off') {
    // Who wants to be counted again is, from the next page on.
    if (first !== false) consent('no');
    stored((storage) => (first === false ? delete storage.vt_off : (storage.vt_off = 1)));
  } else if (name != 'identify') emit(name, first, second);
  else if (state == 'yes') emit(name, [first, second]);
});

(window.vt = (...call) => (view ? run(call) : calls.push(call))).v = 1;

const start = () => {
  // "== 1": an element called "hidden" is none.
  if (document.hidden == 1) return;
  open();
  calls.forEach(run);
};

watch(start);
listen('online', retry);
// Exactly this: "#vt-overview" is a place on the page. No link takes an objection back.
if (location.hash == '#vt-off') vt('off');
start();
