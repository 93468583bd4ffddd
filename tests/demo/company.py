"""Makes the demonstration company itself: people, teams, products, prices, rates."""

from __future__ import annotations

from tests.demo.world import HISTORY_DAYS, RATES, World, day, money

TEAMS = (
    ("sales", "Sales", "", "u-henrik", "global"),
    ("europe", "Europe", "sales", "u-maya", "dach"),
    ("america", "Americas", "sales", "u-maya", "americas"),
    ("china", "华东区", "sales", "u-ruolan", "china"),
    ("marketing", "Marketing", "", "u-elin", "global"),
    ("success", "Customer success", "", "u-sofia", "global"),
    ("office", "Sales operations", "", "u-ingrid", "global"),
)
# ref, name, title, manager, team, language, zone, login, roles
USERS = (
    ("henrik", "Henrik Vogel", "Chief sales officer", "", "sales", "en", "Europe/Berlin",
     "henrik", "sales_manager"),
    ("ingrid", "Ingrid Falk", "Sales operations", "henrik", "office", "en", "Europe/Berlin",
     "admin", "admin"),
    ("maya", "Maya Lindqvist", "Sales manager, North and West", "henrik", "europe", "en",
     "Europe/Stockholm", "maya", "sales_manager"),
    ("ruolan", "沈若岚", "华东区销售经理", "henrik", "china", "zh", "Asia/Shanghai", "ruolan",
     "sales_manager"),
    ("tomas", "Tomás Ortega", "Account executive", "maya", "europe", "en", "Europe/Berlin",
     "tomas", "sales_rep"),
    ("priya", "Priya Nair", "Account executive", "maya", "america", "en", "Europe/London",
     "priya", "sales_rep"),
    ("jonas", "Jonas Keller", "Account executive", "maya", "europe", "en", "Europe/Berlin",
     "jonas", "sales_rep"),
    ("wei", "顾晓维", "销售代表", "ruolan", "china", "zh", "Asia/Shanghai", "wei", "sales_rep"),
    ("elin", "Elin Sandberg", "Marketing manager", "henrik", "marketing", "en",
     "Europe/Stockholm", "elin", "marketing"),
    ("sofia", "Sofia Brandt", "Customer success manager", "henrik", "success", "en",
     "Europe/Berlin", "sofia", "customer_success"),
)  # fmt: skip
# code, name, family, list price in euros, cost share in %, unit, days, warranty, charge
PRODUCTS = (
    ("LS-100", "Level sensor LS-100", "sensors", 420, 48, "piece", 10, 24, "one_time"),
    ("LS-200", "Radar level sensor LS-200", "sensors", 890, 46, "piece", 14, 24, "one_time"),
    ("TS-30", "Temperature sensor TS-30", "sensors", 145, 41, "piece", 5, 24, "one_time"),
    ("HS-12", "Humidity sensor HS-12", "sensors", 168, 43, "piece", 5, 24, "one_time"),
    ("VS-50", "Vibration sensor VS-50", "sensors", 560, 44, "piece", 12, 36, "one_time"),
    ("PS-20", "Pressure transmitter PS-20", "sensors", 310, 45, "piece", 8, 24, "one_time"),
    ("FM-80", "Flow meter FM-80", "sensors", 2_350, 52, "piece", 21, 24, "one_time"),
    ("WA-5", "Water analyser WA-5", "analysers", 14_800, 55, "piece", 35, 24, "one_time"),
    ("WA-7", "Multi-channel water analyser WA-7", "analysers", 26_500, 54, "piece", 42, 24,
     "one_time"),
    ("GA-3", "Gas analyser GA-3", "analysers", 18_900, 53, "piece", 35, 24, "one_time"),
    ("PC-9", "Particle counter PC-9", "analysers", 12_400, 50, "piece", 28, 24, "one_time"),
    ("EA-2", "Emission analyser EA-2", "analysers", 31_200, 56, "piece", 49, 24, "one_time"),
    ("GW-1", "Field gateway GW-1", "gateways", 680, 39, "piece", 7, 36, "one_time"),
    ("GW-4", "Field gateway GW-4, 64 nodes", "gateways", 1_950, 38, "piece", 10, 36,
     "one_time"),
    ("GW-X", "Explosion-proof gateway GW-X", "gateways", 4_200, 47, "piece", 28, 36,
     "one_time"),
    ("DP-10", "Dosing pump DP-10", "pumps", 1_850, 51, "piece", 14, 24, "one_time"),
    ("DP-25", "Dosing pump DP-25", "pumps", 3_400, 52, "piece", 21, 24, "one_time"),
    ("DP-60", "High-pressure dosing pump DP-60", "pumps", 7_900, 54, "piece", 35, 24,
     "one_time"),
    ("DS-2", "Dosing station DS-2", "pumps", 22_500, 58, "set", 56, 24, "one_time"),
    ("CV-15", "Control valve CV-15", "valves", 1_120, 49, "piece", 14, 24, "one_time"),
    ("CV-50", "Control valve CV-50", "valves", 2_980, 50, "piece", 21, 24, "one_time"),
    ("CV-100", "Control valve CV-100", "valves", 6_450, 51, "piece", 35, 24, "one_time"),
    ("CV-S", "Steam control valve CV-S", "valves", 9_300, 53, "piece", 42, 24, "one_time"),
    ("SW-MON", "Monitoring licence, per node", "software", 48, 12, "year", 1, 0, "recurring"),
    ("SW-PRE", "Predictive maintenance, per asset", "software", 220, 14, "year", 1, 0,
     "recurring"),
    ("SW-LEAK", "Leak localisation, per network", "software", 9_600, 15, "year", 1, 0,
     "recurring"),
    ("SW-API", "Data interface, per million values", "software", 35, 10, "piece", 1, 0,
     "usage"),
    ("SV-COM", "Commissioning on site", "services", 1_280, 62, "day", 10, 0, "one_time"),
    ("SV-CAL", "Calibration", "services", 190, 58, "piece", 10, 0, "one_time"),
    ("SV-TRN", "Operator training", "services", 1_450, 55, "day", 14, 0, "one_time"),
    ("SV-GLD", "Service contract Gold", "services", 8_900, 49, "year", 1, 0, "recurring"),
    ("SV-SLV", "Service contract Silver", "services", 4_300, 48, "year", 1, 0, "recurring"),
    ("SP-SEAL", "Seal kit DP series", "spare_parts", 86, 35, "set", 3, 12, "one_time"),
    ("SP-MEMB", "Membrane DP-25", "spare_parts", 124, 36, "piece", 3, 12, "one_time"),
    ("SP-CELL", "Measuring cell WA series", "spare_parts", 1_480, 44, "piece", 7, 12,
     "one_time"),
    ("SP-LAMP", "UV lamp WA series", "spare_parts", 390, 40, "piece", 5, 12, "one_time"),
    ("SP-ACT", "Valve actuator CV series", "spare_parts", 760, 46, "piece", 10, 12,
     "one_time"),
    ("SP-BAT", "Battery pack GW series", "spare_parts", 58, 38, "piece", 3, 12, "one_time"),
)  # fmt: skip
RETIRED = (
    ("LS-90", "Level sensor LS-90", "sensors", 380, 52, "piece", 10, 24, "one_time"),
    ("DP-8", "Dosing pump DP-8", "pumps", 1_450, 57, "piece", 14, 24, "one_time"),
)
BOOKS = (
    ("de", "Standard EUR", "EUR", "direct", 100, True),
    ("no", "Nordics SEK", "SEK", "direct", 103, False),
    ("uk", "UK GBP", "GBP", "direct", 102, False),
    ("us", "Americas USD", "USD", "direct", 108, False),
    ("cn", "中国区 CNY", "CNY", "direct", 96, False),
    ("dealer", "Dealers EUR", "EUR", "dealer", 80, False),
)


