// Clicks and forms as neutral facts: where a link leads, which kinds of fields a form has. Never a value.
import { clean, emit, listen } from './core/index.js';

const FILE = /\.(pdf|docx?|xlsx?|pptx?|od[pst]|rtf|csv|epub|zip|rar|7z|t?gz|exe|msi|dmg|apk|mp[34]|ste?p|dwg|dxf)$/i;

listen('click auxclick', (event) => {
  if (event.button > 1) return;
  for (const node of event.composedPath()) {
    const data = node.dataset;
    if (data?.vt) {
      const properties = {};
      for (const key in data) if (/^vt./.test(key)) properties[key.slice(2).toLowerCase()] = data[key];
      emit(data.vt, properties, 1);
    }
    // getAttribute: the href of an SVG link is not a string.
    const href = node.getAttribute?.('href');
    if (href) {
      const url = new URL(href, document.baseURI);
      const scheme = /^(mailto|tel|sms|whatsapp):/.exec(url);
      if (scheme) emit('ct', scheme[1], 1);
      else if (!url.host) continue;
      else if (FILE.test(url.pathname) || node.download) emit('dl', clean(url), 1);
      else if (url.host != location.host) emit('out', clean(url), 1);
    }
  }
});

listen('submit', ({ target }) => {
  const kinds = [];
  // By index: fields called "elements", "length" or "id" stand in front of the form's own properties.
  for (let i = 0, field; (field = target[i++]); )
    if (!/hid|sub|but|ima|res|ield|out/.test(field.type))
      kinds.push(/^(on|off)?$/.test(field.autocomplete) ? field.type : field.autocomplete);
  emit('form', [
    target.getAttribute('id') || target.getAttribute('name'),
    clean(target.getAttribute('action') || location),
    kinds.join(),
  ], 1);
});
