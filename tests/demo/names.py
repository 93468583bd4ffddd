"""Holds the invented names that the demonstration company's world is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """A market: its money, language, places, people and words for companies."""

    id: str
    currency: str
    language: str
    country: str
    cities: tuple[tuple[str, str, str], ...]
    """City, postal code, telephone prefix."""
    streets: tuple[str, ...]
    stems: tuple[str, ...]
    trades: tuple[tuple[str, str], ...]
    """Word in the company's name, industry option."""
    legal: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]


GERMANY = Region(
    "de", "EUR", "de", "DE",
    (
        ("München", "80331", "+49 89 99998###"), ("Berlin", "10115", "+49 30 23125###"),
        ("Hamburg", "20095", "+49 40 66969###"), ("Köln", "50667", "+49 221 4710###"),
        ("Frankfurt am Main", "60311", "+49 69 90009###"),
    ),
    ("Industriestraße", "Werksweg", "Am Hafen", "Lindenallee", "Gewerbering", "Mühlgasse"),
    (
        "Brennhof", "Talbach", "Weißkirch", "Lorchau", "Steinrade", "Oberlind", "Kaltbrunn",
        "Rauheneck", "Isengrund", "Hollerfeld", "Birkental", "Auersberg", "Falkenried", "Moosach",
        "Niederwald", "Grauburg", "Ebersthal", "Hohenlinde", "Wiesengrund", "Sandkrug",
    ),
    (
        ("Wasserwerke", "water"), ("Chemie", "chemicals"), ("Molkerei", "food"),
        ("Papier", "paper"), ("Stahl", "metals"), ("Pharma", "pharma"),
        ("Maschinenbau", "machinery"), ("Energie", "energy"), ("Fahrzeugtechnik", "automotive"),
        ("Logistik", "logistics"), ("Brauerei", "food"), ("Anlagenbau", "engineering"),
    ),
    ("GmbH", "AG", "GmbH & Co. KG", "SE"),
    (
        "Anna", "Lukas", "Katrin", "Stefan", "Miriam", "Jürgen", "Sabine", "Felix", "Heike",
        "Tobias", "Ulrike", "Bernd", "Julia", "Matthias", "Petra", "Sven", "Nadine", "Dirk",
    ),
    (
        "Albrecht", "Bauer", "Conradi", "Dorn", "Ebert", "Frings", "Gruber", "Hartwig", "Imhof",
        "Jansen", "Kranz", "Lehnert", "Möller", "Nagel", "Oswald", "Pohl", "Reuter", "Seidel",
        "Thiele", "Urban", "Vetter", "Wendt", "Zöller",
    ),
)  # fmt: skip
NORDICS = Region(
    "no", "SEK", "sv", "SE",
    (
        ("Stockholm", "111 20", "+46 8 465004##"), ("Göteborg", "411 04", "+46 31 39006##"),
        ("Malmö", "211 20", "+46 40 62801##"),
    ),
    ("Hamngatan", "Industrivägen", "Kungsgatan", "Verkstadsgatan"),
    (
        "Nordkyst", "Fjällbro", "Havstrand", "Skogsvik", "Bergholm", "Lysnes", "Kattfjord",
        "Granåsen", "Sjöberga", "Älvsund", "Tallmo", "Vintersund", "Ravnsø", "Isfjärden",
    ),
    (
        ("Shipping", "marine"), ("Vatten", "water"), ("Kraft", "energy"), ("Bruk", "paper"),
        ("Gruvor", "metals"), ("Biotech", "pharma"), ("Mejeri", "food"), ("Vind", "renewables"),
    ),
    ("AB", "AS", "Oy", "A/S"),
    (
        "Astrid", "Björn", "Cecilia", "Erik", "Freja", "Gustav", "Hanna", "Ingvar", "Karin",
        "Lars", "Maja", "Nils", "Oskar", "Sigrid", "Tove", "Viktor",
    ),
    (
        "Andersson", "Berglund", "Dahl", "Ekström", "Forsberg", "Granlund", "Holm", "Isaksson",
        "Jørgensen", "Korhonen", "Lund", "Nyberg", "Öberg", "Rosén", "Sandvik", "Wikström",
    ),
)  # fmt: skip
BRITAIN = Region(
    "uk", "GBP", "en", "GB",
    (
        ("London", "EC1A 1AA", "+44 20 79460###"), ("Manchester", "M1 1AE", "+44 161 49600##"),
        ("Leeds", "LS1 1UR", "+44 113 49600##"), ("Bristol", "BS1 1AA", "+44 117 49600##"),
    ),
    ("Canal Street", "Foundry Lane", "Station Road", "Wharf Road", "Mill Lane"),
    (
        "Brightwater", "Ashcombe", "Thornbury", "Kestrel", "Pallas", "Marlowe", "Wexcombe",
        "Fenwold", "Hartsmere", "Calderbrook", "Oakhurst", "Redmarsh",
    ),
    (
        ("Utilities", "water"), ("Foods", "food"), ("Rail", "rail"), ("Logistics", "logistics"),
        ("Bioworks", "pharma"), ("Ports", "marine"), ("Precision", "machinery"),
    ),
    ("Ltd", "plc", "Group Ltd"),
    (
        "Ruth", "Dev", "Sana", "Oliver", "Grace", "Callum", "Imogen", "Harvey", "Nadia", "Owen",
        "Phoebe", "Rohan", "Tessa", "Wesley", "Yasmin", "Alistair",
    ),
    (
        "Calder", "Anand", "Malik", "Okafor", "Pembroke", "Quill", "Rathbone", "Sutcliffe",
        "Tranter", "Underhill", "Vane", "Whitlock", "Yardley", "Abbott", "Brindle", "Cosgrove",
    ),
)  # fmt: skip
AMERICA = Region(
    "us", "USD", "en", "US",
    (
        ("Chicago", "60601", "+1 312 55501##"), ("Houston", "77002", "+1 713 55501##"),
        ("Seattle", "98101", "+1 206 55501##"), ("Boston", "02108", "+1 617 55501##"),
    ),
    ("Market Street", "Commerce Drive", "Industrial Parkway", "Harbor Avenue"),
    (
        "Sunfield", "Cedar Mesa", "Blue Prairie", "Grid Northwest", "Copper Ridge", "Lago",
        "Meridian Bay", "Stonecreek", "Tallgrass", "Wolf Point", "Juniper Flats",
    ),
    (
        ("Renewables", "renewables"), ("Water District", "water"), ("Chemical", "chemicals"),
        ("Semiconductor", "electronics"), ("Foods", "food"), ("Mining", "metals"),
        ("Properties", "buildings"),
    ),
    ("Inc.", "LLC", "Corp."),
    (
        "Marcus", "Elena", "Jordan", "Caroline", "Andre", "Denise", "Travis", "Monica", "Kyle",
        "Renee", "Victor", "Paige", "Leon", "Abigail", "Hector", "Joanne",
    ),
    (
        "Alvarez", "Boone", "Castillo", "Dawson", "Espinoza", "Fletcher", "Grady", "Hollis",
        "Irving", "Jefferson", "Kowalski", "Lambert", "Mercer", "Novak", "Ortiz", "Prescott",
    ),
)  # fmt: skip
CHINA = Region(
    "cn", "CNY", "zh", "CN",
    (
        ("上海", "200001", "+86 21 55500###"), ("苏州", "215000", "+86 512 65500###"),
        ("杭州", "310000", "+86 571 85500###"), ("南京", "210000", "+86 25 85500###"),
        ("深圳", "518000", "+86 755 85500###"), ("北京", "100000", "+86 10 85500###"),
    ),
    ("工业园路", "科技大道", "滨江路", "创新街", "港城路"),
    (
        "澄江", "启衡", "维珂", "恒屿", "禾沣", "锦畅", "清沅", "凯跃", "澜汀", "奥栎", "安沐",
        "云栈", "旭野", "北岚", "远澄", "泓川", "砚山", "星桥", "楚禾", "青屿",
    ),
    (
        ("水务", "water"), ("轨交", "rail"), ("医药", "pharma"), ("生物科技", "pharma"),
        ("粮储", "food"), ("纺织", "other"), ("汽车部件", "automotive"), ("水利", "water"),
        ("食品", "food"), ("纸业", "paper"), ("物流", "logistics"), ("新能源", "renewables"),
        ("电力", "energy"), ("气体", "chemicals"), ("半导体", "electronics"),
    ),
    ("有限公司", "股份有限公司", "集团有限公司"),
    (
        "晓明", "丽华", "建国", "雨桐", "志强", "静怡", "浩然", "雪梅", "俊杰", "婉清", "思远",
        "慧敏", "文博", "佳宁", "海涛", "若曦", "子轩", "春燕",
    ),
    (
        "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡",
        "郭", "何", "林", "罗", "欧阳", "程", "陆", "顾",
    ),
)  # fmt: skip

