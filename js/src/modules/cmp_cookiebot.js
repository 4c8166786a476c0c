// Cookiebot: statistics.
import { consent, listen, stored } from '../core/index.js';

((look) => {
  listen('CookiebotOnAccept CookiebotOnDecline load', look);
  stored(look);
})(() => {
  if (Cookiebot.hasResponse) consent(Cookiebot.consent.statistics ? 'yes' : __REFUSAL__);
});
