import { consent, emit, retry, state, view } from './send.js';
import { open, watch } from './view.js';
import { listen, stored } from './tools.js';

const calls = window.vt?.q || [];

const run = ([name, first, second]) => {
  try {
    if (name == 'page') open(first || name);
    else if (name == 'consent') consent(first);
    else if (name == 'off') {
      // Who wants to be counted again is, from the next page on.
      stored((storage) => first === false ? delete storage.vt_off : (storage.vt_off = 1));
      if (first !== false) consent('no');
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
  if (/^#vt-o/.test(location.hash)) vt('off', location.hash != '#vt-on');
  start();
} catch {}
