// HubSpot conversations.
import { emit, safe } from '../core/index.js';

((timer) => {
  timer = setInterval(safe(() => {
    const chat = HubSpotConversations;
    clearInterval(timer);
    chat.on('userInteractedWithWidget', () => emit('chat', 'hubspot'));
    chat.on('conversationStarted', () => emit('chat_started', 'hubspot'));
  }), 500);
})();
