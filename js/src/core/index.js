import './guard.js';
export { run } from './start.js';
export { consent, emit, state } from './send.js';
export { clean } from './url.js';
export { endpoint, listen, safe, stored } from './tools.js';