TITLES = {
    "en": (
        ("Plant manager", "operations", "economic_buyer"),
        ("Chief operating officer", "management", "economic_buyer"),
        ("Process engineer", "engineering", "evaluator"),
        ("Automation lead", "engineering", "champion"),
        ("Maintenance manager", "maintenance", "champion"),
        ("Maintenance technician", "maintenance", "user"),
        ("Quality manager", "quality", "evaluator"),
        ("Procurement lead", "purchasing", "evaluator"),
        ("Head of purchasing", "purchasing", "economic_buyer"),
        ("Finance director", "finance", "economic_buyer"),
        ("Controller", "finance", "blocker"),
        ("OT network engineer", "it", "evaluator"),
    ),
    "zh": (
        ("厂长", "operations", "economic_buyer"),
        ("总经理", "management", "economic_buyer"),
        ("工艺工程师", "engineering", "evaluator"),
        ("自动化主管", "engineering", "champion"),
        ("设备部经理", "maintenance", "champion"),
        ("设备技术员", "maintenance", "user"),
        ("质量经理", "quality", "evaluator"),
        ("采购主管", "purchasing", "evaluator"),
        ("采购总监", "purchasing", "economic_buyer"),
        ("财务总监", "finance", "economic_buyer"),
        ("信息科主任", "it", "evaluator"),
    ),
}

