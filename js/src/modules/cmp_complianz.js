// Complianz: statistics. At the start only a yes is known; a refusal when it is given.
import { consent, listen, safe } from '../core/index.js';

((look) => {
  listen('cmplz_status_change cmplz_fire_categories', look);
  safe(look)(0);
})((event) => {
  if (cmplz_has_consent('statistics')) consent('yes');
  else if (/ge$/.test(event.type)) consent(__REFUSAL__);
});
