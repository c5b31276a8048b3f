import { describe, expect, it } from "vitest";
import { base64url, utf8 } from "../../../main/formats/bytes.ts";
import { signCheckpoint } from "../../../main/formats/checkpoint.ts";
import { generateSigningKey, type SigningKey } from "../../../main/formats/ed25519.ts";
import { writeEntry, type Envelope } from "../../../main/formats/log-entry.ts";
import { walkLog, type Problem } from "../../../main/formats/log-walk.ts";
import { leafHash } from "../../../main/formats/merkle.ts";
import { edgeRoot, emptyEdge, extendEdge } from "../../../main/formats/tree-edge.ts";

const origin = "demo/ws/0001/1";

interface Step {
  readonly t?: string;
  readonly b?: object;
  readonly change?: Partial<Omit<Envelope, "b">>;
  /** Signs the checkpoint after this entry instead of the epoch's own key; null leaves it out. */
  readonly signer?: SigningKey | null;
  /** Bytes to put in place of the leaf. */
  readonly leaf?: (leaf: Uint8Array) => Uint8Array;
}

interface Place {
  readonly seq: number;
  readonly epoch: number;
  readonly previous: Uint8Array;
}

function leafOf(step: Step, { seq, epoch, previous }: Place): Uint8Array {
  const envelope = {
    v: 1 as const,
    o: origin,
    seq,
    ep: epoch,
    t: step.t ?? "heartbeat",
    boot: 0,
    mono: String(seq * 1_000_000_000),
    wall: new Date(Date.UTC(2026, 10, 9, 8, 0, seq)).toISOString(),
    prev: base64url(previous),
    ...step.change,
  };
  const written = writeEntry(envelope, step.b ?? {});
  return step.leaf?.(written) ?? written;
}

function genesisOf(key: Uint8Array): Step {
  return { t: "genesis", b: { kind: "station", suite: "vitrine-1", key: base64url(key), nonce: "n", seal: [] } };
}

/** A log written by hand, each entry its own transaction, so that one thing at a time may be wrong. */
function walkOf(
  steps: readonly Step[],
  all: readonly [SigningKey, ...SigningKey[]],
  signatures: "all" | "ends" = "all",
): Problem | null {
  const walk = walkLog({ origin, signatures });
  let edge = emptyEdge;
  let place: Place = { seq: 0, epoch: 0, previous: new Uint8Array(32) };
  for (const step of [genesisOf(all[0].publicKey), ...steps]) {
    const leaf = leafOf(step, place);
    edge = extendEdge(edge, leafHash(leaf));
    const key = step.signer === undefined ? all[place.epoch] : step.signer;
    const sign = (by: SigningKey): string =>
      signCheckpoint({ origin, size: edge.size, root: edgeRoot(edge) }, { name: origin, key: by.privateKey });
    const problem = walk.entry(leaf) ?? (key ? walk.checkpoint(sign(key)) : null);
    if (problem !== null) {
      return problem;
    }
    place = { seq: place.seq + 1, epoch: place.epoch + (step.t === "key.rotate" ? 1 : 0), previous: leafHash(leaf) };
  }
  return walk.end();
}

const keys = [generateSigningKey(), generateSigningKey(), generateSigningKey()] as const;
const beat: Step = {};
const rotateTo = (epoch: number): Step => ({
  t: "key.rotate",
  b: { epoch, key: base64url(keys[epoch]?.publicKey ?? new Uint8Array()), reason: "asked" },
});

