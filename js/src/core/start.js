import { consent, emit, retry, state, view } from './send.js';
import { open, watch } from './view.js';
import { listen, stored } from './tools.js';

const calls = window.vt?.q || [];

const run = ([name, first, second]) => {
  try {
    if (name == 'page') open(first || name);
    else if (name == 'consent') consent(first);
    else if (name == 'off') {
      stored((storage) => first === false ? delete storage['vt-off'] : (storage['vt-off'] = 1));
      consent(first === false ? __CONSENT__ : 'no');
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
