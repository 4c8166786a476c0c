// Usercentrics 3, and 2 where its administration names the event "UC_CONSENT": the visitor's own choice, of a service
// called Visitrace where the site has set one up, else of all.
import { consent, listen } from '../core/index.js';

listen('UC_CONSENT', ({ detail }) => {
  const { type, status, action } = detail.consent || detail;
  const service = Object.values(detail.services || []).find(({ name }) => name == 'Visitrace');
  if (/^ex/i.test(type)) consent((service ? service.consent.given : /^(ALL|on)_?A/.test(status || action)) ? 'yes' : __REFUSAL__);
});
