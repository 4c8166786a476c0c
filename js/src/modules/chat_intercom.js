// Intercom says when its window is shown; of a conversation it says nothing.
import { emit, safe } from '../core/index.js';

((timer) => {
  timer = setInterval(safe(() => {
    Intercom('onShow', () => emit('chat', 'intercom'));
    clearInterval(timer);
  }), 500);
})();
