// What the site tells Google Analytics 4 or a tag manager: shop and lead events (value, currency and count,
// nothing else), and Google's Consent Mode. The data layer is looked at; its push is never replaced.
import { consent, emit, listen, safe } from '../core/index.js';

((seen, look) => {
  setInterval(look = safe(() => {
    // By identity: a tag manager cuts the array, or sets another in its place.
    const entries = [...dataLayer];
    const fresh = entries.filter((entry) => !seen.includes(entry));
    seen = entries;
    fresh.forEach(safe((entry) => {
      const [kind, what, more] = entry[0] ? entry : ['event', entry.event];
      const data = more || entry.ecommerce || entry;
      if (kind == 'event' && /^(add|remove|view|begin|generate|sign)_|purchase/.test(what))
        emit(what, [+data.value || 0, data.currency, data.items?.length], 1);
      const storage = kind == 'consent' && data.analytics_storage;
      // What is refused by default was not yet decided; what is allowed in a region may not be so here.
      if (storage && (what == 'update' || storage == 'granted' && !data.region))
        consent(storage == 'granted' ? 'yes' : __REFUSAL__);
    }));
  }), 500);
  listen('pagehide', look);
})([]);
