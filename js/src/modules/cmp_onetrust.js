// OneTrust: group C0002 (performance). Before the visitor decided it names groups too, so ask whether he did.
import { consent, listen, safe } from '../core/index.js';

((look) => {
  listen('OneTrustGroupsUpdated load', look);
  safe(look)(0);
})(() => {
  if (OneTrust.IsAlertBoxClosed()) consent(/C0002/.test(OnetrustActiveGroups) ? 'yes' : __REFUSAL__);
});
