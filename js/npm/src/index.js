// The npm package: the same core and modules as the script a site embeds, started by a call instead of a tag.
// Nothing is touched at import, so it may be imported where there is no window; there every call does nothing.
import start, { MODULES } from 'visitrace:core';

const early = [];
let started = false;

/** Whether what is passed may be configuration; the text says what is wrong. */
const problem = (config) =>
  !/^[a-z0-9]{8,32}$/.test(config.key) ? 'key: 8 to 32 characters of a-z and 0-9'
  : !/^https?:\/\/[^/?#]+/.test(config.host) ? 'host: the installation\'s address, e.g. https://visits.example.com'
  : !/^(wait|anon)$/.test(config.consent) ? 'consent: wait or anon'
  : !/^(no|anon)$/.test(config.refusal) ? 'refusal: no or anon'
  : !/^(no|anon)$/.test(config.objection) ? 'objection: no or anon'
  : config.parameters.some((name) => !/^[\w-]{1,64}$/.test(name)) ? 'parameters: letters, digits, _ and -'
  : config.modules.some((name) => !MODULES.includes(name)) ? `modules: some of ${MODULES.join(', ')}`
  : '';

export function init(config) {
  const c = {
    prefix: 's', consent: 'anon', refusal: 'no', objection: 'no', modules: ['auto'], parameters: [],
    hashes: false, frames: false, ...config,
  };
  const wrong = problem(c);
  if (wrong) throw new TypeError(`visitrace: ${wrong}`);
  // Twice is once: frameworks mount their roots more than once.
  if (typeof window == 'undefined' || started) return;
  started = true;
  start({
    ...c,
    url: `${c.host.replace(/\/+$/, '')}/${c.prefix}/${c.key}`,
    query: c.parameters.map((name) => `|${name}=`).join(''),
  });
  // Where a tag has started it before, that one goes on and gets the calls.
  early.splice(0).forEach((call) => window.vt?.(...call));
}

const call = (...given) => {
  if (typeof window == 'undefined') return;
  if (typeof window.vt == 'function') window.vt(...given);
  else if (early.length < 50) early.push(given);
};

export const track = (name, properties, urgent) => call(name, properties, urgent);
export const page = (kind) => call('page', kind);
export const consent = (state) => call('consent', state);
export const identify = (id, traits) => call('identify', id, traits);
export const off = (on = true) => call('off', on);
export { MODULES };
