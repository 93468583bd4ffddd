"""Makes what people of the demonstration company did and will do: tasks, events, notes."""

from __future__ import annotations

from tests.demo.names import CHINA
from tests.demo.world import Row, World, day, region_of

SUBJECTS = {
    "en": {
        "call": ("Call {person}", "Follow up by phone with {person}", "Return {person}'s call"),
        "email": ("Send data sheets to {person}", "Answer {person}'s questions",
                  "Send meeting summary to {person}"),
        "visit": ("Visit {account}", "Site survey at {account}"),
        "demo": ("Demonstrate the product to {person}", "Prepare demo for {account}"),
        "offer": ("Prepare offer: {deal}", "Revise offer: {deal}"),
        "todo": ("Check delivery time for {deal}", "Ask engineering about {deal}",
                 "Update the plan for {account}"),
    },
    "zh": {
        "call": ("致电{person}", "电话跟进{person}", "回复{person}来电"),
        "email": ("向{person}发送产品资料", "答复{person}的问题", "向{person}发送会议纪要"),
        "visit": ("拜访{account}", "{account}现场勘察"),
        "demo": ("向{person}演示产品", "准备{account}的演示"),
        "offer": ("准备报价：{deal}", "修改报价：{deal}"),
        "todo": ("确认{deal}的交期", "就{deal}咨询技术部", "更新{account}的计划"),
    },
}  # fmt: skip
RESULTS = {
    "en": ("Interested, wants an offer.", "Not reached, left a message.", "Asked for references.",
           "Budget to be confirmed next month.", "Positive; decision in the steering group.", ""),
    "zh": ("有意向，要求报价。", "未接通，已留言。", "希望提供参考案例。", "预算下月确认。",
           "反馈积极，等待评审会决定。", ""),
}  # fmt: skip
MEETINGS = {
    "en": (("Requirements workshop", "meeting"), ("Site visit", "visit"), ("Status call", "call"),
           ("Product demonstration", "demo"), ("Contract negotiation", "meeting")),
    "zh": (("需求研讨会", "meeting"), ("现场拜访", "visit"), ("进展沟通会", "call"),
           ("产品演示", "demo"), ("合同谈判", "meeting")),
}  # fmt: skip
NOTES = {
    "en": (
        ("What matters", "Uptime first, price second. They lost two days last winter."),
        ("Decision process", "Engineering proposes, purchasing compares, the board signs."),
        ("Installed base", "About 40 meters of another make, 12 years old, no telemetry."),
        ("Competitor on site", "They were offered a pilot free of charge; service is the weak point."),
        ("Budget", "Money is set aside for this financial year; what is not ordered is lost."),
        ("People", "The new plant manager knows us from an earlier job."),
        ("Next visit", "Bring a sample of the new gateway and the calibration certificate."),
    ),
    "zh": (
        ("客户关注点", "首先关注运行可靠性，其次是价格。去年冬天停产两天。"),
        ("决策流程", "技术部提出方案，采购部比价三家，十万以上由董事会签批。"),
        ("现有设备", "约 40 台其他品牌仪表，已使用 12 年，无远传功能。"),
        ("竞争情况", "竞争对手提出免费试点，但售后服务较弱。"),
        ("预算情况", "预算已列入本年度，未使用将收回。"),
        ("关键人物", "新任厂长在前单位用过我们的产品。"),
    ),
}  # fmt: skip


def make_activity(world: World) -> None:
    """Add about 750 tasks, 200 events and 210 notes, most of them about opportunities."""
    people = {row["import_ref"]: row for row in world.rows["contact"]}
    accounts = {row["import_ref"]: row for row in world.rows["account"]}
    for deal in world.rows["opportunity"]:
        is_open = deal["stage"] not in ("won", "lost")
        place = {
            "account": accounts[deal["account"]],
            "person": people.get(deal["contact"], {}),
        }
        few = world.weighted((0, 20), (1, 45), (2, 35))
        for _ in range(world.between(1, 3) if is_open else few):
            _done_task(world, deal, place)
        if is_open and world.chance(62):
            _open_task(world, deal, place)
        if world.chance(52 if is_open else 38):
            _event(world, deal, place, ahead=is_open and world.chance(45))
        if world.chance(50 if is_open else 40):
            _note(world, deal, place)
    for lead in world.rows["lead"]:
        if lead["status"] in ("new", "working", "qualified") and world.chance(55):
            _lead_task(world, lead)


def _language(place: dict[str, Row]) -> str:
    return "zh" if region_of(place["account"]) is CHINA else "en"


def _full_name(row: Row, language: str) -> str:
    given, family = row.get("person.given", ""), row.get("person.family", "")
    if not family:
        return "客户" if language == "zh" else "the customer"
    return f"{family}{given}" if language == "zh" else f"{given} {family}"


