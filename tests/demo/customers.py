"""Makes the companies that the demonstration company sells to, and their people."""

from __future__ import annotations

from tests.demo.names import CHINA, TITLES, Region
from tests.demo.world import HISTORY_DAYS, REGIONS, Row, World, day, money, region_of

COUNTS = {"de": 56, "no": 30, "uk": 27, "us": 24, "cn": 43}
OWNERS = {
    "de": ("u-tomas", "u-tomas", "u-jonas"),
    "no": ("u-jonas", "u-jonas", "u-maya"),
    "uk": ("u-priya", "u-priya", "u-maya"),
    "us": ("u-priya",),
    "cn": ("u-wei", "u-wei", "u-wei", "u-ruolan"),
}
SLUGS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "a", "ø": "o", "é": "e", " ": "-"}
)
COMPETITORS = ("Vessel Sense", "Orlavik Controls", "Tanwick Process", "Quanthal", "钧测仪表")


def slug(name: str, number: int) -> str:
    """Make the part of an address that stands for a name; Chinese names get a number."""
    plain = name.lower().translate(SLUGS).replace("&", "and").replace(".", "")
    return plain if plain.isascii() else f"company-{number}"


def make_customers(world: World) -> None:
    """Add about 185 accounts and 420 contacts."""
    for region in REGIONS:
        names = _company_names(world, region)
        for name, industry in names[: COUNTS[region.id]]:
            _account(world, region, name, industry)
    for name in COMPETITORS:
        region = CHINA if not name.isascii() else REGIONS[0]
        row = _account(world, region, name, "machinery")
        row.update(
            {"type": "competitor", "grade": "", "owner": "u-henrik", "customer_since": ""}
        )
    _groups(world)
    for account in world.rows["account"]:
        if account["type"] == "competitor":
            continue
        how_many = {"a": 4, "b": 3, "c": 2, "d": 1}[account["grade"]]
        for _ in range(how_many):
            _contact(world, account)


def person(world: World, region: Region) -> tuple[str, str]:
    """Choose a given and a family name."""
    return world.pick(region.given), world.pick(region.family)


def _company_names(world: World, region: Region) -> list[tuple[str, str]]:
    gap = "" if region.language == "zh" else " "
    names = [
        (f"{stem}{gap}{trade}", industry)
        for stem in region.stems
        for trade, industry in region.trades
    ]
    world.rng.shuffle(names)
    seen: dict[str, int] = {}
    chosen = []
    for name, industry in names:  # at most four companies share a stem
        stem = name[:4]
        if seen.setdefault(stem, 0) < 4:
            seen[stem] += 1
            chosen.append((name, industry))
    return chosen


def _account(world: World, region: Region, name: str, industry: str) -> Row:
    number = len(world.rows.get("account", ())) + 1
    city, code, phone = world.pick(region.cities)
    grade = world.weighted(("a", 10), ("b", 24), ("c", 44), ("d", 22))
    kind = world.weighted(("customer", 56), ("prospect", 34), ("partner", 5), ("former", 5))
    employees = {"a": 2600, "b": 900, "c": 260, "d": 60}[grade]
    employees = int(employees * (0.5 + world.rng.random() * 1.4))
    gap = "" if region.language == "zh" else " "
    street = world.pick(region.streets)
    house = world.between(1, 180)
    since = -world.between(60, 3200)
    return world.add(
        "account",
        {
            "name": name, "legal_name": f"{name}{gap}{world.pick(region.legal)}",
            "type": kind, "grade": grade, "industry": industry,
            "registration_no": f"{region.country}{world.rng.randrange(10**8, 10**9)}",
            "website": f"https://{slug(name, number)}.example",
            "email": f"info@{slug(name, number)}.example",
            "phone": world.phone(phone), "employees": str(employees), "parent": "",
            "currency": region.currency,
            "annual_revenue": money(employees * world.between(140_000, 320_000), region.currency),
            "billing.street": f"{street}{house}号" if gap == "" else f"{street} {house}",
            "billing.city": city, "billing.postal_code": code,
            "billing.country": region.country,
            "source": world.pick(("trade_fair", "web", "referral", "cold_call", "partner")),
            "customer_since": day(since) if kind in ("customer", "former") else "",
            "payment_days": world.pick(("14", "30", "30", "30", "45", "60")),
            "credit_limit": money(employees * 180, region.currency)
            if kind in ("customer", "former") else "",
            "tags": world.weighted(("", 70), ("reference", 12), ("framework", 10),
                                   ("reference;framework", 8)),
            "owner": world.pick(OWNERS[region.id]),
            "created_at": day(max(since, -HISTORY_DAYS - 40) - 5),
        },
    )  # fmt: skip


def _groups(world: World) -> None:
    """Hang some accounts below an earlier one that shares their stem."""
    first: dict[str, Row] = {}
    for account in world.rows["account"]:
        stem = account["name"][: 2 if region_of(account) is CHINA else 6]
        head = first.setdefault(stem, account)
        if head is not account and world.chance(55):
            account["parent"] = head["import_ref"]


def _contact(world: World, account: Row) -> Row:
    region = region_of(account)
    given, family = person(world, region)
    number = len(world.rows.get("contact", ())) + 1
    title, department, role = world.pick(TITLES["zh" if region is CHINA else "en"])
    local = f"contact{number}" if region is CHINA else f"{given}.{family}.{number}"
    domain = account["email"].partition("@")[2]
    pattern = next(c[2] for c in region.cities if c[0] == account["billing.city"])
    return world.add(
        "contact",
        {
            "person.given": given, "person.family": family,
            "account": account["import_ref"], "title": title, "department": department,
            "buying_role": role,
            "email": f"{local.lower().translate(SLUGS)}@{domain}".replace("ó", "o"),
            "phone": world.phone(pattern),
            "mobile": world.phone("+86 139 0000 ####") if region is CHINA else "",
            "language": "en" if region.language == "en" else region.language,
            "source": account["source"], "campaign": "",
            "no_email": "true" if world.chance(6) else "false",
            "left_company": "true" if world.chance(3) else "false",
            "birthday": "", "owner": account["owner"],
            "created_at": day(world.between(int(account["created_at"]), 0))
            if world.chance(60) else account["created_at"],
        },
    )  # fmt: skip
