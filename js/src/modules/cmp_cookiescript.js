// CookieScript: performance.
import { consent, listen, stored } from '../core/index.js';

((look) => {
  listen('CookieScriptAccept CookieScriptAcceptAll CookieScriptReject load', look);
  stored(look);
})(() => {
  const { action, categories } = CookieScript.instance.currentState();
  if (action) consent(/performance/.test(categories) ? 'yes' : __REFUSAL__);
});
