// Zendesk's messenger says when it is opened; of a conversation it says nothing.
import { emit, safe } from '../core/index.js';

((timer) => {
  timer = setInterval(safe(() => {
    zE('messenger:on', 'open', () => emit('chat', 'zendesk'));
    clearInterval(timer);
  }), 500);
})();
