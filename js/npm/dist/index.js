// Built by build-npm.mjs from sources 5eac55098239d6ef0b3822748d291638
// core:visitrace:core
var MODULES = ["auto", "begun", "chat_crisp", "chat_drift", "chat_dynamics", "chat_hubspot", "chat_intercom", "chat_livechat", "chat_tawk", "chat_zendesk", "cmp_borlabs", "cmp_complianz", "cmp_cookiebot", "cmp_cookiescript", "cmp_cookieyes", "cmp_klaro", "cmp_onetrust", "cmp_tcf", "cmp_usercentrics", "datalayer", "embeds", "inspect", "md", "objection"];
function start(config) {
  var early2 = window.vt || 0;
  if (location.protocol < "h" || top != window && !config.frames || early2.v == 1) return;
  var safe = (run2) => (...given) => {
    try {
      return run2(...given);
    } catch {
    }
  };
  var { text, src } = document.currentScript || 0;
  var parts = text == "" ? src.split("/-.") : [];
  var endpoint = parts[1] ? parts[0] + "/-" : config.url;
  var now = () => performance.now?.() >>> 0;
  var random = () => Date.now() + (Math.random() + "").slice(2);
  var listen = (names, handler) => names.split(" ").forEach((name) => safe(addEventListener)(name, safe(handler), true));
  var stored = (use) => safe(() => use(localStorage))();
  var view;
  var sequence;
  var setView = (address) => {
    view = { v: 1, i: random(), u: address, b: navigator.webdriver };
    sequence = 0;
  };
  var allowed = (next) => (
    // What sends nothing anyway needs no look into the storage.
    !/^[ay]/.test(next) ? next : stored((storage) => storage.vt_off) ? "no" : navigator.globalPrivacyControl || navigator.doNotTrack == 1 ? config.objection : next
  );
  var state = config.consent;
  var visitor;
  var batch;
  var held = [];
  var drop = (item) => held = held.filter((other) => other != item);
  var body = (item) => (
    // In memory `a` is the batch's start; on the wire its age, so that no clock of the visitor's counts.
    JSON.stringify({ ...item, a: now() - item.a, c: state.match(/^[ay].*/)[0], x: visitor }).replace(/[^"/?&=#, \\]{1,99}(@|%\d*40)[^"/?&=#, \\]{1,99}/g, "@")
  );
  var send = async (item) => {
    drop(item);
    try {
      state = allowed(state);
      const text2 = body(item);
      if ((await fetch(endpoint, { method: "POST", body: text2, keepalive: !text2[6e4], credentials: "omit" })).status < 429) return;
    } catch {
    }
    if (state != "no") held[49] || held.push(item);
    safe(setTimeout)(() => held.includes(item) && send(item), now() - item.a + 2e3);
  };
  var flush = safe(() => {
    batch.t = safe(() => document.title + "")();
    send(batch);
    batch = null;
  });
  var emit = safe((name, payload, urgent) => {
    begin();
    if (!view || state == "no") return;
    JSON.stringify(payload);
    batch = batch || { ...view, e: [], a: now() };
    if (batch.e.push([name.trim(), sequence++, now() - batch.a, payload]) > 14 || urgent) flush();
    else setTimeout(flush, 500);
  });
  var rescue = safe(() => held.map((item) => navigator.sendBeacon(endpoint, body(item))));
  var retry = () => held.map(send);
  var consent2 = (next) => {
    state = allowed(next);
    visitor = stored((storage) => state == "yes" ? storage.vt_id = storage.vt_id || random() : void delete storage.vt_id);
    flush();
    retry();
  };
  var clean = (address, bare) => {
    const url = new URL(address);
    return (url.origin + url.pathname + (bare || (url.search.match(new RegExp("[?&]((utm_|vt_|ref=" + config.query + ")[^&]*|\\w*(clid|braid|li_fat_id)=)", "g")) || []).join("").replace(/^&/, "?")) + (config.hashes || /^#[!/]/.test(url.hash) ? url.hash.split(/[?&]/)[0] : "")).slice(0, 2e3);
  };
  var active;
  var last;
  var engaged;
  var scrolled;
  var told;
  var tick = safe(() => {
    const gap = Math.min(-last + (last = now()), 3e4);
    if (active) engaged += gap;
    active = document.hasFocus();
  });
  var measure = safe(() => {
    tick();
    scrolled = Math.max(scrolled, (scrollY + innerHeight) * 100 / document.documentElement.scrollHeight | 0);
  });
  var leave = () => {
    measure();
    if (engaged > told + 50) emit("en", [told = engaged, scrolled]);
    flush();
    rescue();
  };
  var place = location.href;
  var open = (kind) => {
    const from = view ? (leave(), view.u) : document.referrer && safe(clean)(document.referrer);
    setView(clean(place));
    engaged = scrolled = told = 0;
    tick();
    emit("pv", [from, kind, innerWidth]);
  };
  var moved = safe(() => {
    begin();
    if (clean(place, []) != clean(place = location.href, [])) open("s");
  });
  listen("keydown pointermove focus blur", tick);
  listen("scroll", measure);
  listen("pageshow", (event) => event.persisted && open("b"));
  listen("visibilitychange pagehide", (event) => {
    begin();
    (document.hidden == 1 || event.type == "pagehide" ? leave : tick)();
  });
  if (window.navigation?.currentEntry) navigation.addEventListener("currententrychange", moved);
  else setInterval(moved, 500);
  var calls = early2.q || [];
  var run = safe(([name, first, second]) => {
    if (name == "page") open(first || name);
    else if (name == "consent") consent2(first);
    else if (name == "off") {
      first === false || consent2("no");
      stored((storage) => storage.vt_off = first === false ? "" : 1);
    } else if (name != "identify") emit(name, first, second);
    else if (state == "yes") emit(name, [first, second]);
  });
  (window.vt = (...call2) => view ? run(call2) : calls.push(call2)).v = 1;
  var begin = safe(() => {
    view || document.hidden == 1 || calls.forEach(run, open());
  });
  listen("online", retry);
  if (location.hash == "#vt-off") vt("off");
  safe(setTimeout)(begin, 99);
  if (config.modules.includes("auto")) {
    listen("click auxclick", (event) => {
      if (event.button < 2) for (const node of event.composedPath()) {
        const data = node.dataset;
        if (data?.vt) {
          const properties = {};
          for (const key in data) if (/^vt./.test(key)) properties[key.slice(2).toLowerCase()] = data[key];
          emit(data.vt, properties, 1);
        }
        const href = node.getAttribute?.("href");
        if (href) {
          const url = new URL(href, document.baseURI);
          const kind = /^[mstw]/.test(url) ? "ct" : /\.(?!\w*html?|php|asp|jsp)\w{2,5}$/i.test(url.pathname) || node.hasAttribute("download") ? "dl" : /^h/.test(url) && url.host != location.host && "out";
          if (kind) emit(kind, url.host ? clean(url) : url.protocol, 1);
        }
      }
    });
    listen("submit", ({ target }) => {
      const kinds = [];
      for (let i = 0, field; field = target[i++]; )
        if (!/hid|sub|but|ima|iel|res/.test(field.type))
          kinds.push(field.autocomplete?.replace(/^of?[nf]$/, "") || field.type);
      emit("form", [
        target.getAttribute("id") ?? target.getAttribute("name"),
        // Without an action it goes to the page's own address, whatever <base> says.
        clean(new URL(target.getAttribute("action") || location, document.baseURI)),
        kinds.join()
      ], 1);
    });
  }
  if (config.modules.includes("begun")) {
    ((done) => listen("change", ({ target }) => {
      if (!done && /email|tel/.test(target.type + target.autocomplete) && target.value && !target.form?.querySelector("[type=password]"))
        done = emit("contact_data") || 1;
    }))();
  }
  if (config.modules.includes("chat_crisp")) {
    ["chat:opened", "session:ongoing"].forEach((fact, started2) => {
      let before = 1;
      setInterval(safe(() => {
        const is = $crisp.is(fact);
        if (is && !before) emit(started2 ? "chat_started" : "chat", "crisp");
        before = is;
      }), 500);
    });
  }
  if (config.modules.includes("chat_drift")) {
    ((timer) => {
      timer = setInterval(safe(() => {
        const chat = drift;
        clearInterval(timer);
        chat.on("chatOpen", () => emit("chat", "drift"));
        chat.on("startConversation", () => emit("chat_started", "drift"));
      }), 500);
    })();
  }
  if (config.modules.includes("chat_dynamics")) {
    listen("lcw:onMaximize lcw:startChat", ({ type }) => emit(/C/.test(type) ? "chat_started" : "chat", "dynamics"));
  }
  if (config.modules.includes("chat_hubspot")) {
    ((timer) => {
      timer = setInterval(safe(() => {
        const chat = HubSpotConversations;
        clearInterval(timer);
        chat.on("userInteractedWithWidget", () => emit("chat", "hubspot"));
        chat.on("conversationStarted", () => emit("chat_started", "hubspot"));
      }), 500);
    })();
  }
  if (config.modules.includes("chat_intercom")) {
    ((timer) => {
      timer = setInterval(safe(() => {
        Intercom("onShow", () => emit("chat", "intercom"));
        clearInterval(timer);
      }), 500);
    })();
  }
  if (config.modules.includes("chat_livechat")) {
    ((timer) => {
      timer = setInterval(safe(() => {
        const chat = LiveChatWidget;
        clearInterval(timer);
        chat.on("visibility_changed", ({ visibility }) => visibility == "maximized" && emit("chat", "livechat"));
        chat.on("new_event", ({ author }) => author.type == "customer" && emit("chat_started", "livechat"));
      }), 500);
    })();
  }
  if (config.modules.includes("chat_tawk")) {
    listen("tawkChatMaximized tawkChatStarted", ({ type }) => emit(/S/.test(type) ? "chat_started" : "chat", "tawk"));
  }
  if (config.modules.includes("chat_zendesk")) {
    ((timer) => {
      timer = setInterval(safe(() => {
        zE("messenger:on", "open", () => emit("chat", "zendesk"));
        clearInterval(timer);
      }), 500);
    })();
  }
  if (config.modules.includes("cmp_borlabs")) {
    ((look) => {
      listen("borlabs-cookie-after-init borlabs-cookie-consent-saved", look);
      safe(look)(0);
    })((event) => {
      if (BorlabsCookie.Consents.hasConsentForServiceGroup("statistics")) consent2("yes");
      else if (/ved$/.test(event.type)) consent2(config.refusal);
    });
  }
  if (config.modules.includes("cmp_complianz")) {
    ((look) => {
      listen("cmplz_status_change cmplz_fire_categories", look);
      safe(look)(0);
    })((event) => {
      if (cmplz_has_consent("statistics")) consent2("yes");
      else if (/ge$/.test(event.type)) consent2(config.refusal);
    });
  }
  if (config.modules.includes("cmp_cookiebot")) {
    ((look) => {
      listen("CookiebotOnAccept CookiebotOnDecline load", look);
      safe(look)(0);
    })(() => {
      if (Cookiebot.hasResponse) consent2(Cookiebot.consent.statistics ? "yes" : config.refusal);
    });
  }
  if (config.modules.includes("cmp_cookiescript")) {
    ((look) => {
      listen("CookieScriptAccept CookieScriptAcceptAll CookieScriptReject load", look);
      safe(look)(0);
    })(() => {
      const { action, categories } = CookieScript.instance.currentState();
      if (action) consent2(/performance/.test(categories) ? "yes" : config.refusal);
    });
  }
  if (config.modules.includes("cmp_cookieyes")) {
    ((look) => {
      listen("cookieyes_consent_update load", look);
      safe(look)(0);
    })(() => {
      const { categories, isUserActionCompleted } = getCkyConsent();
      if (isUserActionCompleted) consent2(categories.analytics ? "yes" : config.refusal);
    });
  }
  if (config.modules.includes("cmp_klaro")) {
    ((timer) => {
      timer = setInterval(safe(() => {
        const manager = klaro.getManager();
        const update = safe(() => {
          if (manager.confirmed) consent2(manager.getConsent("visitrace") ? "yes" : config.refusal);
        });
        clearInterval(timer);
        manager.watch({ update });
        update();
      }), 500);
    })();
  }
  if (config.modules.includes("cmp_onetrust")) {
    ((look) => {
      listen("OneTrustGroupsUpdated load", look);
      safe(look)(0);
    })(() => {
      if (OneTrust.IsAlertBoxClosed()) consent2(/C0002/.test(OnetrustActiveGroups) ? "yes" : config.refusal);
    });
  }
  if (config.modules.includes("cmp_tcf")) {
    ((timer) => {
      timer = setInterval(safe(() => {
        __tcfapi("addEventListener", 2, safe(({ eventStatus, purpose: { consents } }) => {
          if (/^[tu]/.test(eventStatus)) consent2(consents[1] && consents[8] ? "yes" : config.refusal);
        }));
        clearInterval(timer);
      }), 500);
    })();
  }
  if (config.modules.includes("cmp_usercentrics")) {
    listen("UC_CONSENT", ({ detail }) => {
      const { type, status, action } = detail.consent || detail;
      const service = Object.values(detail.services || []).find(({ name }) => name == "Visitrace");
      if (/^ex/i.test(type)) consent2((service ? service.consent.given : /^(ALL|on)_?A/.test(status || action)) ? "yes" : config.refusal);
    });
  }
  if (config.modules.includes("datalayer")) {
    ((seen, look) => {
      setInterval(look = safe(() => {
        const entries = [...dataLayer];
        const fresh = entries.filter((entry) => !seen.includes(entry));
        seen = entries;
        fresh.forEach(safe((entry) => {
          const [kind, what, more] = entry[0] ? entry : ["event", entry.event];
          const data = more || entry.ecommerce || entry;
          if (kind == "event" && /^(add|remove|view|begin|generate|sign)_|purchase/.test(what))
            emit(what, [+data.value || 0, data.currency, data.items?.length], 1);
          const storage = kind == "consent" && data.analytics_storage;
          if (storage && (what == "update" || storage == "granted" && !data.region))
            consent2(storage == "granted" ? "yes" : config.refusal);
        }));
      }), 500);
      listen("pagehide", look);
    })([]);
  }
  if (config.modules.includes("embeds")) {
    listen("message hs-form-event:on-submission:success", ({ origin, data, detail }) => {
      const vendor = /[./](calendly|typeform|chilipiper|hubspot)\.com$/.exec(origin)?.[1];
      const told2 = vendor && JSON.stringify(data);
      if (/t_scheduled|g-confirmed|BookS/.test(told2)) emit("meet", vendor);
      const form = vendor ? /form-submit"/.test(told2) && data.formId : detail?.formId || origin == location.origin && data.eventName == "onFormSubmitted" && data.id;
      if (form) emit("form", [form, clean(location), vendor || "hubspot"]);
    });
  }
  if (config.modules.includes("inspect")) {
    if (location.hash == "#vt-debug")
      document.head.append(Object.assign(document.createElement("script"), { src: endpoint.replace(/\w+$/, "debug.js") }));
  }
  if (config.modules.includes("md")) {
    listen("change", ({ target }) => {
      if (state == "yes" && target.type == "email" && target.validity.valid) emit("md", target.value.split("@")[1]);
    });
  }
  if (config.modules.includes("objection")) {
    listen("click", ({ target }) => {
      const { vtOptout } = target.closest("[data-vt-optout]").dataset;
      run(["off", vtOptout != "0"]);
    });
  }
}

// npm/src/index.js
var early = [];
var started = false;
var problem = (config) => !/^[a-z0-9]{8,32}$/.test(config.key) ? "key: 8 to 32 characters of a-z and 0-9" : !/^https?:\/\/[^/?#]+/.test(config.host) ? "host: the installation's address, e.g. https://visits.example.com" : !/^(wait|anon)$/.test(config.consent) ? "consent: wait or anon" : !/^(no|anon)$/.test(config.refusal) ? "refusal: no or anon" : !/^(no|anon)$/.test(config.objection) ? "objection: no or anon" : config.parameters.some((name) => !/^[\w-]{1,64}$/.test(name)) ? "parameters: letters, digits, _ and -" : config.modules.some((name) => !MODULES.includes(name)) ? `modules: some of ${MODULES.join(", ")}` : "";
function init(config) {
  const c = {
    prefix: "s",
    consent: "anon",
    refusal: "no",
    objection: "no",
    modules: ["auto"],
    parameters: [],
    hashes: false,
    frames: false,
    ...config
  };
  const wrong = problem(c);
  if (wrong) throw new TypeError(`visitrace: ${wrong}`);
  if (typeof window == "undefined" || started) return;
  started = true;
  start({
    ...c,
    url: `${c.host.replace(/\/+$/, "")}/${c.prefix}/${c.key}`,
    query: c.parameters.map((name) => `|${name}=`).join("")
  });
  early.splice(0).forEach((call2) => window.vt?.(...call2));
}
var call = (...given) => {
  if (typeof window == "undefined") return;
  if (typeof window.vt == "function") window.vt(...given);
  else if (early.length < 50) early.push(given);
};
var track = (name, properties, urgent) => call(name, properties, urgent);
var page = (kind) => call("page", kind);
var consent = (state) => call("consent", state);
var identify = (id, traits) => call("identify", id, traits);
var off = (on = true) => call("off", on);
export {
  MODULES,
  consent,
  identify,
  init,
  off,
  page,
  track
};
