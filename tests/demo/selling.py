"""Makes what the demonstration company sells: campaigns, leads, opportunities."""

from __future__ import annotations

from tests.demo.customers import OWNERS, SLUGS, person
from tests.demo.names import CHINA, PHASES, PROJECTS, TITLES, Region
from tests.demo.world import HISTORY_DAYS, REGIONS, Row, World, day, money, region_of

# code, name, type, start, days, place, budget in euros, share of the budget spent in %
CAMPAIGNS = (
    ("WATER-1", "Water days", "trade_fair", -690, 3, "München", 68_000, 104),
    ("LEAK-1", "Leak summit", "trade_fair", -318, 2, "Berlin", 42_000, 96),
    ("LEAK-2", "Leak summit, second year", "trade_fair", 38, 2, "Berlin", 45_000, 31),
    ("HYDRO-UK", "Hydro forum", "trade_fair", -246, 2, "Manchester", 31_000, 92),
    ("PLANT-US", "Plant floor expo", "trade_fair", -170, 3, "Chicago", 74_000, 112),
    ("FJORD", "Fjord shipping meeting", "seminar", -402, 1, "Göteborg", 9_500, 88),
    ("PHARMA-S", "Clean-room breakfast", "seminar", -208, 1, "Frankfurt am Main", 6_200, 97),
    ("CN-FAIR-1", "华东水展", "trade_fair", -560, 3, "上海", 52_000, 101),
    ("CN-FAIR-2", "华东水展（次年）", "trade_fair", -195, 3, "上海", 56_000, 98),
    ("CN-SALON", "智慧水务沙龙", "seminar", -88, 1, "杭州", 8_400, 90),
    ("CN-WEB", "预测性维护线上课", "webinar", -41, 1, "", 2_600, 100),
    ("WEB-PRED", "Predictive maintenance webinar", "webinar", -455, 1, "", 2_200, 86),
    ("WEB-EFF", "Effluent rules explained", "webinar", -132, 1, "", 2_400, 100),
    ("WEB-COLD", "Cold chain without gaps", "webinar", -63, 1, "", 2_400, 94),
    ("WEB-DOSE", "Dosing that pays", "webinar", 21, 1, "", 2_400, 0),
    ("MAIL-SPRING", "Spring service mailing", "mailing", -610, 21, "", 3_100, 100),
    ("MAIL-GW", "Gateway launch mailing", "mailing", -280, 30, "", 4_800, 97),
    ("MAIL-CAL", "Calibration reminder", "mailing", -24, 45, "", 1_900, 52),
    ("ADS-DACH", "Search advertising DACH", "advertising", -365, 395, "", 60_000, 81),
    ("ADS-UK", "Search advertising UK", "advertising", -180, 210, "", 28_000, 77),
    ("ADS-CN", "搜索推广", "advertising", -150, 200, "", 34_000, 69),
    ("CASE-26", "Customer stories", "content", -300, 330, "", 18_000, 74),
    ("PART-ENG", "Contractor partner days", "partner", -95, 2, "Köln", 12_500, 108),
    ("FAIR-OFF", "Autumn fair, called off", "trade_fair", -120, 3, "Hamburg", 40_000, 0),
)
FINISH = ("won", "lost")
OPEN_STAGES = (
    ("discover", 26),
    ("qualify", 28),
    ("design", 22),
    ("propose", 15),
    ("negotiate", 9),
)
NEXT_STEPS = {
    "en": (
        "Send revised quote", "Site survey with the plant engineer", "Confirm budget owner",
        "Demo of the audit trail", "Call the executive sponsor", "Agree success criteria",
        "Legal redlines back to procurement", "Ask for the energy audit", "Plant tour",
        "Send reference customer", "Tender clarification", "Countersign order form",
    ),
    "zh": (
        "发送报价 V3", "现场勘察，需技术支持", "待确认预算负责人", "演示审计追踪", "高层发起人通话",
        "约定成功标准", "法务条款退回采购", "补充资质文件", "约信息科主任通话", "技术澄清待回复",
        "董事会材料，随后签字",
    ),
}  # fmt: skip
LEAD_NEEDS = {
    "en": (
        "Wants to replace manual level readings.", "Asked for a quote for 20 gateways.",
        "Effluent limits tighten next year.", "Looks for a second supplier of dosing pumps.",
        "Needs an audit trail for cold storage.", "Downloaded the predictive maintenance guide.",
        "Visited the stand and asked for a demonstration.", "",
    ),
    "zh": (
        "希望替代人工抄表。", "询价 20 台网关。", "明年排放标准收紧，需要升级。",
        "寻找计量泵第二供应商。", "冷库需要审计追踪。", "展位咨询，希望安排演示。", "",
    ),
}  # fmt: skip


