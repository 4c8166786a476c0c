// LiveChat.
import { emit, safe } from '../core/index.js';

((timer) => {
  timer = setInterval(safe(() => {
    const chat = LiveChatWidget;
    clearInterval(timer);
    chat.on('visibility_changed', ({ visibility }) => visibility == 'maximized' && emit('chat', 'livechat'));
    chat.on('new_event', ({ author }) => author.type == 'customer' && emit('chat_started', 'livechat'));
  }), 500);
})();
