// Usercentrics 3 (UC_CONSENT) and 2 (an event named in its administration, or "consent_status"): a service called
// Visitrace, where the site has set one up; else all of them.
import { consent, listen, safe, stored } from '../core/index.js';

((look) => {
  listen('UC_CONSENT ucEvent consent_status', ({ detail }) => look(detail));
  stored(() => __ucCmp.getConsentDetails().then(look, look));
})(safe((detail) => {
  const { consent: told = detail, services = {} } = detail;
  const ours = Object.values(services).find(({ name }) => name == 'Visitrace')?.consent.given ?? detail.Visitrace;
  if (/^ex/i.test(told.type))
    consent(ours ?? /^ALL_A|onAcceptA/.test(told.status || told.action) ? 'yes' : __REFUSAL__);
}));
