"""A client of Zoufang in a few pages, with nothing but the standard library.

    python3 client.py http://127.0.0.1:3000 member zoufang-member

It signs in, fetches all rows, records a visit, amends it on two devices that have not seen each
other, and settles the conflict that follows. PROTOCOL.md beside the server says why each step is as
it is; what a device must keep goes to a file before anything is sent.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

PROTOCOL = 1
SCHEMA = 1
PUSH_CHANGES = 200
PUSH_BYTES = 256 * 1024


class Refused(Exception):
    """An answer that is no success. `code` is for programs, the text for people."""

    def __init__(self, status, code, message):
        super().__init__(f"{status} {code}: {message}")
        self.code = code


class Device:
    """One account on one device: who it is, what it holds, and what it has still to send."""

    def __init__(self, server, path):
        self.server, self.path, self.cookie = server, path, None
        self.state = {"device": str(uuid.uuid4()), "seq": 0, "clock": 0, "outbox": [],
                      "rows": {}, "cursor": None, "upto": 0, "round": 0, "sweep": False}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self.state = json.load(file)

    def keep(self):
        """Puts everything on the disk, whole or not at all."""
        with open(self.path + ".part", "w", encoding="utf-8") as file:
            json.dump(self.state, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".part", self.path)

    # The way to the server.

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = urllib.request.Request(self.server + path, data, method=method)
        if body is not None:
            request.add_header("content-type", "application/json")
        if self.cookie:
            request.add_header("cookie", self.cookie)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                cookie = response.headers.get("set-cookie")
                if cookie:
                    self.cookie = cookie.split(";")[0]
                text = response.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            try:
                told = json.load(error)["error"]
            except (ValueError, KeyError, TypeError):
                raise Refused(error.code, "not_ours", "somebody between us answered") from error
            raise Refused(error.code, told["code"], told["message"]) from error

    def sign_in(self, login, password):
        return self.call("POST", "/api/v1/session", {"login": login, "password": password})

    def sign_out(self):
        self.call("DELETE", "/api/v1/session")

    # Fetching.

    def pull(self):
        """Fetches what is new, page by page; rows and cursor are kept together."""
        state = self.state
        if state["cursor"] is None and not state["sweep"]:
            self.begin_anew()
        more = True
        while more:
            query = urllib.parse.urlencode({"cursor": state["cursor"] or ""})
            try:
                page = self.call("GET", "/api/v1/sync/pull?" + query)
            except Refused as refused:
                if refused.code != "stale_cursor" or state["cursor"] is None:
                    raise
                self.begin_anew()
                continue
            for row in page["rows"]:
                state["rows"][row["id"]] = {"round": state["round"], "row": row}
                state["clock"] = max(state["clock"], int(row["touched"], 16))
            for gone in page["gone"]:
                state["rows"].pop(gone, None)
            state["cursor"], more = page["cursor"], page["more"]
            if not more:
                self.arrived(page["upto"])
            self.keep()

    def begin_anew(self):
        """The rows that do not come again by the last page are no longer ours to hold."""
        self.state.update(cursor=None, sweep=True, round=self.state["round"] + 1)

    def arrived(self, upto):
        state = self.state
        if state["sweep"]:
            state["rows"] = {key: held for key, held in state["rows"].items() if held["round"] == state["round"]}
        # What the server keeps has come back with the rows, unless it lies aside.
        come = [entry for entry in state["outbox"] if entry["kept"] is not None and entry["kept"] <= upto]
        state.update(sweep=False, upto=upto, outbox=[entry for entry in state["outbox"] if entry not in come])

    # What a record shows: the row, with what was not sent or has not come back on top.

    def heads(self, record):
        """For the life of the record (under None) and each field: the heads by name, with stamp and value."""
        held = self.state["rows"].get(record)
        heads = heads_of(held["row"]) if held else {}
        for entry in self.state["outbox"]:
            change = entry["change"]
            if change["record"] != record:
                continue
            dot = (change["device"], change["seq"])
            alive = change["op"] != "delete"
            writes = {None: (change.get("life", []), alive)}
            writes.update({path: (write.get("base", []), write["value"])
                           for path, write in change.get("fields", {}).items()})
            for path, (base, value) in writes.items():
                replaced = {tuple(name) for name in base}
                field = heads.setdefault(path, {})
                if dot not in field:
                    heads[path] = {name: head for name, head in field.items() if name not in replaced}
                    heads[path][dot] = (change["at"], value)
        return heads

    def shown(self, record):
        """One value for each field: of several heads the one with the latest stamp."""
        heads = self.heads(record)
        latest = {path: max((at, dot, value) for dot, (at, value) in field.items())[2]
                  for path, field in heads.items() if path is not None and field}
        return {path: value for path, value in latest.items() if value is not None}

    def conflicts(self, record):
        """The fields that hold different values which nobody has settled, with all of them."""
        several = {}
        for path, field in self.heads(record).items():
            values = sorted({json.dumps(value, ensure_ascii=False) for _, value in field.values()})
            if path is not None and len(values) > 1:
                several[path] = [json.loads(value) for value in values]
        return several

    # Writing.

    def save(self, kind, record, fields, op="set"):
        """One change, on the disk when this returns. It names the heads that were seen here, and so
        replaces exactly those: where a field was in conflict, its writer has seen both values."""
        state, heads = self.state, self.heads(record)
        state["seq"] += 1
        state["clock"] = max(state["clock"] + 1, int(time.time() * 1000) << 16)
        change = {
            "id": str(uuid.uuid4()), "device": state["device"], "seq": state["seq"],
            "record": record, "kind": kind, "op": op, "at": f"{state['clock']:016x}", "schema": SCHEMA,
            "life": [list(dot) for dot in heads.get(None, {})],
            "fields": {path: {"base": [list(dot) for dot in heads.get(path, {})], "value": value}
                       for path, value in fields.items()},
        }
        state["outbox"].append({"change": change, "kept": None, "reason": None})
        self.keep()
        return change

    def push(self):
        """Sends what waits, in its order, until the server has answered for all of it."""
        fates, renamed = [], False
        while True:
            waiting = [entry for entry in self.state["outbox"] if entry["kept"] is None and entry["reason"] is None]
            if not waiting:
                return fates
            batch = within_limits(waiting)
            reply = self.call("POST", "/api/v1/sync/push", {
                "protocol": PROTOCOL, "device": self.state["device"],
                "changes": [entry["change"] for entry in batch],
            })
            outcomes = reply["outcomes"]
            if len(outcomes) != len(batch):
                raise Refused(200, "not_ours", "an answer to something else")
            for entry, outcome in zip(batch, outcomes):
                if outcome["stored"]:
                    fates.append(outcome["fate"])
                    entry["reason"] = outcome.get("reason")
                    entry["kept"] = outcome.get("position", reply["head"]) if entry["reason"] is None else None
            cloned = any(outcome["fate"] == "cloned" for outcome in outcomes)
            if any(outcome["stored"] for outcome in outcomes):
                renamed = False
            elif not cloned or renamed:
                # Told to send again later, or taken for a copy twice in a row.
                self.keep()
                return fates
            if cloned:
                self.take_new_device()
                renamed = True
            self.keep()

    def take_new_device(self):
        """Another device uses our id (a copied folder): what the server does not keep gets new names."""
        self.state.update(device=str(uuid.uuid4()), seq=0)
        names = {}
        for entry in self.state["outbox"]:
            change = entry["change"]
            if entry["kept"] is None and entry["reason"] is None:
                self.state["seq"] += 1
                old = (change["device"], change["seq"])
                names[old] = [self.state["device"], self.state["seq"]]
                change["device"], change["seq"] = names[old]
                change["life"] = [names.get(tuple(dot), dot) for dot in change["life"]]
                for write in change["fields"].values():
                    write["base"] = [names.get(tuple(dot), dot) for dot in write["base"]]


def heads_of(row):
    """The heads of a row by name: each points to the place of its write in `writes`."""
    writes = [((device, seq), at) for device, seq, at, _author in row["writes"]]
    fields = {None: row["life"], **row["fields"]}
    return {path: {writes[place][0]: (writes[place][1], value) for place, value in heads}
            for path, heads in fields.items()}


def within_limits(entries):
    """The first entries that fit into one push; always one."""
    batch, size = [], 0
    for entry in entries[:PUSH_CHANGES]:
        size += len(json.dumps(entry["change"], ensure_ascii=False).encode())
        if batch and size > PUSH_BYTES:
            break
        batch.append(entry)
    return batch


def main(server, login, password, folder="."):
    phone = Device(server, os.path.join(folder, "phone.json"))
    tablet = Device(server, os.path.join(folder, "tablet.json"))
    profile = phone.sign_in(login, password)
    tablet.sign_in(login, password)
    print(f"signed in: {profile['name']}, {profile['unit_name']}")
    phone.pull()
    print(f"rows: {len(phone.state['rows'])}")

    visit = str(uuid.uuid4())
    phone.save("visit", visit, {"day": "2026-11-20", "kind": "visit", "company_name": "白鹭智能检测有限公司",
                                "content": "二期要150亩地", "needs/land": True, "intent/amount": 15000})
    print(f"visit {visit}: {phone.push()}")

    tablet.pull()
    phone.pull()
    phone.save("visit", visit, {"content": "二期要150亩地，明年开工"})
    tablet.save("visit", visit, {"content": "二期要180亩地", "place": "杭州厂区"})
    print(f"phone: {phone.push()}")
    print(f"tablet: {tablet.push()}")

    phone.pull()
    both = phone.conflicts(visit)["content"]
    print(f"in conflict: {both}")
    phone.save("visit", visit, {"content": "；".join(both)})
    print(f"settled: {phone.push()}")

    phone.pull()
    tablet.pull()
    for device in (phone, tablet):
        assert not device.conflicts(visit) and not device.state["outbox"], "everything has come, and is settled"
    assert phone.shown(visit) == tablet.shown(visit), "both show the same"
    print(f"shown: {json.dumps(phone.shown(visit), ensure_ascii=False, sort_keys=True)}")
    phone.sign_out()
    tablet.sign_out()


if __name__ == "__main__":
    if not 4 <= len(sys.argv) <= 5:
        sys.exit("usage: client.py SERVER LOGIN PASSWORD [FOLDER FOR WHAT THE DEVICES KEEP]")
    main(*sys.argv[1:])
