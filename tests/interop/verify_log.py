#!/usr/bin/env python3
"""Second verifier of log bundles, written from main/formats/README.md and the list of entries beside it, log-entries.md, alone:
verify_log.py BUNDLE... [--key VKEY] [--cosigner VKEY]... [--pin SIZE:ROOT]... [--seal-key BASE64URL]
A line for each; exit code 0: sound. 1: wrong. 2: no bundle. Needs Python's standard library and `openssl`.
"""
import argparse, base64, datetime, functools, hashlib, hmac, json, pathlib, re, subprocess, sys, tempfile
TITLE, SPKI = b"vitrine log bundle v1\n", bytes.fromhex("302a300506032b6570032100")
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
SMALL = {0, 1, P - 1, P, P + 1, *(int.from_bytes(bytes.fromhex(y), "little") for y in (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))}
LIST = pathlib.Path(__file__).resolve().parents[2].joinpath("main/formats/log-entries.md").read_text("utf-8")
BODIES = {line[1]: line[2] for line in re.finditer(r"^- `(\S+)` \{(.*?)\}: ", LIST, re.M)}
text = lambda most: lambda v: type(v) is str and len(v.encode("utf-16-be")) <= 2 * most
like = lambda pattern: lambda v: type(v) is str and re.fullmatch(pattern, v)
each, holds = lambda fields: lambda v: type(v) is list and all(fits(x, fields) for x in v), lambda fields: lambda v: fits(v, fields)
KINDS = {"text": text(4096), "long-text": text(12288), "digest": like("[0-9a-f]{64}"), "key": like("[A-Za-z0-9_-]{43}"),
    "time": lambda v: ms(v) is not None, "count": lambda v: type(v) is int and v >= 0, "number": lambda v: type(v) is int,
    "yes-no": lambda v: type(v) is bool, "list": lambda v: type(v) is list, "object": lambda v: type(v) is dict,
    "range": holds("from count, to count, …"), "ranges": each("from count, to count, …"), "roster": each("person text, …"),
    "seal": holds("aggregate key, size count"), "sealed": each("ct text, enc text, to text"), "head": holds("origin text, root text, size count")}
def fits(body, fields):
    named = dict(field.split(" ") for field in fields.split(", ") if field != "…")
    return type(body) is dict and ("…" in fields or set(body) <= {name.rstrip("?") for name in named}) and all(
        name[-1] == "?" if name.rstrip("?") not in body else KINDS.get(kind, like(kind.replace("/", "|")))(body[name.rstrip("?")])
        for name, kind in named.items())
FIELDS = {"v", "o", "seq", "ep", "t", "boot", "mono", "wall", "prev", "b"}
sha, mac = lambda data: hashlib.sha256(data).digest(), lambda key, data: hmac.digest(key, data, "sha256")
def need(holds, why):
    if not holds: raise ValueError(why)
def b64(text):
    need(base64.b64encode(base64.b64decode(text, validate=True)).decode() == text, "loose base64")
    return base64.b64decode(text)
def b64url(text): return b64(text.translate(str.maketrans("-_+/", "+/!!")) + "=" * (-len(text) % 4))
def usable(point):
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return len(point) == 32 and y < P and y not in SMALL
@functools.cache
def signed(key, message, sig):
    if len(sig) != 64 or not usable(key) or not usable(sig[:32]) or int.from_bytes(sig[32:], "little") >= ORDER: return False
    with tempfile.TemporaryDirectory() as d:
        for name, data in (("k", SPKI + key), ("m", message), ("s", sig)): pathlib.Path(d, name).write_bytes(data)
        call = f"openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey {d}/k -in {d}/m -sigfile {d}/s"
        return subprocess.run(call.split(), capture_output=True).returncode == 0
def key_id(name, kind, key): return sha(name.encode() + b"\n" + bytes([kind]) + key)[:4]
def vkey(text):
    name, ident, raw = text.split("+", 2)
    raw = b64(raw)
    need(raw[0] in (1, 4) and usable(raw[1:]) and bytes.fromhex(ident) == key_id(name, raw[0], raw[1:]), "key")
    return name, raw[0], raw[1:]
