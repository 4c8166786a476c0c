// Keyboard, whole-row clicks, copy buttons, menus, and fragments that refresh themselves.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// ---- rows
const rows = () => $$("tr[data-href]");
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, label, summary")) return;
  if (String(getSelection())) return;
  if (event.metaKey || event.ctrlKey) open(row.dataset.href, "_blank", "noopener");
  else location.assign(row.dataset.href);
});
function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("at"));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
  all.forEach((row) => row.classList.toggle("at", row === next));
  next.scrollIntoView({ block: "nearest" });
  $("a.row", next)?.focus({ preventScroll: true });
}

// ---- tables wider than the screen are moved with the keyboard, too
const wide = new ResizeObserver((seen) => seen.forEach(({ target }) => {
  if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
}));
$$(".table-wrap").forEach((part) => wide.observe(part));

// ---- keyboard
let pending = "";
function go(name) {
  const link = $(`.rail a[href$="/${name}"]`);
  if (link) location.assign(link.href);
}
function search() {
  const field = $("#search");
  if (field) { field.focus(); field.select(); }
  else { const link = $('.rail a[href$="/accounts"]'); if (link) location.assign(`${link.href}?focus=search`); }
}
const keys = {
  j: () => step(1), k: () => step(-1), "/": search,
  x: () => $("tr.at input.pick")?.click(),
  n: () => $('[data-step="n"][href]')?.click(), p: () => $('[data-step="p"][href]')?.click(),
  u: () => ($('[data-step="u"][href]') || $('.over a[href$="/accounts"]'))?.click(),
  a: () => { const owner = $("#owner"); owner?.scrollIntoView({ block: "center" }); owner?.focus(); },
  "?": () => $("#keys")?.showModal(), g: () => { pending = "g"; },
};
const jumps = { t: "today", a: "accounts", b: "board", w: "work", l: "live", r: "reports" };
document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) {
    if (event.key === "Escape" && event.target.id === "search") event.target.blur();
    return;
  }
  if (pending === "g") { pending = ""; if (jumps[event.key]) { event.preventDefault(); go(jumps[event.key]); } return; }
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});
if (new URLSearchParams(location.search).get("focus") === "search") search();

// ---- from company to company, in the order of the list one came from
const listed = [...new Set($$("a.row").map((link) => link.pathname).filter((path) => path.includes("/accounts/")))];
try {
  if (listed.length > 1) {
    sessionStorage.setItem("list", JSON.stringify({ from: location.pathname + location.search, title: $("h1")?.textContent.trim() || "", listed }));
  }
  const among = $("[data-among]");
  const list = JSON.parse(sessionStorage.getItem("list") || "null");
  const at = list ? list.listed.map(decodeURIComponent).indexOf(decodeURIComponent(location.pathname)) : -1;
  if (among && at >= 0) {
    const lead = (step, path) => { if (path) $(`[data-step="${step}"]`).href = path; };
    lead("p", list.listed[at - 1]);
    lead("n", list.listed[at + 1]);
    lead("u", list.from);
    $('[data-step="u"]').textContent = among.dataset.of.replace("%(n)s", at + 1).replace("%(all)s", list.listed.length);
    $('[data-step="u"]').title = list.title;
    among.hidden = false;
  }
} catch { /* without storage there is no list to go through */ }

// ---- menus close when one looks elsewhere
document.addEventListener("click", (event) => {
  $$("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") $$("details[data-menu][open]").forEach((menu) => { menu.open = false; });
});

// ---- forms that answer at once
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// ---- picking rows: all at once, a stretch with shift, how many
const picks = () => $$("input.pick");
function counted() {
  const all = $("[data-pick-all]");
  const words = $("[data-picked]");
  const n = picks().filter((box) => box.checked).length;
  if (words) words.textContent = `${n} ${words.dataset.words}`;
  if (all) { all.checked = n > 0 && n === picks().length; all.indeterminate = n > 0 && !all.checked; }
}
let lastPick;
document.addEventListener("click", (event) => {
  if (!event.target.matches?.("input.pick")) return;
  const all = picks();
  if (event.shiftKey && lastPick) {
    const [from, to] = [all.indexOf(lastPick), all.indexOf(event.target)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((box) => { box.checked = event.target.checked; });
  }
  lastPick = event.target;
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) picks().forEach((box) => { box.checked = event.target.checked; });
  if (event.target.matches("[data-pick-all], input.pick")) counted();
});
$$("[data-pick-all]").forEach((box) => { box.hidden = false; });

// ---- copy
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = $(button.dataset.copy).textContent.trim();
  try { await navigator.clipboard.writeText(text); }
  catch { getSelection().selectAllChildren($(button.dataset.copy)); return; }
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1600);
});

// ---- fragments: <div data-refresh="/url" data-every="2000">
function refresh(box) {
  const every = Number(box.dataset.every) || 2000;
  let mark = box.dataset.mark || "";
  let wait = every;
  const state = $("[data-refresh-state]");
  const say = (name) => { if (state) state.dataset.state = name; };
  async function once() {
    if (document.hidden) return schedule();
    try {
      const answer = await fetch(box.dataset.refresh, { headers: { "X-Mark": mark }, credentials: "same-origin" });
      if (answer.status === 401) { location.reload(); return undefined; }
      if (answer.status === 200) {
        const known = new Set($$("[data-id]", box).map((item) => item.dataset.id));
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (known.size) $$("[data-id]", fresh).forEach((item) => { if (!known.has(item.dataset.id)) item.classList.add("fade-in"); });
        box.replaceChildren(...fresh.body.childNodes);
        mark = answer.headers.get("X-Mark") || "";
        if (answer.headers.get("X-Done")) box.dataset.stop = "1";
        box.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
      }
      wait = answer.ok || answer.status === 304 || answer.status === 204 ? every : Math.min(wait * 2, 30000);
      say(answer.status < 400 ? "on" : "off");
    } catch { wait = Math.min(wait * 2, 30000); say("off"); }
    return schedule();
  }
  const schedule = () => { if (!box.dataset.stop) setTimeout(once, wait); };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wait = every; });
  schedule();
}
$$("[data-refresh]").forEach(refresh);
