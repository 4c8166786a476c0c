// The domain behind the "@" of a mail address somebody typed: only after a yes, and never what stands before it.
// Whether it is a company's or a mail provider's is for the server to know.
import { emit, listen, state } from '../core/index.js';

listen('change', ({ target }) => {
  if (state == 'yes' && target.type == 'email' && target.validity.valid) emit('md', target.value.split('@')[1]);
});
