import { createCipheriv } from "node:crypto";
import { describe, expect, it } from "vitest";
import { base64, base64url, fromUtf8, hex, utf8 } from "../../../main/formats/bytes.ts";
import { encodeCanonical, type JsonValue } from "../../../main/formats/canonical-json.ts";
import { formatCheckpoint, signCheckpoint } from "../../../main/formats/checkpoint.ts";
import { cosign } from "../../../main/formats/cosignature.ts";
import { hkdfSha256, sha256 } from "../../../main/formats/digest.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { encodeGrantFile, parseGrantFile, verifyGrantFile } from "../../../main/formats/grant-file.ts";
import {
  buildGrant,
  decodeGrantLeaf,
  encodeGrantLeaf,
  type GrantBody,
  type GrantLeaf,
  openGrantKeys,
  presenceShare,
  sealGrantKeys,
} from "../../../main/formats/grant.ts";
import { generateKemKey, hpkeSeal } from "../../../main/formats/hpke.ts";
import { cover, keyFor, leafKey, newRoot } from "../../../main/formats/key-tree.ts";
import { emptyRoot, hashReaderOver, inclusionProof, leafHash, treeRoot } from "../../../main/formats/merkle.ts";
import { formatNote, noteSignatureType, parseNote, verifierKey } from "../../../main/formats/signed-note.ts";
import { formatProof } from "../../../main/formats/tlog-proof.ts";
import { createAuthority, issuePerson, readCertificate } from "../../../main/formats/x509.ts";
import { cases } from "../../support/cases.ts";

const authority = createAuthority({ name: "authority", days: 365 });
const issue = (person: string): ReturnType<typeof issuePerson> =>
  issuePerson(authority, { person, name: `name of ${person}`, unit: "unit", days: 365 });
const [supervisor, deputy, outsider] = [issue("p-0001"), issue("p-0002"), issue("p-0009")];
const station = generateKemKey();
const root = newRoot();
const depth = 4;
const nodes = new Map([["WH-20261109-A017-01", cover(root, depth, 3, 9)]]);
const digestOf = (pem: string): string => readCertificate(pem).digest;
const zeros = "0".repeat(64);

const body: GrantBody = {
  v: 1,
  t: "grant.issue",
  grant: "g-000001abcdef",
  request: "r-000001",
  requestNumber: "WH-F1-2026-0001",
  requestDigest: zeros,
  station: "authority.example/ws/1/1",
  stationKey: base64url(station.publicKey),
  room: "room-301",
  purpose: "supervision",
  caseNo: "A-1",
  verbs: ["view"],
  viewers: [{ person: "p-0005", name: "李" }],
  supervisors: [
    { person: "p-0001", name: "王", certificate: digestOf(supervisor.certificatePem) },
    { person: "p-0002", name: "张", certificate: digestOf(deputy.certificatePem) },
  ],
  approvals: [{ person: "p-0007", name: "陈", at: "2026-11-22T08:00:00+08:00", digest: zeros }],
  assets: [
    {
      asset: "WH-20261109-A017-01",
      title: "盘查",
      kind: "video",
      manifest: zeros,
      frames: [{ from: 200, to: 500 }],
      segments: [{ from: 3, to: 9 }],
      treeDepth: depth,
    },
  ],
  notBefore: "2026-11-22T09:00:00+08:00",
  notAfter: "2026-11-22T18:00:00+08:00",
  playBudget: 3,
  policy: { pack: "generic", version: "1", digest: zeros },
  issuedAt: "2026-11-22T08:30:00+08:00",
  pin: { size: 0, root: base64(emptyRoot) },
};
const persons = [
  { person: "p-0001", certificatePem: supervisor.certificatePem },
  { person: "p-0002", certificatePem: deputy.certificatePem },
];
const { leaf, bytes } = buildGrant(body, nodes, { persons });

