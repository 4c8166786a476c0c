// Dynamics 365 Omnichannel.
import { emit, listen } from '../core/index.js';

listen('lcw:onMaximize lcw:startChat', ({ type }) => emit(/C/.test(type) ? 'chat_started' : 'chat', 'dynamics'));
