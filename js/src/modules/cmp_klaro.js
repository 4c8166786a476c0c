// Klaro: a service called "visitrace".
import { consent, safe } from '../core/index.js';

((timer) => {
  timer = setInterval(safe(() => {
    const manager = klaro.getManager();
    const update = safe(() => {
      if (manager.confirmed) consent(manager.getConsent('visitrace') ? 'yes' : __REFUSAL__);
    });
    clearInterval(timer);
    manager.watch({ update });
    update();
  }), 500);
})();
