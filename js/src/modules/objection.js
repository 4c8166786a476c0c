// A control the site offers for an objection: a click on [data-vt-optout]; with the value "0" it takes one back.
import { listen, run } from '../core/index.js';

listen('click', ({ target }) => {
  const { vtOptout } = target.closest('[data-vt-optout]').dataset;
  run(['off', vtOptout != '0']);
});
