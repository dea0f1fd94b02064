"""A client of Zoufang in a few pages, with nothing but the standard library.

    python3 client.py http://127.0.0.1:3000 member zoufang-member

It signs in, fetches all rows, records a visit with a photo that goes up over a broken line, amends
the visit on two devices that have not seen each other, and settles the conflict that follows.
PROTOCOL.md beside the server says why each step is as it is; what a device must keep goes to a file
before anything is sent.
"""

import hashlib
import json
import os
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

PROTOCOL = 1
SCHEMA = 2
PUSH_CHANGES = 200
PUSH_BYTES = 256 * 1024
PIECE_BYTES = 256 * 1024
# What sending again does not mend; of a wrong hash every piece had come as it was, so it is the file.
FINAL = {"wrong_hash", "content_not_taken", "too_large", "malformed", "not_allowed"}


class Refused(Exception):
    """An answer that is no success. `code` is for programs, the text for people."""

    def __init__(self, status, code, message, headers=None):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.headers = status, code, headers


class Device:
    """One account on one device: who it is, what it holds, and what it has still to send."""

    def __init__(self, server, path):
        self.server, self.path, self.cookie = server, path, None
        self.state = {"device": str(uuid.uuid4()), "seq": 0, "clock": 0, "outbox": [],
                      "rows": {}, "cursor": None, "upto": 0, "round": 0, "sweep": False,
                      "contents": [], "refused": {}}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self.state.update(json.load(file))

    def keep(self):
        """Puts everything on the disk, whole or not at all."""
        write(self.path, json.dumps(self.state, ensure_ascii=False).encode())

    # The way to the server.

    def call(self, method, path, body=None):
        """Asks in JSON, and is answered in it."""
        if body is None:
            _, _, text = self.ask(method, path)
        else:
            data = json.dumps(body, ensure_ascii=False).encode()
            _, _, text = self.ask(method, path, data, {"content-type": "application/json"})
        return json.loads(text) if text else None

    def ask(self, method, path, data=None, headers=None):
        """The status, the headers and the body of an answer that is a success."""
        request = urllib.request.Request(self.server + path, data, headers or {}, method=method)
        if self.cookie:
            request.add_header("cookie", self.cookie)
        try:
            with urllib.request.urlopen(request, timeout=180) as response:
                cookie = response.headers.get("set-cookie")
                if cookie:
                    self.cookie = cookie.split(";")[0]
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            try:
                told = json.load(error)["error"]
            except (ValueError, KeyError, TypeError):
                raise Refused(error.code, "not_ours", "somebody between us answered") from error
            raise Refused(error.code, told["code"], told["message"], error.headers) from error

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

    # Photos: the record travels with the others, the contents follow in a queue of their own.

    def attach(self, of, name, photo, thumb):
        """Both contents are on the disk before the record that names them by their hashes."""
        blob, thumb = self.put(photo), self.put(thumb)
        self.state["contents"] += [{"hash": thumb, "thumb": True}, {"hash": blob, "thumb": False}]
        # Thumbnails go first, however late they were made.
        self.state["contents"].sort(key=lambda entry: not entry["thumb"])
        return self.save("attachment", str(uuid.uuid4()), {
            "of": of, "blob": blob, "thumb": thumb, "name": name, "type": "image/jpeg", "bytes": len(photo)})

    def put(self, content):
        name = hashlib.sha256(content).hexdigest()
        write(self.file(name), content)
        return name

    def file(self, name):
        return f"{self.path}.{name}"

    def send_contents(self, most=sys.maxsize):
        """Sends pieces, each content from where the server says, until all are there or so many have gone."""
        while self.state["contents"]:
            name = self.state["contents"][0]["hash"]
            with open(self.file(name), "rb") as file:
                content = file.read()
            try:
                come = self.come(name)
                while come < len(content):
                    if most == 0:
                        return
                    come, most = self.send_piece(name, content, come), most - 1
            except Refused as refused:
                if refused.code not in FINAL:
                    raise
                # Its author is told why; the file stays, and the others go on.
                self.state["refused"][name] = refused.code
            self.state["contents"] = [entry for entry in self.state["contents"] if entry["hash"] != name]
            self.keep()
            if name not in self.state["refused"]:
                os.remove(self.file(name))

    def come(self, name):
        """How many bytes have come from us; 200 and 404 say that none have."""
        try:
            status, headers, _ = self.ask("HEAD", "/api/v1/blobs/" + name)
        except Refused as refused:
            if refused.status != 404:
                raise
            return 0
        return int(headers["upload-offset"]) if status == 204 else 0

    def send_piece(self, name, content, start):
        """Where to go on. A piece that got lost is sent again, one that came twice does no harm."""
        piece = content[start:start + PIECE_BYTES]
        headers = {"content-type": "application/octet-stream", "upload-offset": str(start),
                   "upload-length": str(len(content)), "upload-checksum": hashlib.sha256(piece).hexdigest()}
        try:
            _, headers, _ = self.ask("PATCH", "/api/v1/blobs/" + name, piece, headers)
        except Refused as refused:
            if refused.code != "wrong_offset":
                raise
            headers = refused.headers
        return int(headers["upload-offset"])

    def content(self, name):
        """As the server keeps it: without what it told of its maker, so its hash may be another."""
        _, _, content = self.ask("GET", "/api/v1/blobs/" + name)
        return content