const shareOf = (of: GrantLeaf, { certificatePem, privateKeyPem }: typeof supervisor): Uint8Array => {
  const share = presenceShare(of, certificatePem, privateKeyPem);
  if (share === null) {
    throw new Error("no share");
  }
  return share;
};
const share = shareOf(leaf, supervisor);

describe("the keys of a grant", () => {
  it("R1: open with the station's share and that of any one supervisor, and cover the granted segments only", () => {
    for (const who of [supervisor, deputy]) {
      const opened = openGrantKeys(leaf, {
        stationPrivateKey: station.privateKey,
        presenceShares: [shareOf(leaf, who)],
      });
      const granted = opened?.get("WH-20261109-A017-01") ?? [];
      for (let index = 0; index < 2 ** depth; index += 1) {
        const key = keyFor(granted, depth, index);
        expect(key === null ? null : hex(key)).toBe(index >= 3 && index < 9 ? hex(leafKey(root, depth, index)) : null);
      }
    }
  });

  it("R1: do not open at another station", () => {
    const elsewhere = generateKemKey();
    expect(openGrantKeys(leaf, { stationPrivateKey: elsewhere.privateKey, presenceShares: [share] })).toBeNull();
  });

  it("E02 R9: do not open without the presence share, with another, or with one too many", () => {
    const open = (...presenceShares: Uint8Array[]): unknown =>
      openGrantKeys(leaf, { stationPrivateKey: station.privateKey, presenceShares });
    expect(open()).toBeNull();
    expect(open(new Uint8Array(32))).toBeNull();
    expect(open(new Uint8Array())).toBeNull();
    expect(open(share, share)).toBeNull();
    expect(open(shareOf(buildGrant(body, nodes, { persons }).leaf, supervisor))).toBeNull();
    expect(open(share)).not.toBeNull();
  });

  it("R9: a grant that demands nobody's presence opens for nobody", () => {
    const alone = { ...leaf, sealed: { ...leaf.sealed, presence: [] } };
    expect(openGrantKeys(alone, { stationPrivateKey: station.privateKey, presenceShares: [] })).toBeNull();
    expect(() => buildGrant(body, nodes, { persons: [] })).toThrow(FormatError);
  });

  /** Keys as somebody seals them who knows the format and only these shares. */
  const craftedKeys = (shares: Uint8Array): string => {
    const key = hkdfSha256(shares, sha256(utf8(body.grant)), utf8("vitrine/grant/v1"), 32);
    const cipher = createCipheriv("aes-256-gcm", key, new Uint8Array(12)).setAAD(sha256(encodeCanonical(leafBody)));
    const sealed = Buffer.concat([cipher.update(encodeCanonical([])), cipher.final()]);
    return base64url(new Uint8Array(Buffer.concat([new Uint8Array(12), sealed, cipher.getAuthTag()])));
  };
  const leafBody = JSON.parse(JSON.stringify({ ...leaf, sealed: undefined })) as JsonValue;

  it("R9: a station's share alone opens nothing, even where a grant was made to ask for no one", () => {
    const aad = sha256(encodeCanonical(leafBody));
    const stationShare = new Uint8Array(32).fill(9);
    const { enc, ct } = hpkeSeal(station.publicKey, utf8("vitrine/grant/v1"), aad, stationShare);
    const forStation = { enc: base64url(enc), ct: base64url(ct) };
    const open = (presence: typeof leaf.sealed.presence, keys: string, presenceShares: Uint8Array[]): unknown =>
      openGrantKeys(
        { ...leaf, sealed: { station: forStation, presence, keys } },
        { stationPrivateKey: station.privateKey, presenceShares },
      );
    const both = new Uint8Array([...stationShare, ...share]);
    expect(open(leaf.sealed.presence, craftedKeys(both), [share])).not.toBeNull();
    expect(open([], craftedKeys(stationShare), [])).toBeNull();
    expect(open(leaf.sealed.presence, craftedKeys(stationShare), [share])).toBeNull();
    expect(open(leaf.sealed.presence, craftedKeys(share), [share])).toBeNull();
  });

  it("R9: a person whom the grant does not name has no share, nor has a named one with another key", () => {
    expect(presenceShare(leaf, outsider.certificatePem, outsider.privateKeyPem)).toBeNull();
    expect(presenceShare(leaf, supervisor.certificatePem, outsider.privateKeyPem)).toBeNull();
    expect(presenceShare(leaf, supervisor.certificatePem, deputy.privateKeyPem)).toBeNull();
  });

  it.for(
    cases<Partial<GrantLeaf>>([
      [{ notAfter: "2027-11-22T18:00:00+08:00" }, "a later end"],
      [{ playBudget: 99 }, "more sittings"],
      [{ viewers: [{ person: "p-0006", name: "other" }] }, "another viewer"],
      [{ room: "room-302" }, "another room"],
      [{ station: "authority.example/ws/2/1" }, "another station's name"],
      [{ purpose: "training" }, "another purpose"],
      [{ grant: "g-000002abcdef" }, "another number"],
      [{ assets: leaf.assets.map((asset) => ({ ...asset, frames: [{ from: 0, to: 9999 }] })) }, "more frames"],
    ]),
  )("D03 R1: do not open under changed terms: $why", ({ value }) => {
    const changed = { ...leaf, ...value };
    expect(openGrantKeys(changed, { stationPrivateKey: station.privateKey, presenceShares: [share] })).toBeNull();
  });

  it("R1: do not open with any sealed part changed", () => {
    const spoil = (text: string): string => (text.startsWith("A") ? "B" : "A") + text.slice(1);
    const { sealed } = leaf;
    const spoiled = [
      { ...sealed, keys: spoil(sealed.keys) },
      { ...sealed, station: { ...sealed.station, enc: spoil(sealed.station.enc) } },
      { ...sealed, station: { ...sealed.station, ct: spoil(sealed.station.ct) } },
    ];
    for (const changed of spoiled) {
      const opening = { stationPrivateKey: station.privateKey, presenceShares: [share] };
      expect(openGrantKeys({ ...leaf, sealed: changed }, opening)).toBeNull();
    }
    const shares = sealed.presence.map((group) => ({
      ...group,
      shares: group.shares.map((one) => ({ ...one, ct: spoil(one.ct) })),
    }));
    const changed = { ...leaf, sealed: { ...sealed, presence: shares } };
    expect(presenceShare(changed, supervisor.certificatePem, supervisor.privateKeyPem)).toBeNull();
  });

  it("are not sealed under another grant's number", () => {
    const recipients = { stationPublicKey: station.publicKey, supervisors: persons, body };
    expect(() => sealGrantKeys(nodes, { ...recipients, grantId: "g-000002abcdef" })).toThrow(FormatError);
  });
});

