// CookieYes: analytics.
import { consent, listen, stored } from '../core/index.js';

((look) => {
  listen('cookieyes_consent_update load', look);
  stored(look);
})(() => {
  const { categories, isUserActionCompleted } = getCkyConsent();
  if (isUserActionCompleted) consent(categories.analytics ? 'yes' : __REFUSAL__);
});
