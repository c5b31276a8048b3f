#!/usr/bin/env python3
"""Checks citations of frames, written from main/formats/README.md alone: cite.py VKEY CITATION...
A line for each; exit code 0: every frame is part of its original. 1: not. Needs Python's standard library and `openssl`."""
import base64, hashlib, json, pathlib, subprocess, sys, tempfile
def sha(data): return hashlib.sha256(data).digest()
def root_of(leaf, index, size, path):
    node, last = leaf, size - 1
    for step in path:
        if index % 2 or index == last:
            node = sha(b"\x01" + step + node)
            while index % 2 == 0 and index: index, last = index >> 1, last >> 1
        else:
            node = sha(b"\x01" + node + step)
        index, last = index >> 1, last >> 1
    return node if last == 0 else b""
def signed(key, text, signature):
    with tempfile.TemporaryDirectory() as d:
        spki = bytes.fromhex("302a300506032b6570032100") + key
        for name, data in (("k", spki), ("m", text), ("s", signature)): pathlib.Path(d, name).write_bytes(data)
        call = f"openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey {d}/k -in {d}/m -sigfile {d}/s"
        return subprocess.run(call.split(), capture_output=True).returncode == 0
def proves(citation, vkey):
    title, record, rest = citation.split("\n", 2)
    proof, note = rest.split("\n\n", 1)
    head, index, *path = proof.split("\n")
    text, lines = note.split("\n\n", 1)
    origin, size, root = text.split("\n")
    name, _, key = vkey.split("+", 2)
    frame, raw = json.loads(record), base64.b64decode(key)
    mine = [line.split(" ")[2] for line in lines.strip().split("\n") if line.startswith(f"— {name} ")]
    led = root_of(sha(b"\0" + record.encode()), int(index[6:]), int(size), [base64.b64decode(p) for p in path])
    return (title, head, raw[0]) == ("vitrine citation v1", "c2sp.org/tlog-proof@v1", 1) and index == f"index {frame['frame']}" \
        and origin == f"{name}/{frame['asset']}" and led == base64.b64decode(root) and len(mine) == 1 \
        and signed(raw[1:], (text + "\n").encode(), base64.b64decode(mine[0])[4:])
def verdict(path, vkey):
    try: return "valid" if proves(pathlib.Path(path).read_text(), vkey) else "wrong"
    except (ValueError, KeyError, IndexError): return "wrong"
if __name__ == "__main__":
    verdicts = [verdict(path, sys.argv[1]) for path in sys.argv[2:]]
    print(*verdicts, sep="\n")
    sys.exit("wrong" in verdicts)
