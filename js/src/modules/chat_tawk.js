// tawk.to.
import { emit, listen } from '../core/index.js';

listen('tawkChatMaximized tawkChatStarted', ({ type }) => emit(/S/.test(type) ? 'chat_started' : 'chat', 'tawk'));
