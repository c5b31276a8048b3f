import { afterAll, describe, expect, it } from "vitest";
import { createLog, openLog, isDurableLease } from "../../../main/auditlog/index.ts";
import { encodeCanonical } from "../../../main/formats/canonical-json.ts";
import { formatCheckpoint, signCheckpoint } from "../../../main/formats/checkpoint.ts";
import { cosign } from "../../../main/formats/cosignature.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { emptyRoot, leafHash } from "../../../main/formats/merkle.ts";
import {
  formatNote,
  noteSignatureType,
  parseNote,
  parseVerifierKey,
  verifierKey,
} from "../../../main/formats/signed-note.ts";
import { formatProof, parseProof, verifyProof } from "../../../main/formats/tlog-proof.ts";
import { fastFolder } from "../../support/fast-folder.ts";
import { handClock } from "../../unit/auditlog/log-bench.ts";

const origin = "demo/headquarters";
const { path, remove } = fastFolder("issue");
const log = createLog(`${path}/log`, { origin, clock: handClock(), keyStore: null, kind: "headquarters" });
const grant = encodeCanonical({ v: 1, t: "grant.issue", grant: "g-000001" });
const { index } = log.appendStatement(grant);
log.append({ t: "heartbeat", b: {} });

afterAll(() => {
  log.close();
  remove();
});

const ownKey = [parseVerifierKey(log.verifierKey)];
const proofText = formatProof({ index, proof: log.proveInclusion(index), checkpoint: log.checkpoint() });
const holds = (proof: string, leaf: Uint8Array, keys = ownKey): boolean => {
  try {
    return verifyProof(parseProof(proof), leafHash(leaf), origin, keys) !== null;
  } catch {
    return false;
  }
};

describe("A24: a grant that headquarters never logged", () => {
  it("is none: only the very leaf in its very place", () => {
    expect(holds(proofText, grant)).toBe(true);
    expect(holds(proofText, encodeCanonical({ v: 1, t: "grant.issue", grant: "g-000002" }))).toBe(false);
    expect(holds(proofText.replace(`index ${index}`, `index ${index + 1}`), grant)).toBe(false);
    const alone = formatProof({ index: 0, proof: [], checkpoint: log.checkpoint() });
    expect(holds(alone, grant)).toBe(false);
  });

  it("is none under the key of somebody else, or of another log", () => {
    const stranger = generateSigningKey();
    expect(holds(proofText, grant, [parseVerifierKey(verifierKey(origin, stranger.publicKey))])).toBe(false);
    expect(verifyProof(parseProof(proofText), leafHash(grant), "demo/headquarters/2", ownKey)).toBeNull();
    const forged = signCheckpoint(
      { origin, size: 1, root: leafHash(grant) },
      { name: origin, key: stranger.privateKey },
    );
    expect(holds(formatProof({ index: 0, proof: [], checkpoint: forged }), grant)).toBe(false);
  });
});

describe("H3: a grant that headquarters issues in secret", () => {
  const headquarters = generateSigningKey();
  const witness = generateSigningKey();
  const secret = { origin, size: 1, root: leafHash(grant) };
  const note = signCheckpoint(secret, { name: origin, key: headquarters.privateKey });
  const own = parseVerifierKey(verifierKey(origin, headquarters.publicKey));
  const witnessName = "demo/inspection/witness";
  const independent = parseVerifierKey(verifierKey(witnessName, witness.publicKey, noteSignatureType.cosignature));

  it("is not detected by a station that trusts headquarters' own key alone", () => {
    expect(holds(formatProof({ index: 0, proof: [], checkpoint: note }), grant, [own])).toBe(true);
  });

  it("is none where an independent witness must have seen the log", () => {
    const proof = formatProof({ index: 0, proof: [], checkpoint: note });
    expect(holds(proof, grant, [independent])).toBe(false);
    const elsewhere = cosign(
      formatCheckpoint({ ...secret, root: emptyRoot }),
      witnessName,
      witness.privateKey,
      1_794_211_300,
    );
    const borrowed = formatNote(parseNote(note).text, [...parseNote(note).signatures, elsewhere]);
    expect(holds(formatProof({ index: 0, proof: [], checkpoint: borrowed }), grant, [independent])).toBe(false);
    const seen = cosign(parseNote(note).text, witnessName, witness.privateKey, 1_794_211_300);
    const cosigned = formatNote(parseNote(note).text, [...parseNote(note).signatures, seen]);
    expect(holds(formatProof({ index: 0, proof: [], checkpoint: cosigned }), grant, [independent])).toBe(true);
  });
});

describe("A20: frames without a lease", () => {
  it("nothing but a committed append makes a lease", () => {
    const station = createLog(`${path}/station`, { origin: "demo/ws/0001/1", clock: handClock(), keyStore: null });
    const body = { viewing: "v-000001", asset: "A-1", segments: { from: 0, to: 2 }, frames: { from: 0, to: 50 } };
    const lease = station.lease(body);
    station.close();
    const copies = [
      Object.assign({}, lease),
      structuredClone(body),
      Object.create(lease),
      JSON.parse(JSON.stringify(lease)),
      null,
    ];
    expect(isDurableLease(lease)).toBe(true);
    expect(copies.map((copy) => isDurableLease(copy))).toEqual([false, false, false, false, false]);
    expect(() => station.lease(body)).toThrow("closed");
    const again = openLog(`${path}/station`, { origin: "demo/ws/0001/1", clock: handClock(), keyStore: null });
    expect(again.entry(lease.index)).toMatchObject({ t: "view.lease", b: body });
    again.close();
  });
});