def make_company(world: World) -> None:
    """Add users and logins, teams, products, price books with prices, exchange rates."""
    _people(world)
    _products(world)
    _prices(world)
    _rates(world)


def _people(world: World) -> None:
    for code, name, parent, leader, region in TEAMS:
        world.add(
            "team",
            {
                "import_ref": f"team-{code}", "name": name, "code": code.upper(),
                "parent": f"team-{parent}" if parent else "", "leader": leader,
                "region": region,
            },
        )  # fmt: skip
    for ref, name, title, manager, team, language, zone, login, roles in USERS:
        world.add(
            "user",
            {
                "import_ref": f"u-{ref}", "name": name, "email": f"{ref}@halden.example",
                "title": title, "manager": f"u-{manager}" if manager else "",
                "team": f"team-{team}", "language": language, "zone": zone, "active": "true",
                "phone": world.phone("+86 21 55500###" if language == "zh" else "+49 89 99998###"),
            },
        )  # fmt: skip
        world.add("logins", {"import_ref": f"u-{ref}", "login": login, "roles": roles})


def _products(world: World) -> None:
    for code, name, family, price, share, unit, days, warranty, charge in PRODUCTS + RETIRED:
        active = not any(code == retired[0] for retired in RETIRED)
        world.add(
            "product",
            {
                "import_ref": f"p-{code}", "name": name, "code": code, "family": family,
                "charge": charge, "unit": unit, "active": str(active).lower(),
                "currency": "EUR", "list_price": str(price),
                "cost": f"{price * share / 100:.2f}", "lead_time_days": str(days),
                "warranty_months": str(warranty),
                "launched_on": day(-world.between(300, 2400)),
                "datasheet": f"https://halden.example/products/{code.lower()}",
            },
        )  # fmt: skip


def _prices(world: World) -> None:
    for ref, name, currency, channel, level, standard in BOOKS:
        world.add(
            "price_book",
            {
                "import_ref": f"pb-{ref}", "name": name, "currency": currency,
                "channel": channel, "active": "true", "standard": str(standard).lower(),
                "valid.start": day(-200), "valid.end": day(165),
            },
        )  # fmt: skip
        for code, _, family, price, *_rest in PRODUCTS:
            if family == "spare_parts" and ref not in ("de", "dealer"):
                continue
            world.add(
                "price_entry",
                {
                    "price_book": f"pb-{ref}", "product": f"p-{code}", "min_quantity": "1",
                    "price": money(price * level / 100, currency), "active": "true",
                },
            )  # fmt: skip
            if ref == "de" and family in ("sensors", "gateways"):
                world.add(
                    "price_entry",
                    {
                        "price_book": "pb-de", "product": f"p-{code}", "min_quantity": "50",
                        "price": money(price * 0.88, currency), "active": "true",
                    },
                )  # fmt: skip


def _rates(world: World) -> None:
    for currency, today in RATES.items():
        if currency == "EUR":
            continue
        for quarter in range(HISTORY_DAYS // 91 + 2):
            drift = 1 + (world.rng.random() - 0.5) * 0.05 if quarter else 1
            world.add(
                "rate",
                {
                    "import_ref": f"rate-{currency}-{quarter}", "code": currency,
                    "valid_from": day(-91 * quarter), "rate": f"{float(today) * drift:.4f}",
                },
            )  # fmt: skip