describe("a grant in the log", () => {
  it("reads back, and has one encoding", () => {
    expect(decodeGrantLeaf(bytes)).toEqual(leaf);
    expect(encodeGrantLeaf(leaf)).toEqual(bytes);
    expect(encodeGrantLeaf({ ...leaf, viewers: [{ person: "p-0005", name: "李", certificate: undefined }] })).toEqual(
      bytes,
    );
  });

  it.for(
    cases<Record<string, unknown>>([
      [{ more: true }, "a field too many"],
      [{ v: 2 }, "another version"],
      [{ notAfter: "tomorrow" }, "a time that is none"],
      [{ verbs: ["watch"] }, "a verb that is none"],
      [{ approvals: [] }, "no approval"],
      [{ playBudget: 0 }, "no sitting"],
      [{ assets: [] }, "no footage"],
    ]),
  )("is refused with $why", ({ value }) => {
    const changed = { ...leaf, ...value } as GrantLeaf;
    expect(() => encodeGrantLeaf(changed)).toThrow(FormatError);
    expect(() => decodeGrantLeaf(utf8(JSON.stringify(changed)))).toThrow(FormatError);
  });
});

describe("a grant file", () => {
  const origin = "authority.example/headquarters";
  const log = generateSigningKey();
  const cosigner = generateSigningKey();
  const cosignerName = "authority.example/cosigner";
  const hashes = [leafHash(utf8("before")), leafHash(bytes), leafHash(utf8("after"))];
  const checkpoint = { origin, size: 3, root: treeRoot(hashReaderOver(hashes), 3) };
  const note = signCheckpoint(checkpoint, { name: origin, key: log.privateKey });
  const proof = formatProof({ index: 1, proof: inclusionProof(hashes, 1, 3), checkpoint: note });
  const evidence = [{ kind: "request" as const, cms: base64(utf8("cms")) }];
  const text = encodeGrantFile({ leafBytes: bytes, proof, evidence });
  const trust = { headquartersOrigin: origin, headquartersVerifierKey: verifierKey(origin, log.publicKey) };

  it("brings the leaf, the proof and the signed acts", () => {
    const file = parseGrantFile(text);
    expect(file.leaf).toEqual(leaf);
    expect(file.leafBytes).toEqual(bytes);
    expect(file.evidence).toEqual(evidence);
    expect(verifyGrantFile(file, trust)).toBe(true);
  });

  it("A24: is not a grant unless headquarters logged exactly this leaf", () => {
    const unlogged = buildGrant(body, nodes, { persons });
    const forged = parseGrantFile(encodeGrantFile({ leafBytes: unlogged.bytes, proof, evidence }));
    expect(verifyGrantFile(forged, trust)).toBe(false);
  });

  it("A24: is not a grant under a key or of a log that is not headquarters'", () => {
    const file = parseGrantFile(text);
    const stranger = verifierKey(origin, generateSigningKey().publicKey);
    expect(verifyGrantFile(file, { ...trust, headquartersVerifierKey: stranger })).toBe(false);
    expect(verifyGrantFile(file, { ...trust, headquartersVerifierKey: [] })).toBe(false);
    expect(verifyGrantFile(file, { ...trust, headquartersOrigin: "another.example/headquarters" })).toBe(false);
  });

  it("may be vouched for by a cosigner of headquarters' log, whose key outlives the log's epochs", () => {
    const line = cosign(formatCheckpoint(checkpoint), cosignerName, cosigner.privateKey, 1_795_300_000);
    const cosigned = formatNote(parseNote(note).text, [...parseNote(note).signatures, line]);
    const withLine = formatProof({ index: 1, proof: inclusionProof(hashes, 1, 3), checkpoint: cosigned });
    const file = parseGrantFile(encodeGrantFile({ leafBytes: bytes, proof: withLine, evidence }));
    const stranger = verifierKey(origin, generateSigningKey().publicKey);
    const key = verifierKey(cosignerName, cosigner.publicKey, noteSignatureType.cosignature);
    expect(verifyGrantFile(file, { ...trust, headquartersVerifierKey: [stranger, key] })).toBe(true);
    expect(verifyGrantFile(parseGrantFile(text), { ...trust, headquartersVerifierKey: [stranger, key] })).toBe(false);
  });

  it("D04 is refused when it is not canonical, has a field too many, or holds something else", () => {
    expect(() => parseGrantFile(`${text}\n`)).toThrow(FormatError);
    expect(() => parseGrantFile("{}")).toThrow(FormatError);
    const more = { v: 1, leaf: base64url(bytes), proof, evidence, more: true };
    expect(() => parseGrantFile(fromUtf8(encodeCanonical(more)))).toThrow(FormatError);
    expect(() => encodeGrantFile({ leafBytes: utf8("{}"), proof, evidence })).toThrow(FormatError);
    expect(() => encodeGrantFile({ leafBytes: bytes, proof: "none", evidence })).toThrow(FormatError);
  });
});
