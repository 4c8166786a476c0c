import { early } from './guard.js';
import { consent, emit, retry, state, view } from './send.js';
import { open, watch } from './view.js';
import { listen, stored } from './tools.js';

const calls = early.q || [];

const run = ([name, first, second]) => {
  try {
    if (name == 'page') open(first || name);
    else if (name == 'consent') consent(first);
    else if (name == 'off') {
      // Who wants to be counted again is, from the next page on.
      if (first === false) stored((storage) => delete storage.vt_off);
      else {
        consent('no');
        stored((storage) => (storage.vt_off = 1));
      }
    } else if (name != 'identify') emit(name, first, second);
    else if (state == 'yes') emit(name, [first, second]);
  } catch {}
};

window.vt = (...call) => (view ? run(call) : calls.push(call));
vt.v = 1;

const start = () => {
  if (document.hidden) return;
  open();
  calls.forEach(run);
};

try {
  watch(start);
  listen('online', retry);
  // Exactly this: "#vt-overview" is a place on the page. No link takes an objection back.
  if (location.hash == '#vt-off') vt('off');
  start();
} catch {}
