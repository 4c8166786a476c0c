"""What there is to look at in the demonstration: its pages, and the story docs/walk.md tells of it."""

from __future__ import annotations

from tracker.dashboard import places

ACCOUNT = "nordlicht-anlagenbau.example"
#: The pages that no list leads to. Every page of the rail and of the set-up page joins by itself.
FURTHER = {
    "account": f"/site/demo/accounts/{ACCOUNT}",
    "why": f"/site/demo/why/{ACCOUNT}",
    "move": "/site/demo/move/disqualify/" + ACCOUNT,
    "company": f"/companies/{ACCOUNT}",
    "scoring-version": "/site/demo/scoring/3",
    "editor-persona": "/site/demo/editor/persona",
    "editor-interactions": "/site/demo/editor/interactions",
    "editor-combine": "/site/demo/editor/combine",
    "editor-handover": "/site/demo/editor/handover",
    "editor-save": "/site/demo/editor/save",
    "simulator": "/site/demo/simulator?of=3&weeks=4",
    "setup": "/setup",
    "first-site": "/setup/start",
}
#: What a page is asked for, where it says more with it.
ASKED = {"traffic": "?days=30", "rules": "?url=https%3A%2F%2Fantriebe.example%2Fpreise"}


def _listed() -> dict[str, str]:
    every = (*places.WORK, *places.KNOW, *(place for group in places.SETUP for place in group.places))
    named = {place.path.strip("/"): place.href("demo") for place in every}
    return {name: path + ASKED.get(name, "") for name, path in named.items()}


PAGES = {**_listed(), **FURTHER}

#: What docs/walk.md tells of: the lane on the board, who, and what their card says.
TOLD = [
    ("MQL1", "Bodensee", "about to fall"),
    ("OFFERED", "Hartmann", "overdue"),
    ("OFFERED", "Van der Meer", "came back"),
    ("SAL", "Orchard Lane", "overdue"),
    ("SAL", "Kestrel", "in 2 weeks"),
]
STAGED = {
    "Spreewald Konserven": "LEAD",
    "Alpenglas Technik": "IQL",
    "Sauerland Draht": "MQL2",
    "Nordlicht Anlagenbau": "MQL3",
    "Harz Hydraulik": "MQL3",
    "Copperfield Pumps": "OFFERED",
    "Polderland Zuivel": "SQL",
    "Rheinfeld Chemie": "OPPORTUNITY",
    "Altkunde Pressen": "WON",
    "Maasvallei Staal": "LOST",
    "Isarwinkel Medizintechnik": "RECYCLED",
    "Personalwerk Süd": "DISQUALIFIED",
}
