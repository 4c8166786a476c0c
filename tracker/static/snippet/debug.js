// On a page opened with #vt-debug: what the script knows, what it sends, and why it may send nothing.
// Not part of the script. Only whoever asks for it gets it, so that here fetch may be looked over the shoulder.
(() => {
  const here = document.currentScript ? document.currentScript.src.replace(/[^/]*$/, '') : '';
  const tags = [...document.scripts].filter((tag) => tag.src.startsWith(here) && /\/[a-z0-9]{8,32}(\.[0-9a-f]{16})?\.js/.test(tag.src));
  const endpoint = tags[0] && tags[0].src.replace(/(\.[0-9a-f]{16})?\.js.*$/, '');
  if (!endpoint || document.getElementById('vt-debug-box')) return;
  const texts = {
    en: ['Site key', 'Consent', 'Objection', 'Events', 'none', 'opted out in this browser', 'count this browser again', 'not known yet: nothing was sent',
      'waits for consent: nothing is sent before', 'nothing is sent', 'could not be sent: blocked, or no network', 'the page\'s policy forbids it', 'this host is not one of the site\'s', 'no site has this key', 'too many or too large', 'the installation cannot keep it now; tried again', 'kept', 'declined: objection', 'the line is in the page more than once', 'close'],
    de: ['Schlüssel', 'Einwilligung', 'Widerspruch', 'Ereignisse', 'keiner', 'in diesem Browser widersprochen', 'diesen Browser wieder zählen', 'noch nicht bekannt: nichts wurde gesendet',
      'wartet auf Einwilligung: vorher wird nichts gesendet', 'nichts wird gesendet', 'nicht zu senden: blockiert oder kein Netz', 'die Richtlinie der Seite verbietet es', 'dieser Host gehört nicht zur Website', 'keine Website hat diesen Schlüssel', 'zu viele oder zu groß', 'die Installation kann es gerade nicht annehmen; wird wiederholt', 'angenommen', 'abgelehnt: Widerspruch', 'die Zeile steht mehrfach in der Seite', 'schließen'],
    nl: ['Sleutel', 'Toestemming', 'Bezwaar', 'Gebeurtenissen', 'geen', 'in deze browser afgemeld', 'deze browser weer tellen', 'nog niet bekend: er is niets verstuurd',
      'wacht op toestemming: eerder wordt niets verstuurd', 'er wordt niets verstuurd', 'niet te versturen: geblokkeerd of geen netwerk', 'het beleid van de pagina verbiedt het', 'deze host hoort niet bij de site', 'geen site heeft deze sleutel', 'te veel of te groot', 'de installatie kan het nu niet aannemen; wordt herhaald', 'aangenomen', 'afgewezen: bezwaar', 'de regel staat vaker in de pagina', 'sluiten'],
  };
  const language = [document.documentElement.lang, navigator.language].map((name) => `${name}`.slice(0, 2)).find((name) => texts[name]);
  const say = texts[language || 'en'];
  const meaning = { 204: say[16], 200: say[16], 403: say[12], 404: say[13], 413: say[14], 429: say[14], 503: say[15], 0: say[10] };

  const box = document.createElement('div');
  box.id = 'vt-debug-box';
  const root = box.attachShadow({ mode: 'open' });
  // A constructed sheet: no policy of the page's forbids it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{all:initial;position:fixed;inset:auto 12px 12px auto;z-index:2147483647;width:min(380px,calc(100vw - 24px));max-height:60vh;overflow:auto;
font:13px/1.45 system-ui,sans-serif;color:#1b1f1e;background:#fff;border:1px solid #9aa;border-radius:8px;box-shadow:0 4px 24px #0003;padding:12px 14px;box-sizing:border-box}
b{font-weight:600}p{margin:0 0 4px;overflow-wrap:anywhere}.bad{color:#a11}.good{color:#07654f}ol{margin:4px 0;padding-left:20px}button{font:inherit;margin:4px 8px 0 0}
@media(prefers-color-scheme:dark){:host{color:#e6e8e7;background:#1b1f1e;border-color:#566}.bad{color:#f88}.good{color:#6cc}}`);
  root.adoptedStyleSheets = [sheet];
  const add = (parent, name, text, kind) => {
    const item = document.createElement(name);
    item.textContent = text;
    if (kind) item.className = kind;
    return parent.appendChild(item);
  };
  const stored = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const line = (label, text, kind) => {
    const row = add(root, 'p', '', kind);
    add(row, 'b', `${label}: `);
    return add(row, 'span', text);
  };

  line(say[0], endpoint.replace(/.*\//, ''));
  const off = stored('vt_off');
  const objection = [off && say[5], navigator.globalPrivacyControl && 'Global Privacy Control', navigator.doNotTrack == 1 && 'Do Not Track'].filter(Boolean);
  line(say[2], objection.length ? `${objection.join(', ')}: ${say[9]}` : say[4], objection.length ? 'bad' : '');
  const consent = line(say[1], say[7]);
  const state = (name) => (consent.textContent = name == 'wait' ? `wait: ${say[8]}` : name == 'no' ? `no: ${say[9]}` : name);
  const look = () => window.vt && vt.d && state(vt.d()[1]);
  if (tags.length > 1) add(root, 'p', say[18], 'bad');
  add(add(root, 'p', ''), 'b', say[3]);
  const list = add(root, 'ol', '');
  const report = (names, status) => add(list, 'li', `${names} → ${status || ''} ${meaning[status] || ''}`, status == 204 || status == 200 ? 'good' : 'bad');

  // What went out before this file was here: only the status is known then.
  for (const entry of performance.getEntriesByType('resource'))
    if (entry.name == endpoint) report('…', entry.responseStatus || 0);
  const native = window.fetch;
  const watched = function (target, options) {
    const answer = native.apply(this, arguments);
    if (target === endpoint) {
      let names = '…';
      try {
        const batch = JSON.parse(options.body);
        names = batch.e.map((event) => event[0]).join(', ');
        state(batch.c);
      } catch {}
      answer.then((found) => report(names, found.headers.get('x-tracker-reason') == 'objection' ? say[17] : found.status), () => report(names, 0));
    }
    return answer;
  };
  window.fetch = watched;
  addEventListener('securitypolicyviolation', (event) => event.blockedURI.startsWith(new URL(endpoint).origin) && add(list, 'li', `${event.violatedDirective}: ${say[11]}`, 'bad'));
  const timer = setInterval(look, 500);
  look();

  if (off)
    add(root, 'button', say[6]).onclick = () => {
      vt('off', false);
      location.reload();
    };
  add(root, 'button', say[19]).onclick = () => {
    // Another script may have wrapped fetch since; then ours stays below and does nothing but pass on.
    if (window.fetch === watched) window.fetch = native;
    clearInterval(timer);
    box.remove();
  };
  (document.body || document.documentElement).append(box);
})();
