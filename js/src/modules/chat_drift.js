// Drift.
import { emit, safe } from '../core/index.js';

((timer) => {
  timer = setInterval(safe(() => {
    const chat = drift;
    clearInterval(timer);
    chat.on('chatOpen', () => emit('chat', 'drift'));
    chat.on('startConversation', () => emit('chat_started', 'drift'));
  }), 500);
})();