def write(path, content):
    """On the disk when this returns, whole or not at all."""
    with open(path + ".part", "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


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


def picture(squares, seed):
    """A grey mosaic of so many squares in width and height, as a JPEG: the plainest there is."""
    draw, last, bits = random.Random(seed), 0, []
    for _ in range(squares * squares):
        level = draw.randrange(-128, 128)
        step, last = level - last, level
        # Each square is the difference to the one before: how many bits, the bits, and an end.
        size = abs(step).bit_length()
        spelled = step if step > 0 else step + (1 << size) - 1
        bits.append(f"{size:04b}" + (f"{spelled:0{size}b}" if size else "") + "0")
    bits = "".join(bits)
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    side = (8 * squares).to_bytes(2, "big")
    segments = [
        (0xdb, b"\x00" + b"\x08" * 64),
        (0xc0, b"\x08" + side + side + b"\x01\x01\x11\x00"),
        # Sizes of 0 to 8 bits in codes of 4 bits each; and the end of a square in one.
        (0xc4, b"\x00" + bytes([0, 0, 0, 9] + [0] * 12) + bytes(range(9))),
        (0xc4, b"\x10" + bytes([1] + [0] * 15) + b"\x00"),
        (0xda, b"\x01\x01\x00\x00\x3f\x00"),
    ]
    head = b"".join(bytes([0xff, kind]) + (len(said) + 2).to_bytes(2, "big") + said for kind, said in segments)
    return b"\xff\xd8" + head + scan + b"\xff\xd9"


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
    photo = phone.attach(visit, "厂区.jpg", picture(480, visit), picture(16, visit))
    blob = photo["fields"]["blob"]["value"]
    print(f"visit {visit}: {phone.push()}")

    # The line breaks after the thumbnail and the first piece; later the phone, started anew, goes on.
    phone.send_contents(most=2)
    phone = Device(server, os.path.join(folder, "phone.json"))
    phone.sign_in(login, password)
    print(f"come so far: {phone.come(blob)}")
    phone.send_contents()
    print(f"photo {photo['record']}: {phone.come(blob)}")

    tablet.pull()
    phone.pull()
    shown = tablet.shown(photo["record"])
    print(f"seen on the tablet: {len(tablet.content(shown['thumb']))} and {len(tablet.content(shown['blob']))}")
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
        assert not device.state["contents"] and not device.state["refused"], "photos too"
    assert phone.shown(visit) == tablet.shown(visit), "both show the same"
    print(f"shown: {json.dumps(phone.shown(visit), ensure_ascii=False, sort_keys=True)}")
    phone.sign_out()
    tablet.sign_out()


if __name__ == "__main__":
    if not 4 <= len(sys.argv) <= 5:
        sys.exit("usage: client.py SERVER LOGIN PASSWORD [FOLDER FOR WHAT THE DEVICES KEEP]")
    main(*sys.argv[1:])
