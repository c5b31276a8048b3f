import { describe, expect, it } from "vitest";
import { base64, utf8 } from "../../../main/formats/bytes.ts";
import { signCheckpoint } from "../../../main/formats/checkpoint.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { encodeForkProof, forkPrefix, verifyForkProof, type ForkProof } from "../../../main/formats/fork-proof.ts";
import { consistencyProof, leafHash, treeRoot, hashReaderOver } from "../../../main/formats/merkle.ts";
import { verifierKey } from "../../../main/formats/signed-note.ts";

const origin = "demo/ws/0001/1";
const signer = generateSigningKey();
const key = verifierKey(origin, signer.publicKey);
const held = Array.from({ length: 13 }, (_, index) => leafHash(utf8(`entry ${index}`)));
const other = held.with(5, leafHash(utf8("rewritten")));

function head(leaves: readonly Uint8Array[], size: number, by = signer, name = origin): ForkProof["held"] {
  const root = treeRoot(hashReaderOver(leaves.slice(0, size)), size);
  const note = signCheckpoint({ origin: name, size, root }, { name, key: by.privateKey });
  return { note, key: verifierKey(name, by.publicKey), epoch: 0 };
}

function proof(changes: Partial<ForkProof> = {}): ForkProof {
  return { v: 1, t: "log.fork", origin, held: head(held, 13), offered: head(other, 13), ...changes };
}

const prefixAt = (size: number): NonNullable<ForkProof["prefix"]> =>
  forkPrefix(treeRoot(hashReaderOver(held.slice(0, size)), size), consistencyProof(held, size, 13));
const judge = (changes: Partial<ForkProof>, keys: readonly string[] = []) =>
  verifyForkProof(encodeForkProof(proof(changes)), keys);

describe("the proof of a fork (I8)", () => {
  it("is two heads of one size with different roots under keys of the log", () => {
    expect(judge({})).toMatchObject({ outcome: "proven", origin, areKeysKnown: false });
    expect(judge({}, [key])).toMatchObject({ outcome: "proven", areKeysKnown: true });
  });

  it("for any smaller size is what the longer history has there, against what was offered", () => {
    for (let size = 6; size < 13; size++) {
      expect({ size, ...judge({ offered: head(other, size), prefix: prefixAt(size) }) }).toMatchObject({
        size,
        outcome: "proven",
      });
    }
  });

  it("is none for two heads of one history", () => {
    expect(judge({ offered: head(held, 13) })).toMatchObject({ objection: "same-history" });
    expect(judge({ offered: head(held, 7), prefix: prefixAt(7) })).toMatchObject({ objection: "same-history" });
  });

  it("is none where only a proof is missing, wrong, or taken from the other history", () => {
    expect(judge({ offered: head(other, 7) })).toMatchObject({ objection: "no-proof" });
    expect(judge({ offered: head(other, 7), prefix: prefixAt(8) })).toMatchObject({ objection: "no-proof" });
    const root = treeRoot(hashReaderOver(other.slice(0, 7)), 7);
    const borrowed = forkPrefix(root, consistencyProof(other, 7, 13));
    expect(judge({ offered: head(other, 7), prefix: borrowed })).toMatchObject({ objection: "no-proof" });
    expect(judge({ held: head(held, 7), prefix: prefixAt(7) })).toMatchObject({ objection: "no-proof" });
    expect(judge({ offered: head(held, 0), prefix: { root: base64(new Uint8Array(32)), proof: [] } })).toMatchObject({
      objection: "no-proof",
    });
  });

  it("is none under a stranger's signature, of another log, or under a key the reader does not know", () => {
    const stranger = generateSigningKey();
    expect(judge({ offered: { ...head(other, 13, stranger), key } })).toMatchObject({ objection: "signature" });
    expect(judge({ offered: head(other, 13, signer, "demo/ws/0002/1") })).toMatchObject({ objection: "other-log" });
    expect(judge({ offered: head(other, 13, stranger) }, [key])).toMatchObject({ objection: "key-unknown" });
  });

  it("is unreadable when a byte is not canonical, cut, extended or of another kind", () => {
    const file = encodeForkProof(proof());
    expect(verifyForkProof(new Uint8Array([...file, 0x0a]))).toMatchObject({ outcome: "proven" });
    const broken = [
      file.subarray(0, -1),
      new Uint8Array([...file, 0x20]),
      utf8("{}"),
      new Uint8Array(70_000).fill(0x20),
      new Uint8Array(),
    ];
    expect(broken.map((bytes) => verifyForkProof(bytes).outcome)).toEqual(broken.map(() => "unreadable"));
  });

  it("no single changed byte proves anything", () => {
    const file = encodeForkProof(proof({ offered: head(other, 7), prefix: prefixAt(7) }));
    const proven = Array.from(file.keys()).filter((at) => {
      const report = verifyForkProof(file.with(at, (file[at] ?? 0) ^ 1));
      // The number of the epoch is a label; the key itself is what counts.
      return report.outcome === "proven" && report.heads.every(({ epoch }) => epoch === 0);
    });
    expect(proven).toEqual([]);
  });
});