PROJECTS = {
    "en": (
        ("Network monitoring", "gateways"), ("Cold-chain sensors", "sensors"),
        ("Vibration pilot", "sensors"), ("Predictive maintenance suite", "software"),
        ("Effluent compliance package", "analysers"), ("Condition monitoring", "gateways"),
        ("Dosing station", "pumps"), ("Clean-room particle counters", "analysers"),
        ("Control valve retrofit", "valves"), ("Reservoir level network", "sensors"),
        ("Silo inventory telemetry", "sensors"), ("Gas detection", "analysers"),
        ("Press-line retrofit", "valves"), ("Warehouse climate logging", "sensors"),
        ("Leak localisation", "software"), ("Chlorine dosing upgrade", "pumps"),
        ("Steam metering", "valves"), ("Boiler emission analysers", "analysers"),
        ("Service contract", "services"), ("Spare parts frame order", "spare_parts"),
        ("Calibration programme", "services"), ("Energy metering roll-out", "gateways"),
    ),
    "zh": (
        ("泵站远程监测", "gateways"), ("桥梁振动监测", "sensors"), ("洁净室粒子计数", "analysers"),
        ("管网监测", "gateways"), ("车间微环境监测", "sensors"), ("冲压线状态监测改造", "software"),
        ("水库液位监测网", "sensors"), ("风机状态监测", "gateways"), ("粮仓温湿度联网", "sensors"),
        ("锅炉排放合规套件", "analysers"), ("冷链传感", "sensors"), ("变电站气体检测", "analysers"),
        ("空压机能效诊断", "software"), ("漏损定位", "software"), ("加药装置升级", "pumps"),
        ("调节阀改造", "valves"), ("空分装置能效平台", "software"), ("厂区能耗看板", "software"),
        ("年度维保服务", "services"), ("备件框架订单", "spare_parts"),
    ),
}  # fmt: skip
PHASES = {
    "en": ("", "", ", phase 1", ", phase 2", ", pilot", ", 6 sites", ", 14 sites", ", line 3"),
    "zh": ("", "", "一期", "二期", "试点", "（6 个站点）", "（14 个站点）", "三号线"),
}
