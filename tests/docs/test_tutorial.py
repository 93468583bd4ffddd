"""The tutorial followed to the letter: its files written, its commands typed, its page used."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine import AccessDenied, make_token, open_registry, open_session, set_grants
from engine.kernel.query import Query
from ui.app import create_app
from ui.settings import from_environment

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "README.md"
FILE = re.compile(r"^`(visits/[\w/.]+)`\n\n```yaml\n(.*?)^```", re.M | re.S)
COMMAND = re.compile(r"^\$ keel (.*)$", re.M)


def keel(folder, *words):
    command = [sys.executable, "-m", "engine.cli", "--data", str(folder / "data"), *words]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """A folder in which a new user typed everything that the tutorial says."""
    folder = tmp_path_factory.mktemp("tutorial")
    assert keel(folder, "tenant", "create", "main").returncode == 0
    page = TUTORIAL.read_text("utf-8")
    files = FILE.findall(page)
    assert len(files) == 8
    for path, text in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    said = {}
    for line in COMMAND.findall(page):
        words = re.findall(r'"[^"]*"|\S+', line)
        done = keel(folder, *(word.strip('"') for word in words))
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        said[words[0]] = done.stdout
    return folder, said


def test_check_plan_and_apply_say_what_they_do(followed):
    _, said = followed
    assert "no problems" in said["check"]
    assert "svc__visit" in said["plan"]
    assert said["apply"].startswith("applied as revision 2")


def test_the_page_of_an_account_shows_its_visits(followed):
    folder, _ = followed
    tenant = open_registry(folder / "data").get("main")
    model = open_session(tenant, "system:tests").context.model
    page = str(model.find("layout", "default", "account").body)
    assert all(name in page for name in ("svc__visits", "svc__visit_cost", "svc__subject"))


def test_applying_it_again_changes_nothing(followed):
    folder, _ = followed
    assert keel(folder, "plan", "visits").stdout == "nothing to do\n"


@pytest.fixture(scope="module")
def rep(followed):
    """A sales rep's program, talking to the served tenant."""
    folder, _ = followed
    app = create_app(from_environment(folder / "data", {}))
    tenant = open_registry(folder / "data").get("main")
    system = open_session(tenant, "system:tests")
    user = system.records("user").create({"name": "Rob", "email": "rob@example.com"}).id
    with system.transaction() as inside:
        set_grants(inside.context, user, ["sales_rep"])
    secret = make_token(open_session(tenant, user).context, "tutorial", days=1)
    headers = {"Authorization": f"Bearer {secret}"}

    def call(method, path, **more):
        return app.test_client().open(
            f"/api/v1/records/{path}", method=method, headers=headers, **more
        )

    return call


def test_the_rule_stops_a_solved_visit_without_a_cost_and_the_account_counts_the_rest(rep):
    account = rep("POST", "account", json={"name": "Brightwater"}).json["id"]
    visit = {
        "svc__subject": "Pump noise",
        "svc__account": account,
        "svc__result": "svc__solved",
    }
    refused = rep("POST", "svc__visit", json=visit)
    assert refused.status_code == 422
    assert refused.json["problems"][0]["field"] == "svc__cost"
    made = rep("POST", "svc__visit", json={**visit, "svc__cost": "80"})
    assert made.status_code == 201, made.text
    assert made.json["values"]["svc__day"]
    found = rep("GET", f"account/{account}").json["values"]
    assert (found["svc__visits"], found["svc__visit_cost"]) == (1, "80")


def test_who_has_no_role_sees_no_visits(followed, rep):
    folder, _ = followed
    tenant = open_registry(folder / "data").get("main")
    nobody = (
        open_session(tenant, "system:tests")
        .records("user")
        .create({"name": "N", "email": "n@example.com"})
    )
    with pytest.raises(AccessDenied):
        open_session(tenant, nobody.id).records("svc__visit").query(Query(("id",)))


def test_a_running_server_knows_a_new_field_on_its_next_request(followed, rep):
    folder, _ = followed
    path = folder / "visits" / "objects" / "svc__visit.yaml"
    account = rep("POST", "account", json={"name": "Norrvik"}).json["id"]
    visit = rep("POST", "svc__visit", json={"svc__subject": "Seal", "svc__account": account})
    assert visit.status_code == 201, visit.text
    assert "svc__rating" not in visit.json["values"]
    with path.open("a", encoding="utf-8") as file:
        file.write("  svc__rating: {type: rating, label: {en: Rating, zh: 评分}, max: 5}\n")
    applied = keel(folder, "apply", "visits", "-m", "Rate visits")
    assert applied.returncode == 0, applied.stderr
    found = rep("GET", f"svc__visit/{visit.json['id']}").json
    assert found["values"]["svc__rating"] is None
    changed = rep("PATCH", f"svc__visit/{found['id']}", json={"svc__rating": 4})
    assert changed.json["values"]["svc__rating"] == 4
