// The board by mouse: a card is dragged onto a stage. Every move is one of the card's own forms or links, so
// that what is not among them cannot be done here; whether it may be done at all, the server decides.
const board = document.querySelector("[data-board]");
const says = document.querySelector("#board-says");
const box = document.querySelector("#ask");
const places = [...document.querySelectorAll("[data-stage]")];
const MQL = /^MQL/;
let held = null;

/** The card's own way to a stage; "*" leads to whatever its points give. */
function wayTo(card, stage) {
  const ways = [...card.querySelectorAll("[data-to]")];
  return ways.find((way) => way.dataset.to === stage) || ways.find((way) => way.dataset.to === "*" && MQL.test(stage));
}

function tell(text) { says.textContent = text; says.hidden = false; }

/** Show a move's form in place; where that fails, go to its page. */
async function ask(link) {
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("form.ask");
    if (!answer.ok || !form) throw new Error("no form");
    box.querySelector("h2").textContent = page.querySelector("h1").textContent;
    box.querySelector("#ask-form").replaceChildren(document.importNode(form, true));
    box.showModal();
  } catch { location.assign(link.href); }
}

function make(way) {
  if (way instanceof HTMLFormElement) way.requestSubmit();
  else ask(way);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-ask]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  ask(link);
});

// ---- dragging
for (const card of document.querySelectorAll("[data-card]")) card.draggable = true;
board?.addEventListener("dragstart", (event) => {
  held = event.target.closest("[data-card]");
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.id);
  held.classList.add("held-card");
  for (const place of places) place.classList.toggle("open-for", Boolean(wayTo(held, place.dataset.stage)));
});
document.addEventListener("dragend", () => {
  held?.classList.remove("held-card");
  for (const place of places) place.classList.remove("open-for", "over");
  held = null;
});
for (const place of places) {
  place.addEventListener("dragover", (event) => { if (held) { event.preventDefault(); place.classList.add("over"); } });
  place.addEventListener("dragleave", (event) => { if (!place.contains(event.relatedTarget)) place.classList.remove("over"); });
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!held || place.contains(held)) return;
    const way = wayTo(held, place.dataset.stage);
    if (way) make(way);
    else tell(board.dataset.no);
  });
}

// ---- j and k walk over the cards
document.addEventListener("keydown", (event) => {
  if (!["j", "k"].includes(event.key) || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const all = [...document.querySelectorAll("[data-card] a.row")];
  const at = all.indexOf(document.activeElement?.closest("[data-card]")?.querySelector("a.row"));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)))];
  next?.focus();
});
