"""The hand-written rival: the same requests in plain Flask, SQLAlchemy Core and orjson."""

import datetime as dt
import hashlib
import os
import uuid
from decimal import Decimal

import orjson
import sqlalchemy as sa
from flask import Flask, Response, request

from tests.bench.rival_tables import account, closure, deal, history, open_engine, token

# fmt: off
engine, app, bind = open_engine(os.environ["RIVAL_DSN"]), Flask(__name__), sa.bindparam
mine = deal.c.owner.in_(sa.select(closure.c.descendant).where(closure.c.ancestor == bind("me")))
match = sa.and_(mine, deal.c.stage == bind("stage"))
LIST = (sa.select(deal, account.c.name.label("account_name"))
        .outerjoin(account, account.c.id == deal.c.account).where(match)
        .order_by(deal.c.close_date, deal.c.id).limit(50))
COUNT = sa.select(sa.func.count()).select_from(sa.select(deal.c.id).where(match).limit(1001).subquery())
ONE = sa.select(deal).where(mine, deal.c.id == bind("rid"))
WHO = sa.select(token.c.user).where(token.c.hash == bind("hash"))
SAVE = (sa.update(deal).where(deal.c.id == bind("rid"), deal.c.row_version == bind("v"))
        .values(amount=bind("amount"), updated_at=bind("at"), row_version=deal.c.row_version + 1))

def who(conn):
    secret = request.headers["Authorization"][7:].encode()
    return conn.scalar(WHO, {"hash": hashlib.sha256(secret).hexdigest()})

@app.get("/list")
def page():
    with engine.connect() as conn:
        args = {"me": who(conn), "stage": request.args["stage"]}
        rows = [dict(row) for row in conn.execute(LIST, args).mappings()]
        return reply({"records": rows, "count": conn.scalar(COUNT, args)})

@app.post("/deal")
@app.route("/deal/<uuid:rid>", methods=["GET", "PATCH"])
def one(rid=None):
    with engine.begin() as conn:
        me, now, raw = who(conn), dt.datetime.now(dt.UTC), request.get_json(silent=True)
        if raw and rid:
            old = conn.execute(ONE, {"me": me, "rid": rid}).mappings().one()
            conn.execute(SAVE, {"rid": rid, "v": old["row_version"], "amount": Decimal(raw["amount"]), "at": now})
        elif raw:
            rid = uuid.uuid4()
            new = {**raw, "id": rid, "owner": me, "updated_at": now, "row_version": 1}
            new |= {"account": uuid.UUID(raw["account"]), "amount": Decimal(raw["amount"])}
            conn.execute(deal.insert(), new | {"close_date": dt.date.fromisoformat(raw["close_date"])})
        if raw:
            conn.execute(history.insert(), {"id": uuid.uuid4(), "deal": rid, "by": me, "at": now,
                                            "changes": orjson.dumps(raw).decode()})
        return reply(dict(conn.execute(ONE, {"me": me, "rid": rid}).mappings().one()))

def reply(value):
    return Response(orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS), mimetype="application/json")