describe("the rules by which entries follow one another", () => {
  it("let a right log pass, through rotations and boots", () => {
    const boot: Step = {
      t: "boot",
      b: { nonce: "n", software: "s", keyStore: "file" },
      change: { boot: 1, mono: "0" },
    };
    const after: Step = { change: { boot: 1, mono: "1000000000" } };
    expect(walkOf([beat, rotateTo(1), beat, rotateTo(2), beat], keys)).toBeNull();
    expect(walkOf([beat, boot, after], keys)).toBeNull();
  });

  it.each([
    ["A19: entries of another log", [beat, { change: { o: "demo/ws/0002/1" } }], { index: 2, rule: "origin" }],
    ["A2, A3: a missing number", [beat, { change: { seq: 3 } }], { index: 2, rule: "sequence" }],
    [
      "A4: an entry that does not continue the one before",
      [beat, { change: { prev: "A".repeat(43) } }],
      { index: 2, rule: "previous" },
    ],
    [
      "a second genesis",
      [{ t: "genesis", b: { kind: "station", suite: "vitrine-1", key: "A".repeat(43), nonce: "n", seal: [] } }],
      { index: 1, rule: "genesis" },
    ],
    ["an epoch that has not begun", [{ change: { ep: 1 } }], { index: 1, rule: "epoch" }],
    ["A12: an epoch skipped", [rotateTo(2)], { index: 1, rule: "rotation" }],
    ["a boot without its entry", [{ change: { boot: 1 } }], { index: 1, rule: "boot" }],
    ["a running clock that goes back", [beat, { change: { mono: "999999999" } }], { index: 2, rule: "mono-back" }],
    [
      "A13: wall time that goes back",
      [beat, { change: { wall: "2026-11-06T08:00:00.000Z" } }],
      { index: 2, rule: "wall-back" },
    ],
    [
      "A13: wall time that leaps and no clock entry says so",
      [{ change: { wall: "2026-11-12T08:00:00.000Z" } }],
      { index: 1, rule: "clock-step" },
    ],
    [
      "a receipt for entries that do not exist yet",
      [
        {
          t: "hq.receipt",
          b: { size: 2, root: "r", signer: "s", time: "2026-11-09T08:00:00Z", digest: "0".repeat(64) },
        },
      ],
      { index: 1, rule: "receipt-ahead" },
    ],
    ["an entry no checkpoint covers", [beat, { signer: null }], { index: 2, rule: "checkpoint-missing" }],
    [
      "A7 (CVE-2023-31439): an older epoch re-signed with the current key",
      [{ signer: keys[1] }, rotateTo(1), beat],
      { index: 1, rule: "checkpoint-signature" },
    ],
    [
      "A7: the rotation itself signed by the new key",
      [beat, { ...rotateTo(1), signer: keys[1] }, beat],
      { index: 2, rule: "checkpoint-signature" },
    ],
    [
      "A12: a rotation the old key never attested (CVE-2023-31438)",
      [beat, { ...rotateTo(1), signer: null }, beat],
      { index: 2, rule: "rotation-unsigned" },
    ],
    [
      "the old key going on after its rotation",
      [rotateTo(1), { signer: keys[0] }],
      { index: 2, rule: "checkpoint-signature" },
    ],
    [
      "A26: a signing key of small order",
      [{ t: "key.rotate", b: { epoch: 1, key: base64url(new Uint8Array(32)), reason: "asked" } }],
      { index: 1, rule: "rotation" },
    ],
    [
      "A14: a doubled name, validly signed",
      [{ leaf: (leaf: Uint8Array) => utf8(new TextDecoder().decode(leaf).replace('"boot":0', '"boot":0,"boot":0')) }],
      { index: 1, rule: "not-canonical" },
    ],
    [
      "a foreign field",
      [{ leaf: (leaf: Uint8Array) => utf8(new TextDecoder().decode(leaf).replace('{"b"', '{"a":1,"b"')) }],
      { index: 1, rule: "unknown-shape" },
    ],
    [
      "an unknown type",
      [{ leaf: (leaf: Uint8Array) => utf8(new TextDecoder().decode(leaf).replace("heartbeat", "hartbeat")) }],
      { index: 1, rule: "unknown-shape" },
    ],
    [
      "a statement in a station's log",
      [{ leaf: () => utf8('{"t":"grant.issue","v":1}') }],
      { index: 1, rule: "statement-not-allowed" },
    ],
    [
      "a leaf longer than an entry may be",
      [{ leaf: () => utf8(`{"t":"${"x".repeat(17_000)}"}`) }],
      { index: 1, rule: "too-long" },
    ],
  ] as readonly (readonly [string, readonly Step[], Problem])[])("refuse %s", (_, steps, problem) => {
    expect(walkOf(steps, keys)).toEqual(problem);
  });

  it("look at the last signature of each epoch even when not at each one", () => {
    expect(walkOf([{ signer: keys[2] }, beat], keys, "ends")).toBeNull();
    expect(walkOf([beat, { ...rotateTo(1), signer: keys[1] }, beat], keys, "ends")).toEqual({
      index: 2,
      rule: "checkpoint-signature",
    });
    expect(walkOf([beat, { signer: keys[2] }], keys, "ends")).toEqual({ index: 2, rule: "checkpoint-signature" });
  });
});
