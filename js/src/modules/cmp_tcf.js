// IAB TCF 2: purposes 1 (storage) and 8 (measuring content).
import { consent, safe } from '../core/index.js';

((timer) => {
  timer = setInterval(safe(() => {
    __tcfapi('addEventListener', 2, safe(({ eventStatus, purpose: { consents } }) => {
      // "cmpuishown": not yet decided.
      if (/^[tu]/.test(eventStatus)) consent(consents[1] && consents[8] ? 'yes' : __REFUSAL__);
    }));
    clearInterval(timer);
  }), 500);
})();
