// The small edition: views, engaged time, events of the page's own. No consent, no id, no second try,
// no mask (the server masks). The same wire format and the same words for the page as core.

// What a page set before us. Not in a frame (and a file's address is refused by the server), not twice ("debugger" becomes "return").
const early = window.vt || [];
if (top != window || early.v) debugger;

let view;
let sequence;
let engaged;
let last;
let active;
let path;
let calls = early.q || [];
let off = navigator.globalPrivacyControl || navigator.doNotTrack == 1;

const send = (name, payload) => {
  try {
    if (name == 'off') {
      off = payload !== false;
      localStorage.vt_off = off || '';
    } else off || fetch(__URL__, {
      method: 'POST',
      keepalive: true,
      credentials: 'omit',
      // One event each, so its time is the time of sending.
      body: JSON.stringify({ ...view, t: document.title + '', e: [[name, sequence++, 0, payload]] }),
    }).catch(() => {});
  } catch {}
};

// Every event is looked at in the same way: does the time since the last one count, was the page left, is it another?
const step = ({ type }) => {
  try {
    const time = Math.min(-last + (last = performance.now() | 0), 3e4);
    if (active) engaged += time;
    active = document.hasFocus();
    const hidden = document.hidden == 1;
    if (hidden || path != location.pathname) {
      if (engaged) send('en', [engaged]);
      if (!hidden) {
        try {
          off = off || localStorage.vt_off;
        } catch {}
        const from = view ? view.u : document.referrer;
        const kind = view && (path ? 's' : 'b');
        path = location.pathname;
        view = {
          v: 1,
          i: (Math.random() + '').slice(2),
          // Of the parameters only those that tell of a campaign.
          u: location.origin + path + location.search.replace(/([?&])(?!utm_|vt_|ref=__QUERY__)[^&]*/g, '$1'),
          b: navigator.webdriver,
        };
        sequence = engaged = 0;
        send('pv', [from + '', kind, innerWidth]);
        calls.splice(0).map((call) => send(...call));
      }
    }
    // Not here any more: who comes back, to a page the browser has kept, looks at it anew.
    if (type == 'pagehide') path = 0;
  } catch {}
};

(window.vt = (...call) => (view ? send(...call) : calls.push(call))).v = 1;

if (location.hash == '#vt-off') send('off');
'pointermove scroll blur visibilitychange pagehide'.split(' ').forEach((name) => addEventListener(name, step, true));
// A router moves without telling: look. Nothing of the page is ever patched. (So the first view is seen, too:
// half a second after the script came, or when something happens before that.)
setInterval(() => path != location.pathname && step(0), 500);
