#!/usr/bin/env python3
"""Runs a draw again, written from main/formats/README.md alone: draw.py FILE LOG_KEY COSIGNER_KEY
Prints "same" or "other: WHY"; exit code 0 or 1. Needs Python's standard library and `openssl`."""
import base64, hashlib, json, pathlib, subprocess, sys, tempfile
def sha(data): return hashlib.sha256(data).digest()
def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
def leaf(data): return sha(b"\0" + data)
def tree(leaves):
    if len(leaves) < 2: return leaves[0] if leaves else sha(b"")
    k = 1
    while k * 2 < len(leaves): k *= 2
    return sha(b"\x01" + tree(leaves[:k]) + tree(leaves[k:]))
def led(node, index, size, path):
    last = size - 1
    for step in path:
        if index % 2 or index == last:
            node = sha(b"\x01" + step + node)
            while index % 2 == 0 and index: index, last = index >> 1, last >> 1
        else: node = sha(b"\x01" + node + step)
        index, last = index >> 1, last >> 1
    return node if last == 0 else b""
def signed(vkey, note):
    """Origin, size and root of a checkpoint that this key signed (type 1) or cosigned (type 4)."""
    name, _, key = vkey.split("+", 2)
    raw, (text, lines) = base64.b64decode(key), note.split("\n\n", 1)
    mine = [base64.b64decode(l.split(" ")[2])[4:] for l in lines.strip().split("\n") if l.startswith(f"— {name} ")][0]
    message = (text + "\n").encode()
    if raw[0] == 4: message, mine = f"cosignature/v1\ntime {int.from_bytes(mine[:8], 'big')}\n".encode() + message, mine[8:]
    with tempfile.TemporaryDirectory() as d:
        spki = bytes.fromhex("302a300506032b6570032100") + raw[1:]
        for part, data in (("k", spki), ("m", message), ("s", mine)): pathlib.Path(d, part).write_bytes(data)
        call = f"openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey {d}/k -in {d}/m -sigfile {d}/s"
        assert subprocess.run(call.split(), capture_output=True).returncode == 0, "signature"
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root)
def why(draw, log_key, cosigner_key):
    c, items, entry, un = draw["commitment"], draw["items"], json.loads(draw["entry"]), base64.urlsafe_b64decode
    statement_leaf, digest = un(draw["seed"]["leaf"] + "=="), sha(canonical(c))
    head, note = draw["seed"]["proof"].split("\n\n", 1)
    index, path = int(head.split("\n")[1][6:]), [base64.b64decode(p) for p in head.split("\n")[2:]]
    s, (_, size, root) = json.loads(statement_leaf), signed(log_key, note)
    if led(leaf(statement_leaf), index, size, path) != root: return "seed is not headquarters'"
    origin, size, root = signed(cosigner_key, s["note"])
    if not s["index"] < size: return "commitment after the seed"
    if led(leaf(draw["entry"].encode()), s["index"], size, [base64.b64decode(p) for p in draw["path"]]) != root: return "commitment is not logged"
    if (entry["t"], entry["b"]["digest"], entry["o"], entry["seq"]) != ("draw.commit", digest.hex(), origin, s["index"]): return "entry"
    if (s["commitment"], s["origin"], s["plan"], s["round"]) != (digest.hex(), origin, c["plan"], c["round"]): return "seed of another draw"
    if tree([leaf(canonical(i)) for i in items]).hex() != c["root"] or len(items) != c["items"]: return "frame"
    seed, drawn = sha(b"vitrine/draw/v1\n" + digest + sha(s["note"].encode())), {i["key"] for i in items if i["must"]}
    for stratum in c["strata"]:
        lots = sorted((sha(seed + leaf(canonical(i))), i["key"]) for i in items if i["stratum"] == stratum["name"] and not i["must"])
        take = min(len(lots), max(stratum["least"], -(-len(lots) * stratum["ratio"] // 10000)))
        if take != stratum["take"]: return "size of the sample"
        drawn |= {key for _, key in lots[:take]}
    return None if drawn == set(draw["sample"]) else "sample"
if __name__ == "__main__":
    try: reason = why(json.loads(pathlib.Path(sys.argv[1]).read_text()), *sys.argv[2:4])
    except (ValueError, KeyError, IndexError, AssertionError) as error: reason = f"unreadable ({error})"
    print("same" if reason is None else f"other: {reason}"); sys.exit(reason is not None)
