// Cookiebot: statistics.
import { consent, listen, safe } from '../core/index.js';

((look) => {
  listen('CookiebotOnAccept CookiebotOnDecline load', look);
  safe(look)(0);
})(() => {
  if (Cookiebot.hasResponse) consent(Cookiebot.consent.statistics ? 'yes' : __REFUSAL__);
});
