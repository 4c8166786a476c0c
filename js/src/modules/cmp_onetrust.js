// OneTrust: group C0002 (performance). Before the visitor decided it names groups too, so ask whether he did.
import { consent, listen, stored } from '../core/index.js';

((look) => {
  listen('OneTrustGroupsUpdated load', look);
  stored(look);
})(() => {
  if (OneTrust.IsAlertBoxClosed()) consent(/C0002/.test(OnetrustActiveGroups) ? 'yes' : __REFUSAL__);
});
