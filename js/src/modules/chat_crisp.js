// Crisp keeps one handler for each event and it is the page's: so ask, once a second, and tell what is new.
import { emit, safe } from '../core/index.js';

['chat:opened', 'session:ongoing'].forEach((fact, started) => {
  let before = 1;
  setInterval(safe(() => {
    const is = $crisp.is(fact);
    if (is && !before) emit(started ? 'chat_started' : 'chat', 'crisp');
    before = is;
  }), 500);
});
