// Borlabs Cookie 3: the service group "statistics". At the start only a yes is known; a refusal when it is given.
import { consent, listen, safe } from '../core/index.js';

((look) => {
  listen('borlabs-cookie-after-init borlabs-cookie-consent-saved', look);
  safe(look)(0);
})((event) => {
  if (BorlabsCookie.Consents.hasConsentForServiceGroup('statistics')) consent('yes');
  else if (/ved$/.test(event.type)) consent(__REFUSAL__);
});
