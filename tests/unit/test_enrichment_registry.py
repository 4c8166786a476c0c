"""Registry dumps in every form that registries write them, the index made of them, and what it says."""

from __future__ import annotations

import bz2
import gzip
import itertools
import lzma
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from enrichment import BadData
from enrichment.registry.build import build
from enrichment.registry.files import records
from enrichment.registry.holder import holder_of, use_of
from enrichment.registry.index import Index
from enrichment.registry.ranges import blocks, parse
from enrichment.registry.records import Block, Organisation, Tally

SHARED = Path(os.environ.get("TRACKER_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))

RIPE = """\
% This is a comment of the dump.

inetnum:        198.18.4.0 - 198.18.4.63
netname:        KIEL-OFFICE
descr:          Pumpenwerk Kiel
country:        DE
org:            ORG-PK1-RIPE
admin-c:        EM1-RIPE
status:         ASSIGNED PA
mnt-by:         NETZ-MNT
last-modified:  2024-03-01T10:00:00Z
source:         RIPE # Filtered

person:         Erika Muster
address:        Hafen 1
phone:          +49 431 000
nic-hdl:        EM1-RIPE
source:         RIPE # Filtered

organisation:   ORG-PK1-RIPE
org-name:       Pumpenwerk Kiel GmbH & Co. KG
org-type:       OTHER
address:        Hafen 1
source:         RIPE

inet6num:       2001:db8:7::/48
netname:        KIEL-V6
descr:          Pumpenwerk Kiel GmbH
                und noch eine Zeile
country:        DE
status:         ASSIGNED
last-modified:  2023-01-01T00:00:00Z
source:         RIPE
"""
LACNIC = """\
inetnum:     198.18.141/24
status:      reallocated
aut-num:     N/A
owner:       Nuñez & Hijos Ltda.
ownerid:     CL-NHLT-LACNIC
country:     CL
created:     20020725
changed:     20140422
inetnum-up:  198.18/15

inetnum:     198.18.142.8/29
aut-num:     AS64500
owner:       Joao da Silva Santos
ownerid:     123.456.789-00
country:     BR
created:     20211213
inetnum-up:  198.18.0.0/15
"""
KRNIC = """\
inetnum:            198.18.9.0 - 198.18.9.255
descr:              Beispiel Tele
network-type:       INFRA
zip-code:           13606
created:            2025-11-05
admin:              GENERATED-KRNIC-IP-MANAGER
country:            KR
source:             KRNIC
"""
ARIN_TEXT = """\
NetHandle:      NET-198-19-5-0-1
OrgID:          PUMP
Parent:         NET-198-19-0-0-1
NetName:        PUMP-01
NetRange:       198.19.5.0 - 198.19.5.255
NetType:        reassignment
RegDate:        2019-05-06
Updated:        2022-05-06
Source:         ARIN

OrgID:          PUMP
OrgName:        Pumps of Ohio, Inc.
CanAllocate:
Street:         1 Main St
City:           Dayton
Country:        US
Source:         ARIN

POCHandle:      ADMIN1-ARIN
LastName:       Muster
FirstName:      Erika
Mailbox:        erika@example.com
"""
ARIN_XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<bulkwhois xmlns="http://www.arin.net/bulkwhois/core/v1">
<poc><handle>ADMIN1-ARIN</handle><lastName>Muster</lastName></poc>
<org><handle>PUMP</handle><name>Pumps of Ohio, Inc.</name><iso3166-1><code2>US</code2></iso3166-1>
<pocLinks><pocLink><handle>ADMIN1-ARIN</handle></pocLink></pocLinks></org>
<customer><handle>C1</handle><name>Private Residence</name><privateCustomer>true</privateCustomer></customer>
<net><handle>NET-198-19-5-0-1</handle><name>PUMP-01</name><orgHandle>PUMP</orgHandle>
<startAddress>198.019.005.000</startAddress><endAddress>198.019.005.255</endAddress>
<netBlocks><netBlock><cidrLength>24</cidrLength><type>S</type></netBlock></netBlocks>
<registrationDate>2019-05-06</registrationDate><updateDate>2022-05-06T00:00:00-04:00</updateDate></net>
<net><handle>NET-198-19-6-0-1</handle><name>HOME</name><customerHandle>C1</customerHandle>
<startAddress>198.19.6.0</startAddress><endAddress>198.19.6.7</endAddress>
<netBlocks><netBlock><type>S</type></netBlock></netBlocks></net>
<net><handle>NET-198-0-0-0-0</handle><name>RIPE-198</name><startAddress>198.20.0.0</startAddress>
<endAddress>198.20.255.255</endAddress><netBlocks><netBlock><type>AR</type></netBlock></netBlocks></net>
</bulkwhois>
"""
RWHOIS = """\
range,id,name,descr,domain,country,city
198.18.70.250/31,NET-198.18.70.250/31,Fiber Tubes SRL,NET-198.18.70.250/31,tubes.example,IT,
,NET-nothing,Nobody Inc,,,US,
198.18.999.0/24,NET-bad,Broken Inc,,,US,
"""
DELEGATED = """\
2|lacnic|20260901|3|19870101|20260901|-0300
lacnic|*|ipv4|*|3|summary
lacnic|BR|ipv4|198.18.0.0|1024|19990101|allocated|123
"""

#: form → (text, blocks read, organisations read, reasons)
FORMS: dict[str, tuple[str, int, int, dict[str, int]]] = {
    "RIPE": (RIPE, 2, 1, {}),
    "LACNIC": (LACNIC, 2, 0, {}),
    "KRNIC": (KRNIC, 1, 0, {}),
    "ARIN text": (ARIN_TEXT, 1, 1, {}),
    "ARIN XML": (ARIN_XML, 2, 2, {"another registry's": 1}),
    "rwhois": (RWHOIS, 1, 0, {"no range of addresses": 1, "range cannot be read": 1}),
    "delegated": (DELEGATED, 0, 0, {"statistics without names": 2}),
    "bad range": ("inetnum: 198.18.0.9 - 198.18.0.1\ndescr: X GmbH\n", 0, 0, {"range cannot be read": 1}),
    "XML cut short": (ARIN_XML[:900], 1, 2, {"record cannot be read": 1}),
}


@pytest.mark.parametrize("form", FORMS)
def test_form_is_read_and_what_gives_nothing_is_counted(tmp_path: Path, form: str) -> None:
    text, read, organisations, reasons = FORMS[form]
    path = tmp_path / "dump"
    path.write_text(text, encoding="utf-8")
    tally = Tally()
    found = list(records(path, tally))
    assert sum(isinstance(item, Block) for item in found) == read
    assert sum(isinstance(item, Organisation) for item in found) == organisations
    assert dict(tally.left_out) == reasons
    assert "Muster" not in repr(found), "persons are not even looked at"


PACKINGS: dict[str, Any] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "plain": bytes}


@pytest.mark.parametrize("packing", PACKINGS)
def test_packed_dumps_give_the_same_records(tmp_path: Path, packing: str) -> None:
    path = tmp_path / f"ripe.db.inetnum.{packing}"
    path.write_bytes(PACKINGS[packing](RIPE.encode()))
    assert len(list(records(path, Tally()))) == 3


def test_a_zip_of_several_files_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "bulk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orgs.txt", ARIN_TEXT.split("\n\n")[1])
        archive.writestr("nets.txt", ARIN_TEXT.split("\n\n")[0])
    assert len(list(records(path, Tally()))) == 2


BAD: dict[str, tuple[bytes, str]] = {
    "no dump": (b"hello\nworld\n", "no registry dump; known are RPSL"),
    "gzip cut short": (gzip.compress(RIPE.encode() * 50)[:200], "cannot be read"),
    "no zip": (b"PK\x03\x04broken", "cannot be read"),
    "nothing named": (b"", "no block of addresses"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_dump_replaces_nothing(tmp_path: Path, name: str) -> None:
    data, said = BAD[name]
    path, out = tmp_path / "dump", tmp_path / "registry.idx"
    path.write_bytes(data)
    out.write_bytes(b"the last one")
    with pytest.raises(BadData, match=said):
        build([path], out, built="2026-11-01", source="test")
    assert out.read_bytes() == b"the last one"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["dump", "registry.idx"]


RANGES: dict[str, tuple[int, str, str]] = {
    "198.18.0.0 - 198.18.0.255": (4, "0xc6120000", "0xc61200ff"),
    "198.18.141/24": (4, "0xc6128d00", "0xc6128dff"),
    "198.18.0/19": (4, "0xc6120000", "0xc6121fff"),
    "198.018.000.000 - 198.018.000.001": (4, "0xc6120000", "0xc6120001"),
    "198.18.7.250/31": (4, "0xc61207fa", "0xc61207fb"),
    "198.18.7.3": (4, "0xc6120703", "0xc6120703"),
    "198.18.0.0/24, 198.18.1.0/24": (4, "0xc6120000", "0xc61200ff"),
    "2001:db8::/64": (6, f"0x{0x20010DB8 << 96:x}", f"0x{(0x20010DB8 << 96) + (1 << 64) - 1:x}"),
}


@pytest.mark.parametrize("text", RANGES)
def test_ranges_as_registries_write_them(text: str) -> None:
    version, first, last = parse(text)
    assert (version, hex(first), hex(last)) == RANGES[text]


@pytest.mark.parametrize(
    "text", ["", "-", "198.18.0.1 - 2001:db8::", "198.18.0.0/33", "x/24", "198.18.0.9-198.18.0.1"]
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(text)


def test_a_range_becomes_cidrs_and_six_ends_at_a_site() -> None:
    assert list(blocks(4, 0xC6120001, 0xC6120004)) == [(0xC6120001, 32), (0xC6120002, 31), (0xC6120004, 32)]
    low = 0x20010DB8 << 96
    assert list(blocks(6, low + 5, low + 9)) == [(low, 64)]
    assert list(blocks(6, 1, 2)) == [(0, 64)]


USES = {
    "ASSIGNED PA": "assigned", "ASSIGNED PI": "direct", "ALLOCATED PA": "allocated", "RESERVED": "",
    "reallocated": "assigned",
    "Direct Allocation": "allocated", "Direct Assignment": "direct", "CUSTOMER": "assigned", "INFRA": "pool",
    "AGGREGATED-BY-LIR": "pool", "LEGACY": "direct", "ALLOCATED PORTABLE": "direct", "reassigned": "assigned",
    "ASSIGNED NON-PORTABLE": "assigned", "SUB-ALLOCATED PA": "allocated", "": "", "something new": "",
}  # fmt: skip


@pytest.mark.parametrize("status", USES)
def test_status_tells_what_a_block_is_for(status: str) -> None:
    assert use_of(status) == USES[status]


#: name in the record → (name that is kept, use, why none)
PERHAPS = "no organisation's name, perhaps a person's"
HOLDERS: dict[str, tuple[str, str, str]] = {
    "Pumpenwerk Kiel GmbH": ("Pumpenwerk Kiel GmbH", "assigned", ""),
    "RED HFC - PUMPEN MELO, S.A.": ("Pumpen Melo, S.A.", "assigned", ""),
    "marcos eduardo silva e cia ltda": ("marcos eduardo silva e cia ltda", "assigned", ""),
    "Erika Muster": ("", "assigned", PERHAPS),
    "Rodrigo Mendoza Gutierrez": ("", "assigned", PERHAPS),
    "ИП Иванов": ("", "assigned", PERHAPS),
    "Acuario Nacional": ("Acuario Nacional", "assigned", ""),
    "株式会社日立製作所": ("株式会社日立製作所", "assigned", ""),
    "PE-TDPERX6-LACNIC": ("", "assigned", "placeholder name"),
    "76005763": ("", "assigned", "placeholder name"),
    "Private Customer": ("", "pool", ""),
    "CLIENTE TELE URUGUAY": ("", "pool", ""),
    "Dynamic DSL Pool": ("", "pool", ""),
    "Customer of Tele GmbH": ("", "pool", ""),
    "Schwimmbad Pool GmbH": ("Schwimmbad Pool GmbH", "assigned", ""),
    "Gestión de direccionamiento": ("", "pool", ""),
    "": ("", "assigned", "no name"),
}


@pytest.mark.parametrize("name", HOLDERS)
def test_names_of_organisations_are_kept_and_of_persons_not(name: str) -> None:
    holder = holder_of(Block(4, 1, 2, name=name, status="ASSIGNED PA"), None)
    assert (holder.name, holder.use, holder.why) == HOLDERS[name]


def every_form(folder: Path) -> list[Path]:
    texts = {"ripe": RIPE, "lacnic": LACNIC, "krnic": KRNIC, "arin": ARIN_XML, "rwhois": RWHOIS}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def test_the_order_of_dumps_and_the_size_of_runs_change_nothing(tmp_path: Path) -> None:
    paths = every_form(tmp_path)
    files = set()
    for number, order in enumerate(itertools.islice(itertools.permutations(paths), 0, 120, 17)):
        out = tmp_path / f"{number}.idx"
        build(order, out, built="2026-11-01", source="test", run=1 if number % 2 else 1 << 20)
        files.add(out.read_bytes())
    assert len(files) == 1
    assert b"Muster" not in files.pop()


@pytest.fixture
def index(tmp_path: Path) -> Index:
    build(every_form(tmp_path), tmp_path / "registry.idx", built="2026-11-01", source="test")
    return Index(tmp_path / "registry.idx")


FOUND: dict[str, tuple[str, str, str, int]] = {
    # address → name, use, registry, prefix length
    "198.18.4.7": ("Pumpenwerk Kiel GmbH & Co. KG", "assigned", "RIPE", 26),
    "2001:db8:7::9": ("Pumpenwerk Kiel GmbH", "assigned", "RIPE", 48),
    "198.18.141.77": ("Nuñez & Hijos Ltda.", "assigned", "LACNIC", 24),
    "198.18.142.9": ("", "assigned", "LACNIC", 29),
    "198.18.9.200": ("", "pool", "KRNIC", 24),
    "198.19.5.1": ("Pumps of Ohio, Inc.", "assigned", "ARIN", 24),
    "198.19.6.1": ("", "assigned", "ARIN", 29),
    "198.18.70.251": ("Fiber Tubes SRL", "assigned", "RWHOIS", 31),
}


@pytest.mark.parametrize("address", FOUND)
def test_the_index_finds_the_narrowest_block(index: Index, address: str) -> None:
    version, number, _ = parse(address)
    row = index.find(version, number)
    assert row is not None
    _, length, entry = index.block(version, row)
    assert (entry.name, entry.use, entry.registry, length) == FOUND[address]


@pytest.mark.parametrize(
    "address", ["198.18.4.64", "198.17.255.255", "0.0.0.0", "255.255.255.255", "::", "2001:db8:8::"]
)
def test_the_index_is_silent_elsewhere(index: Index, address: str) -> None:
    version, number, _ = parse(address)
    assert index.find(version, number) is None


def test_a_damaged_index_says_so(tmp_path: Path, index: Index) -> None:
    whole = (tmp_path / "registry.idx").read_bytes()
    for data in (
        whole[:-5],
        whole[:100],
        b"",
        whole.replace(b"visitrace-registry-1", b"visitrace-registry-9", 1),
    ):
        (tmp_path / "bad.idx").write_bytes(data)
        with pytest.raises(BadData, match=r"bad\.idx"):
            Index(tmp_path / "bad.idx")


REGISTRY = SHARED / "registry"


@pytest.mark.skipif(not REGISTRY.exists(), reason="registry samples absent")
def test_samples_of_five_regions_are_read_whole(tmp_path: Path) -> None:
    counts = build(sorted(REGISTRY.iterdir()), tmp_path / "x.idx", built="2026-11-01", source="samples")
    assert counts["records"] == {"block": 123, "organisation": 62}
    assert "range cannot be read" not in counts["left_out"]
    data = (tmp_path / "x.idx").read_bytes()
    for person in (b"Rizzo", b"Ivanov", b"Llorente", b"Muneeb", b"Lanceraux", b"Gutierrez"):
        assert person not in data
