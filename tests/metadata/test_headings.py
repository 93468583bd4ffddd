"""Files of other systems find their fields in the standard sales cloud by their headings alone."""

from __future__ import annotations

import pytest

from engine import InvalidRecord, Model, shipped_package
from engine.intake.mapping import propose, proposed_columns
from engine.intake.plan import ImportPlan, Target, check_plan
from engine.intake.sources import SourceFile, open_source
from engine.kernel.field_type import InvalidValue, Locale
from engine.packages import build_model
from engine.registry import catalogue

SURE = {
    "lead": {
        "First Name": "person.given", "Last Name": "person.family", "Company / Account": "company",
        "Title": "title", "Email": "email", "Phone": "phone", "Mobile": "mobile",
        "Lead Source": "source", "Lead Status": "status", "Lead Owner": "owner",
        "No. of Employees": "employees", "Street": "address.street", "City": "address.city",
        "State/Province": "address.state", "Zip/Postal Code": "address.postal_code",
        "Country": "address.country", "Website": "website", "Rating": "",
    },
    "account": {
        "Account Name": "name", "Account Owner": "owner", "Billing Street": "billing.street",
        "Billing State/Province": "billing.state", "Billing Zip/Postal Code": "billing.postal_code",
        "Shipping City": "shipping.city", "Parent Account": "parent", "Employees": "employees",
        "Annual Revenue": "annual_revenue", "SIC Code": "",
    },
    "contact": {
        "姓名": "person", "所属客户": "account", "职务": "title", "部门": "department",
        "手机": "mobile", "电话": "phone", "负责人": "owner", "省": "address.state",
        "市": "address.city", "详细地址": "address.street", "微信": "",
    },
    "opportunity": {
        "商机名称": "name", "客户名称": "account", "商机阶段": "stage", "预计成交日期": "close_date",
        "金额": "amount", "币种": "currency", "负责人": "owner", "备注": "description",
    },
    "task": {"Subject": "subject", "Due Date": "due_on", "Priority": "priority"},
}  # fmt: skip
TO_BE_CHECKED = {
    "opportunity": {
        "Deal Name": "name", "Deal Stage": "stage", "Expected close date": "close_date",
        "预计成交金额": "amount",
    },
    "contact": {"Mailing Street": "address.street", "Birthdate": "birthday", "Mobile Phone Number": "mobile", "电子邮箱": "email", "Company name": ""},
    "task": {"Assigned To": "owner", "Comments": "description"},
    "account": {
        "City": "billing.city", "所属行业": "industry", "年营业额(万元)": "annual_revenue",
        "Annual revenue (thousands)": "", "Account ID": "import_ref",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Model:
    return build_model(list(shipped_package("core").components), catalogue())


@pytest.mark.parametrize("name", SURE)
def test_usual_headings_find_their_fields(model, name):
    wanted = SURE[name]
    found = propose(list(wanted), model.objects[name], model)
    assert {one.header: one.path for one in found} == wanted
    assert {one.header for one in found if not one.sure} == {h for h in wanted if not wanted[h]}


@pytest.mark.parametrize("name", TO_BE_CHECKED)
def test_what_may_mean_something_else_is_to_be_checked(model, name):
    wanted = TO_BE_CHECKED[name]
    found = propose(list(wanted), model.objects[name], model)
    assert {one.header: one.path for one in found} == wanted
    assert not [one.header for one in found if one.sure and one.header != "City"]


def test_a_file_with_the_parts_of_a_name_is_read_by_these(model):
    found = propose(["Name", "First name", "Last name"], model.objects["contact"], model)
    assert [one.path for one in found] == ["", "person.given", "person.family"]
    plan = ImportPlan("contact", {"a": Target("person"), "b": Target("person.given")})
    with pytest.raises(InvalidRecord, match="two columns go to person"):
        check_plan(plan, model, ("a", "b"))


def test_owners_are_found_by_what_the_file_calls_them_by(model):
    def way(cell: str) -> str:
        file = SourceFile(f"Name,Owner\nPumps,{cell}\n".encode(), "deals.csv")
        (table,) = open_source(file)
        return proposed_columns(table, model.objects["opportunity"], model)["Owner"].resolve

    assert (way("ann@example.com"), way("Ann Lee"), way("")) == ("user.email", "", "")


def test_options_are_known_by_and_as_by_its_sign(model):
    industry = model.objects["account"].fields["industry"]
    label = next(o for o in industry.choices if " and " in o.label.to("en"))
    written = label.label.to("en").replace(" and ", " & ").upper()
    assert industry.type.clean(written, industry, Locale()) == label.id
    with pytest.raises(InvalidValue) as refused:
        industry.type.clean("Xylophones", industry, Locale())
    assert refused.value.hint.to("en").endswith(" more")
