// Runs in every document before the page does, and keeps what it needs: whatever the page breaks afterwards, this
// still sees. It compares the world before and after the snippet ran (the test's collector puts calls around it),
// and says what it found as lines on the console.
(() => {
  const { apply, ownKeys, getOwnPropertyDescriptor: described, getPrototypeOf, isExtensible } = Reflect;
  const bare = Object.create;
  const same = Object.is;
  const text = String;
  const say = console.debug.bind(console);
  const serializer = new XMLSerializer();
  const serialize = serializer.serializeToString.bind(serializer);
  const listen = EventTarget.prototype.addEventListener;
  const getter = (owner, name) => described(owner, name).get;
  const cookie = getter(Document.prototype, 'cookie');
  const steps = getter(History.prototype, 'length');
  const focused = getter(Document.prototype, 'activeElement');

  // Things a script could patch: the window's own, every constructor's prototype that is reached by a name, and
  // the namespaces. The list is made from the window as it was born.
  const watched = [['window', window], ['document', document], ['history', history], ['location', location],
    ['navigator', navigator], ['performance', performance], ['JSON', JSON], ['Math', Math], ['Reflect', Reflect],
    ['console', console], ['CSS', CSS], ['Intl', Intl], ['screen', screen]];
  for (const name of ownKeys(window)) {
    const { value } = described(window, name);
    if (typeof value !== 'function') continue;
    watched.push([text(name), value]);
    if (typeof value.prototype === 'object' && value.prototype) watched.push([`${text(name)}.prototype`, value.prototype]);
  }

  const look = () => {
    const seen = [];
    for (let i = 0; i < watched.length; i++) {
      const thing = watched[i][1];
      const own = bare(null);
      const keys = ownKeys(thing);
      for (let k = 0; k < keys.length; k++) own[keys[k]] = described(thing, keys[k]);
      seen[i] = { keys, own, parent: getPrototypeOf(thing), open: isExtensible(thing) };
    }
    return seen;
  };

  const alike = (one, other) =>
    same(one.value, other.value) && one.get === other.get && one.set === other.set &&
    one.writable === other.writable && one.enumerable === other.enumerable && one.configurable === other.configurable;

  const compare = (kind, before, after) => {
    for (let i = 0; i < watched.length; i++) {
      const one = before[i];
      const other = after[i];
      const tell = (what, key) => say(`~${kind} ${watched[i][0]}${key === undefined ? '' : `.${text(key)}`} ${what}`);
      if (one.parent !== other.parent) tell('got another prototype');
      if (one.open !== other.open) tell('was closed or opened');
      for (let k = 0; k < other.keys.length; k++)
        // The page's own life may begin before the snippet or after.
        if (other.keys[k] === 'life') continue;
        else if (!one.own[other.keys[k]]) tell('added', other.keys[k]);
        else if (!alike(one.own[other.keys[k]], other.own[other.keys[k]])) tell('changed', other.keys[k]);
      for (let k = 0; k < one.keys.length; k++)
        if (!other.own[one.keys[k]]) tell('removed', one.keys[k]);
    }
  };

  const page = () => {
    let kept = '';
    try {
      kept = apply(cookie, document, []);
    } catch {} // an opaque origin has none
    return `${serialize(document)}|${kept}|${apply(steps, history, [])}|${location.href}|${apply(focused, document, [])}`;
  };

  let world;
  let markup;
  const probe = (moment) => {
    if (moment === 'before') {
      world = look();
      markup = page();
    }
    if (moment === 'after') {
      compare('changed', world, look());
      if (markup !== page()) say('~changed the document');
    }
    // Here, because a document that is written anew has lost its listeners; a second time does nothing.
    if (moment === 'ready') apply(listen, window, ['keydown', report, true]);
    say(`~${moment}`);
  };
  Object.defineProperty(window, Symbol.for('probe'), { value: probe });

  apply(listen, document, ['securitypolicyviolation', (event) => say(`~policy ${event.violatedDirective} ${event.blockedURI}`)]);
  const report = (event) => {
    if (event.key !== 'F8') return;
    if (world) compare('late', world, look());
    say(`~document ${page()}`);
    const life = described(window, 'life');
    say(`~life ${life ? life.value : ''}`);
  };
})();
