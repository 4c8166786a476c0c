// "#vt-debug" in the address loads what shows the batches, from where this script came. Once, and only then.
import { endpoint } from '../core/index.js';

if (location.hash == '#vt-debug')
  document.head.append(Object.assign(document.createElement('script'), { src: endpoint.replace(/\w+$/, 'debug.js') }));
