// CookieYes: analytics.
import { consent, listen, safe } from '../core/index.js';

((look) => {
  listen('cookieyes_consent_update load', look);
  safe(look)(0);
})(() => {
  const { categories, isUserActionCompleted } = getCkyConsent();
  if (isUserActionCompleted) consent(categories.analytics ? 'yes' : __REFUSAL__);
});
