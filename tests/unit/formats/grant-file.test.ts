import { describe, expect, it } from "vitest";
import { base64url } from "../../../main/formats/bytes.ts";
import { encodeCanonical } from "../../../main/formats/canonical-json.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { grantOfStatement, grantStatement } from "../../../main/formats/grant-file.ts";
import { buildGrant, openGrantKeys, presenceShare, type GrantBody } from "../../../main/formats/grant.ts";
import { generateKemKey } from "../../../main/formats/hpke.ts";
import { cover, newRoot } from "../../../main/formats/key-tree.ts";
import { maximumLeafBytes } from "../../../main/formats/log-entry.ts";
import { createAuthority, issuePerson, readCertificate } from "../../../main/formats/x509.ts";

const authority = createAuthority({ name: "authority", days: 365 });
const supervisor = issuePerson(authority, { person: "p-0001", name: "王", unit: "unit", days: 365 });
const station = generateKemKey();
const zeros = "0".repeat(64);
const depth = 14;

/** A grant over `recordings` recordings of 10 000 segments, each in `stretches` stretches. */
function grantOver(recordings: number, stretches: number): ReturnType<typeof buildGrant> {
  const part = Math.floor(10_000 / stretches);
  const assets = Array.from({ length: recordings }, (_one, number) => ({
    asset: `WH-20261109-A017-${number}`,
    title: "现场检查",
    kind: "video" as const,
    manifest: zeros,
    frames: Array.from({ length: stretches }, (_two, at) => ({
      from: at * part * 25,
      to: (at * part + part - 1) * 25,
    })),
    segments: Array.from({ length: stretches }, (_two, at) => ({ from: at * part, to: at * part + part - 1 })),
    treeDepth: depth,
  }));
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
    supervisors: [{ person: "p-0001", name: "王", certificate: readCertificate(supervisor.certificatePem).digest }],
    approvals: [{ person: "p-0007", name: "陈", at: "2026-11-22T08:00:00+08:00", digest: zeros }],
    assets,
    notBefore: "2026-11-22T08:00:00+08:00",
    notAfter: "2026-11-23T08:00:00+08:00",
    playBudget: 2,
    policy: { pack: "generic", version: "1", digest: zeros },
    issuedAt: "2026-11-22T08:00:00+08:00",
    pin: { size: 0, root: "" },
  };
  const nodes = assets.map(({ asset, segments }) => {
    const root = newRoot();
    return [asset, segments.flatMap(({ from, to }) => cover(root, depth, from, to))] as const;
  });
  return buildGrant(body, new Map(nodes), { persons: [{ person: "p-0001", ...supervisor }] });
}

describe("grants of every length", () => {
  it("R1 a grant of one range is logged whole, without an annex", () => {
    const { leaf, bytes } = grantOver(1, 1);
    const statement = grantStatement(leaf);
    expect(statement).toEqual({ bytes });
    expect(grantOfStatement(statement)).toEqual(leaf);
  });

  it.each([
    ["10 000 segments in 64 stretches", 1, 64],
    ["64 recordings of 10 000 segments in 16 stretches", 64, 16],
  ])("R1 %s fit a leaf of the log, and the keys open from leaf and annex", (_name, recordings, stretches) => {
    const { leaf } = grantOver(recordings, stretches);
    const statement = grantStatement(leaf);
    expect(statement.bytes.byteLength).toBeLessThanOrEqual(maximumLeafBytes);
    expect(statement.annex?.byteLength).toBeGreaterThan(maximumLeafBytes / 2);
    const whole = grantOfStatement(statement);
    expect(whole).toEqual(leaf);
    const share = presenceShare(whole, supervisor.certificatePem, supervisor.privateKeyPem);
    const opening = { stationPrivateKey: station.privateKey, presenceShares: share === null ? [] : [share] };
    expect(openGrantKeys(whole, opening)?.size).toBe(recordings);
  });

  it("R1 an annex that is missing, changed, of another grant or superfluous is refused", () => {
    const [long, other] = [grantStatement(grantOver(1, 64).leaf), grantStatement(grantOver(1, 64).leaf)];
    const changed = long.annex?.slice() ?? new Uint8Array();
    changed[20] = (changed[20] ?? 0) ^ 1;
    for (const annex of [new Uint8Array(), changed, other.annex ?? new Uint8Array()]) {
      expect(() => grantOfStatement({ bytes: long.bytes, annex })).toThrow(FormatError);
    }
    expect(() => grantOfStatement({ bytes: long.bytes })).toThrow(FormatError);
    const short = grantStatement(grantOver(1, 1).leaf);
    expect(() => grantOfStatement({ ...short, annex: encodeCanonical({ assets: [], keys: "" }) })).toThrow(FormatError);
  });
});