def make_selling(world: World) -> None:
    """Add 24 campaigns, 350 leads and 480 opportunities."""
    for campaign in CAMPAIGNS:
        _campaign(world, *campaign)
    for contact in world.rows["contact"]:
        if world.chance(25):
            contact["campaign"] = (
                _campaign_before(world, _created(contact), region_of_contact(world, contact))
                or ""
            )
    for _ in range(480):
        _opportunity(world)
    _link_competitors(world)
    for _ in range(350):
        _lead(world)


def region_of_contact(world: World, contact: Row) -> Region:
    """Find the region of a contact through its account."""
    return region_of(_by_ref(world, "account")[contact["account"]])


def _by_ref(world: World, table: str) -> dict[str, Row]:
    return {row["import_ref"]: row for row in world.rows[table]}


def _created(row: Row) -> int:
    return int(row["created_at"])


def _campaign(
    world: World, code: str, name: str, kind: str, start: int, days: int, place: str,
    budget: int, spent: int,
) -> None:  # fmt: skip
    end = start + days - 1
    called_off = code == "FAIR-OFF"
    status = "planned" if start > 0 else "active" if end >= 0 else "completed"
    world.add(
        "campaign",
        {
            "import_ref": f"c-{code}", "name": name, "code": code, "type": kind,
            "status": "cancelled" if called_off else status, "start_on": day(start),
            "end_on": day(end), "place": place, "currency": "EUR", "budget": str(budget),
            "actual_cost": str(budget * spent // 100),
            "expected_leads": str(max(budget // 900, 12)),
            "expected_revenue": str(budget * 9),
            "audience": world.pick(("water;energy", "food;pharma", "chemicals;paper", "water",
                                    "machinery;automotive")),
            "owner": "u-elin", "created_at": day(min(start - 60, -5)),
        },
    )  # fmt: skip


def _campaign_before(world: World, created: int, region: Region) -> str | None:
    """Choose a campaign that ran at most 150 days before a day, in the region's language."""
    fitting = [
        row["import_ref"]
        for row in world.rows["campaign"]
        if -150 <= int(row["start_on"]) - created <= 0
        and row["status"] != "cancelled"
        and row["code"].startswith(("CN-", "ADS-CN")) == (region is CHINA)
    ]
    return world.pick(fitting) if fitting else None


def _opportunity(world: World) -> None:
    account = world.pick(
        [row for row in world.rows["account"] if row["type"] in ("customer", "prospect")]
    )
    region = region_of(account)
    language = "zh" if region is CHINA else "en"
    project, family = world.pick(PROJECTS[language])
    created = max(-int(world.rng.triangular(1, HISTORY_DAYS, 60)), _created(account))
    cycle = world.between(25, 210)
    stage, close = _outcome(world, account, created, cycle)
    contacts = [c for c in world.rows["contact"] if c["account"] == account["import_ref"]]
    campaign = _campaign_before(world, created, region) if world.chance(38) else None
    row = world.add(
        "opportunity",
        {
            "name": f"{project}{world.pick(PHASES[language])}", "account": account["import_ref"],
            "contact": world.pick(contacts)["import_ref"] if contacts else "",
            "stage": stage, "type": _type(account, family), "currency": region.currency,
            "amount": _amount(world, account, family, region), "close_date": day(close),
            "own_probability": "", "forecast": _forecast(world, stage),
            "score": _score(world, stage), "source": _source(world, campaign),
            "campaign": campaign or "", "products": _products(world, family),
            "price_book": f"pb-{region.id}",
            "term_months": "36" if family in ("services", "software") else "",
            "budget_confirmed": str(stage in ("propose", "negotiate", "won")).lower(),
            "competitor": "", "owner": account["owner"], "created_at": day(created),
            "next_step": "", "next_step_on": "", "lost_reason": "", "lost_note": "",
        },
    )  # fmt: skip
    if stage == "lost":
        row["lost_reason"] = world.weighted(
            ("price", 30), ("no_decision", 26), ("budget", 14), ("delivery", 12),
            ("function", 10), ("relationship", 6), ("other", 2),
        )  # fmt: skip
    elif stage != "won":
        row["next_step"] = world.pick(NEXT_STEPS[language])
        row["next_step_on"] = day(world.between(-6, 24))
        if world.chance(12):
            row["own_probability"] = str(world.between(2, 18) * 5)
    _kind(row, account, close)
    if row["type"] == "service" and region.id in ("de", "no") and account["type"] == "customer":
        row["owner"] = "u-sofia"


def _kind(row: Row, account: Row, close: int) -> None:
    """Make service for a customer a renewal; it takes no chance, so all else stays as it was."""
    renews = row["type"] == "service" and account["type"] == "customer"
    row["record_type"] = "renewal" if renews else "new_business"
    row["renews_on"] = day(close + 30) if renews else ""
    row["current_amount"] = ""
    if renews:
        row["stage"] = {"discover": "qualify", "design": "propose"}.get(
            row["stage"], row["stage"]
        )
        grown = 100 + len(row["name"]) % 14 - 3
        row["current_amount"] = str(int(float(row["amount"]) / grown) * 100)


def _outcome(world: World, account: Row, created: int, cycle: int) -> tuple[str, int]:
    """Decide the stage and the close date: older ones are closed, about 2 in 5 of those won."""
    if created + cycle < 0 or created < -260:
        chances = {"customer": 47, "prospect": 12}[account["type"]]
        return ("won" if world.chance(chances) else "lost"), min(created + cycle, -1)
    overdue = world.chance(7)
    close = -world.between(2, 30) if overdue else world.between(3, 160)
    stage = world.weighted(*OPEN_STAGES)
    if stage == "negotiate":
        close = min(close, world.between(4, 45))
    return stage, close


def _type(account: Row, family: str) -> str:
    if family == "services":
        return "service"
    if account["type"] == "prospect":
        return "new_business"
    return "replacement" if family in ("pumps", "valves", "spare_parts") else "expansion"


def _amount(world: World, account: Row, family: str, region: Region) -> str:
    size = {"a": 190_000, "b": 86_000, "c": 38_000, "d": 14_000}[account["grade"]]
    share = {"spare_parts": 0.25, "services": 0.4, "valves": 0.8}.get(family, 1.0)
    return money(size * share * world.rng.lognormvariate(0, 0.6), region.currency)


def _forecast(world: World, stage: str) -> str:
    if stage in FINISH:
        return "commit" if stage == "won" else "omitted"
    return {"negotiate": "commit", "propose": "best_case"}.get(
        stage, "best_case" if world.chance(8) else "pipeline"
    )


def _score(world: World, stage: str) -> str:
    middle = {"discover": 30, "qualify": 42, "design": 55, "propose": 66, "negotiate": 80}
    return (
        str(max(5, min(97, middle[stage] + world.between(-16, 16)))) if stage in middle else ""
    )


def _source(world: World, campaign: str | None) -> str:
    if campaign is None:
        return world.weighted(
            ("referral", 24), ("cold_call", 20), ("service", 18), ("web", 16), ("partner", 12),
            ("tender", 10),
        )  # fmt: skip
    kind = next(row["type"] for row in world.rows["campaign"] if row["import_ref"] == campaign)
    return {
        "seminar": "trade_fair", "content": "web", "trade_fair": "trade_fair",
        "webinar": "webinar", "mailing": "mailing", "advertising": "advertising",
        "partner": "partner",
    }[kind]  # fmt: skip


def _products(world: World, family: str) -> str:
    fitting = [
        row["import_ref"]
        for row in world.rows["product"]
        if row["family"] == family and row["active"] == "true"
    ]
    return ";".join(sorted(world.rng.sample(fitting, min(len(fitting), world.between(1, 3)))))


def _link_competitors(world: World) -> None:
    rivals = [r["import_ref"] for r in world.rows["account"] if r["type"] == "competitor"]
    for row in world.rows["opportunity"]:
        if world.chance(30):
            row["competitor"] = world.pick(rivals)


def _lead(world: World) -> None:
    region = world.weighted(*zip(REGIONS, (30, 16, 16, 14, 24), strict=True))
    language = "zh" if region is CHINA else "en"
    given, family = person(world, region)
    stem, (trade, industry) = world.pick(region.stems), world.pick(region.trades)
    gap = "" if region is CHINA else " "
    recent = world.chance(12)
    created = -world.between(0, 12) if recent else -int(world.rng.triangular(0, 540, 12))
    campaign = _campaign_before(world, created, region) if world.chance(62) else None
    status = _lead_status(world, created)
    city, code, phone = world.pick(region.cities)
    number = len(world.rows.get("lead", ())) + 1
    local = f"lead{number}" if region is CHINA else f"{given}.{family}".lower().translate(SLUGS)
    row = world.add(
        "lead",
        {
            "person.given": given, "person.family": family, "company": f"{stem}{gap}{trade}",
            "title": world.pick(TITLES[language])[0], "status": status,
            "unqualified_reason": "", "priority": str(world.between(1, 5)),
            "score": str(_lead_score(world, status)),
            "email": f"{local.replace('ó', 'o')}@lead-{number}.example",
            "phone": world.phone(phone),
            "mobile": world.phone("+86 139 0000 ####") if region is CHINA else "",
            "industry": industry, "employees": str(world.between(20, 1800)),
            "address.city": city, "address.postal_code": code,
            "address.country": region.country, "source": _source(world, campaign),
            "campaign": campaign or "", "currency": region.currency,
            "budget": money(world.between(8, 160) * 1000, region.currency)
            if world.chance(45) else "",
            "timeline": world.pick(("now", "half_year", "half_year", "year", "later", "")),
            "products": "", "need": world.pick(LEAD_NEEDS[language]),
            "first_contact_on": day(min(created + world.between(0, 9), 0))
            if status != "new" else "",
            "converted_on": "", "converted_account": "", "converted_contact": "",
            "converted_opportunity": "",
            "owner": "u-elin" if status == "nurturing" else world.pick(OWNERS[region.id]),
            "created_at": day(created),
        },
    )  # fmt: skip
    if status == "unqualified":
        row["unqualified_reason"] = world.weighted(
            ("no_need", 34), ("no_budget", 22), ("not_reachable", 24), ("wrong_data", 12),
            ("duplicate", 6), ("competitor", 2),
        )  # fmt: skip
    if status == "converted":
        _convert(world, row, region)


def _lead_status(world: World, created: int) -> str:
    if created > -10:
        return world.weighted(("new", 70), ("working", 30))
    if created > -60:
        return world.weighted(
            ("new", 10), ("working", 38), ("nurturing", 16), ("qualified", 18),
            ("converted", 8), ("unqualified", 10),
        )  # fmt: skip
    return world.weighted(
        ("working", 6), ("nurturing", 24), ("qualified", 4), ("converted", 30),
        ("unqualified", 36),
    )  # fmt: skip


def _lead_score(world: World, status: str) -> int:
    middle = {"new": 45, "working": 52, "nurturing": 34, "qualified": 76, "converted": 84}
    return max(3, min(99, middle.get(status, 16) + world.between(-18, 18)))


def _convert(world: World, lead: Row, region: Region) -> None:
    """Point a converted lead at an opportunity of its region that began after it."""
    accounts = _by_ref(world, "account")
    later = [
        row
        for row in world.rows["opportunity"]
        if _created(row) >= _created(lead) and region_of(accounts[row["account"]]) is region
    ]
    if not later:
        lead["status"] = "qualified"
        return
    deal = min(later, key=_created)
    lead.update(
        converted_on=day(min(_created(deal), 0)), converted_account=deal["account"],
        converted_contact=deal["contact"], converted_opportunity=deal["import_ref"],
        company=accounts[deal["account"]]["name"], owner=deal["owner"],
    )  # fmt: skip
