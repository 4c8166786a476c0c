// Contact data typed into a form that may never be sent: that there was some, once a page, and never what. A form
// that asks for a password is a sign-in.
import { emit, listen } from '../core/index.js';

((done) =>
  listen('change', ({ target }) => {
    if (!done && /email|tel/.test(target.type + target.autocomplete) && target.value && !target.form?.querySelector('[type=password]'))
      done = emit('contact_data') || 1;
  }))();
