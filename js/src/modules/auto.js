// Clicks and forms as neutral facts: where a link leads, which kinds of fields a form has. Never a value.
import { clean, emit, listen } from '../core/index.js';

listen('click auxclick', (event) => {
  // Button 2 opens a menu, nothing more.
  if (event.button < 2) for (const node of event.composedPath()) {
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
      const kind =
        /^[mstw]/.test(url) ? 'ct'
        : /\.(?!\w*html?|php|asp|jsp)\w{2,5}$/i.test(url.pathname) || node.hasAttribute('download') ? 'dl'
        : /^h/.test(url) && url.host != location.host && 'out';
      if (kind) emit(kind, url.host ? clean(url) : url.protocol, 1);
    }
  }
});

listen('submit', ({ target }) => {
  const kinds = [];
  // By index: fields called "elements", "length" or "id" stand in front of the form's own properties.
  for (let i = 0, field; (field = target[i++]); )
    if (!/hid|sub|but|ima|iel|res/.test(field.type))
      kinds.push(field.autocomplete?.replace(/^of?[nf]$/, '') || field.type);
  emit('form', [
    target.getAttribute('id') ?? target.getAttribute('name'),
    // Without an action it goes to the page's own address, whatever <base> says.
    clean(new URL(target.getAttribute('action') || location, document.baseURI)),
    kinds.join(),
  ], 1);
});