def note(raw):
    text = raw.decode()
    need(text.endswith("\n") and "\n\n" in text and not re.search(r"[\x00-\x09\x0b-\x1f]", text), "note")
    end = text.rindex("\n\n") + 1
    lines = [re.fullmatch(r"— ([^\s+]+) (\S{8,})", line) for line in text[end + 1:-1].split("\n")]
    need(len(lines) <= 16 and all(lines), "note lines")
    return text[:end], [(m[1], b64(m[2])[:4], b64(m[2])[4:]) for m in lines]
def by(body, sigs, name, key, kind=1):
    mine, skip = [s for n, i, s in sigs if n == name and i == key_id(name, kind, key)], 8 if kind == 4 else 0
    said = lambda s: f"cosignature/v1\ntime {int.from_bytes(s[:8], 'big')}\n" if skip else ""
    return bool(mine) and all(signed(key, (said(s) + body).encode(), s[skip:]) for s in mine)
def flat(v, depth=0):
    need(depth <= 64, "too deep")
    if isinstance(v, (bool, str)): return json.dumps(v, ensure_ascii=False)
    if isinstance(v, list): return "[" + ",".join(flat(x, depth + 1) for x in v) + "]"
    if isinstance(v, dict):
        return "{" + ",".join(flat(k) + ":" + flat(v[k], depth + 1) for k in sorted(v, key=lambda k: k.encode("utf-16-be"))) + "}"
    need(isinstance(v, int) and abs(v) < 2**53, "null, fraction or too large")
    return str(v)
def canonical(raw):
    value = json.loads(raw.decode())
    need(flat(value).encode() == raw, "not canonical")
    return value
def root(edge): return functools.reduce(lambda right, left: sha(b"\1" + left + right), filter(None, edge))
def ms(text):
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", text), "time")
    return round(datetime.datetime.fromisoformat(text[:-1] + "+00:00").timestamp() * 1000)
