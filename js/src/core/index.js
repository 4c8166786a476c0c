import './guard.js';
export { emit } from './send.js';
export { clean } from './url.js';
export { listen } from './tools.js';
import './start.js';