def _task(world: World, deal: Row, place: dict[str, Row], kind: str) -> Row:
    language = _language(place)
    subject = world.pick(SUBJECTS[language][kind]).format(
        person=_full_name(place["person"], language),
        account=place["account"]["name"],
        deal=deal["name"],
    )
    return {
        "subject": subject, "kind": kind, "status": "open", "priority": "normal", "due_on": "",
        "completed_on": "", "effort": "", "account": deal["account"], "contact": deal["contact"],
        "opportunity": deal["import_ref"], "lead": "", "result": "", "owner": deal["owner"],
        "created_at": "",
    }  # fmt: skip


def _done_task(world: World, deal: Row, place: dict[str, Row]) -> None:
    kind = world.weighted(("call", 38), ("email", 26), ("visit", 12), ("demo", 9), ("offer", 10),
                          ("todo", 5))  # fmt: skip
    begun = int(deal["created_at"])
    until = min(int(deal["close_date"]), 0)
    if deal["stage"] not in ("won", "lost") and world.chance(70):
        begun = max(begun, -21)
    done = world.between(min(begun, until), until)
    world.add(
        "task",
        {
            **_task(world, deal, place, kind),
            "status": "done", "due_on": day(done + world.between(-2, 3)),
            "completed_on": day(done), "effort": str(world.between(1, 12) * 900),
            "result": world.pick(RESULTS[_language(place)]),
            "created_at": day(done - world.between(0, 9)),
        },
    )  # fmt: skip


def _open_task(world: World, deal: Row, place: dict[str, Row]) -> None:
    kind = world.weighted(("call", 34), ("email", 18), ("visit", 12), ("demo", 10), ("offer", 16),
                          ("todo", 10))  # fmt: skip
    due = world.weighted((world.between(-9, -1), 16), (0, 10), (world.between(1, 18), 74))
    world.add(
        "task",
        {
            **_task(world, deal, place, kind),
            "status": world.weighted(("open", 66), ("doing", 20), ("waiting", 14)),
            "priority": world.weighted(("high", 20), ("normal", 65), ("low", 15)),
            "due_on": day(due), "created_at": day(min(due, 0) - world.between(0, 8)),
        },
    )  # fmt: skip


def _lead_task(world: World, lead: Row) -> None:
    language = "zh" if region_of(lead) is CHINA else "en"
    done = lead["status"] != "new" and world.chance(55)
    when = world.between(max(int(lead["created_at"]), -40), 0) if done else world.between(-3, 9)
    world.add(
        "task",
        {
            "subject": world.pick(SUBJECTS[language]["call"]).format(
                person=_full_name(lead, language)
            ),
            "kind": "call", "status": "done" if done else "open",
            "priority": "high" if lead["priority"] == "5" else "normal", "due_on": day(when),
            "completed_on": day(when) if done else "", "effort": "900" if done else "",
            "account": "", "contact": "", "opportunity": "", "lead": lead["import_ref"],
            "result": world.pick(RESULTS[language]) if done else "", "owner": lead["owner"],
            "created_at": lead["created_at"],
        },
    )  # fmt: skip


def _event(world: World, deal: Row, place: dict[str, Row], *, ahead: bool) -> None:
    language = _language(place)
    subject, kind = world.pick(MEETINGS[language])
    last = min(int(deal["close_date"]), -1)
    when = (
        world.between(1, 21)
        if ahead
        else world.between(min(int(deal["created_at"]), last), last)
    )
    hour, hours = world.between(8, 16), world.pick((1, 1, 2))
    city = place["account"]["billing.city"]
    world.add(
        "event",
        {
            "subject": f"{subject}：{place['account']['name']}" if language == "zh"
            else f"{subject}, {place['account']['name']}",
            "kind": kind, "start_at": f"{day(when)} {hour:02d}:00",
            "end_at": f"{day(when)} {hour + hours:02d}:00",
            "place": city if kind == "visit" else "", "account": deal["account"],
            "contact": deal["contact"], "opportunity": deal["import_ref"],
            "attendees": deal["owner"],
            "outcome": "" if ahead else world.pick(RESULTS[language]), "owner": deal["owner"],
        },
    )  # fmt: skip


def _note(world: World, deal: Row, place: dict[str, Row]) -> None:
    title, body = world.pick(NOTES[_language(place)])
    about = f"opportunity:{deal['import_ref']}"
    if world.chance(45):
        about = f"account:{deal['account']}"
    world.add(
        "note",
        {
            "title": title, "body": f"<p>{body}</p>", "about": about,
            "pinned": "true" if world.chance(9) else "false", "owner": deal["owner"],
            "created_at": day(world.between(int(deal["created_at"]), 0)),
        },
    )  # fmt: skip