class Walk:
    n, prev, last, epoch, anchor, signer, next, checked, kind = 0, bytes(32), None, 0, None, None, None, 0, None
    def __init__(self): self.edge = []
    def entry(self, raw, origin, key):
        need(len(raw) <= 16384 and (not self.next or self.checked == self.n), "too long, or rotation unsigned")
        self.signer, self.next = self.next or self.signer, None
        e = canonical(raw)
        need("seq" in e or self.kind == "headquarters" and isinstance(e.get("t"), str), "statement")
        promise = self.follow(e, origin, key) if "seq" in e else set()
        node = self.prev = sha(b"\0" + raw)
        self.n, level = self.n + 1, 0
        while level < len(self.edge) and self.edge[level]:
            node, self.edge[level], level = sha(b"\1" + self.edge[level] + node), None, level + 1
        self.edge[level:level + 1] = [node]
        return promise
    def follow(self, e, origin, key):
        b, boot, last, t, count = e.get("b"), e.get("boot"), self.last, e.get("t"), lambda v: type(v) is int and v >= 0
        need(FIELDS <= set(e) <= FIELDS | {"sess", "person"} and e["v"] == 1 and t in BODIES and
             fits(b, BODIES[t]) and all(map(count, (e["seq"], e["ep"], boot))), "shape")
        wall, mono = ms(e["wall"]), int(e["mono"])
        need(str(mono) == e["mono"] and 0 <= mono < 10**19 and (t == "genesis") == (last is None), "mono, genesis")
        need((e["o"], e["seq"], b64url(e["prev"]), e["ep"]) == (origin, self.n, self.prev, self.epoch), "does not follow")
        if last is None:
            self.kind, self.signer = b["kind"], b64url(b["key"])
            need(boot == 0 and vkey(key) == (origin, 1, self.signer), "genesis")
        else:
            need(boot == last[0] + (t == "boot") and wall >= last[1] and (boot != last[0] or mono >= last[2]), "clock")
            need(t in ("boot", "clock") or abs(wall - self.anchor[0] - (mono - self.anchor[1]) // 10**6) <= 120002, "step")
        need(t != "hq.receipt" or count(b["size"]) and b["size"] <= self.n, "receipt ahead")
        if t == "key.rotate":
            self.next, self.epoch = b64url(b["key"]), self.epoch + 1
            need(b["epoch"] == self.epoch and usable(self.next), "rotation")
        self.last, self.anchor = (boot, wall, mono), (wall, mono) if t in ("genesis", "boot", "clock") else self.anchor
        return {b["digest"]} if t == "hq.receipt" else set()
def check(data, a):
    need(data.startswith(TITLE), "title")
    at, walk, head, cp, promised, got, sealed = len(TITLE), Walk(), None, None, set(), set(), None
    state, pins = (a.seal_key, bytes(32)), [(int(p.split(":")[0]), b64(p.split(":")[1])) for p in a.pin]
    while True:
        line = re.compile(rb"(head|entry|checkpoint|receipt|seal|end) (0|[1-9][0-9]{0,4}) ([0-9a-f]{64})\n").match(data, at)
        kind, size, start = line[1], int(line[2]), at
        raw, at = data[line.end():line.end() + size], line.end() + size + 1
        need(size <= 65536 and data[at - 1:at] == b"\n" and sha(raw).hex() == line[3].decode() and
             (kind == b"head") == (head is None) and (kind == b"end") == (sealed is not None), "record")
        if kind == b"head":
            head = canonical(raw)
            need(set(head) == {"v", "origin", "key"} and head["v"] == 1 and a.key in (None, head["key"]), "head")
        elif kind == b"entry":
            cp, promised = None, promised | walk.entry(raw, head["origin"], head["key"])
            if a.seal_key: state = mac(state[0], b"next"), sha(b"agg" + state[1] + mac(state[0], walk.prev))
            need(all(s != walk.n or r == root(walk.edge) for s, r in pins), "pin")
        elif kind == b"checkpoint":
            body, sigs = note(raw)
            need(not cp and body == f"{head['origin']}\n{walk.n}\n{base64.b64encode(root(walk.edge)).decode()}\n", "checkpoint")
            need(by(body, sigs, head["origin"], walk.signer), "checkpoint signature")
            cp, walk.checked = body, walk.n
        elif kind == b"receipt":
            body, sigs = note(raw)
            need(cp == body and (not a.cosigner or any(by(body, sigs, c[0], c[2], 4) for c in a.cosigner)), "receipt")
            got.add(sha(raw).hex())
        elif kind == b"seal":
            sealed = canonical(raw)
            tag, whole = b64url(sealed["aggregate"]), walk.n > 0 and walk.checked == walk.n and promised <= got
            need(whole and len(sealed) == 2 and sealed["size"] == walk.n and len(tag) == 32 and (not a.seal_key or tag == state[1]), "seal")
        else:
            (body, sigs), digest = note(raw), base64.b64encode(sha(data[:start])).decode()
            need(len(sigs) == 1 and by(body, sigs, head["origin"], walk.next or walk.signer), "ending")
            need(body == f"{TITLE.decode()}{head['origin']}\n{walk.n}\n{digest}\n" and at == len(data), "ending")
            need(all(size <= walk.n for size, _ in pins), "pin")
            return walk.n
parser = argparse.ArgumentParser()
parser.add_argument("bundle", nargs="+")
for option, kind, many in (("--key", str, 0), ("--seal-key", b64url, 0), ("--cosigner", vkey, 1), ("--pin", str, 1)):
    parser.add_argument(option, type=kind, **({"action": "append", "default": []} if many else {}))
options, code = parser.parse_args(), 0
for bundle in map(lambda name: pathlib.Path(name).read_bytes(), options.bundle):
    try: print("sound", check(bundle, options))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        print("wrong" if bundle.startswith(TITLE) else "unreadable", error)
        code = max(code, 1 if bundle.startswith(TITLE) else 2)
sys.exit(code)
