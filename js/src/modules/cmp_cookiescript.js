// CookieScript: performance.
import { consent, listen, safe } from '../core/index.js';

((look) => {
  listen('CookieScriptAccept CookieScriptAcceptAll CookieScriptReject load', look);
  safe(look)(0);
})(() => {
  const { action, categories } = CookieScript.instance.currentState();
  if (action) consent(/performance/.test(categories) ? 'yes' : __REFUSAL__);
});
