import { base64url } from "../../main/formats/bytes.ts";
import { buildGrant, type GrantBody, type GrantLeaf } from "../../main/formats/grant.ts";
import { generateKemKey } from "../../main/formats/hpke.ts";
import { cover, newRoot } from "../../main/formats/key-tree.ts";
import { createAuthority, issuePerson, readCertificate } from "../../main/formats/x509.ts";
import { outsidersOf } from "../../shared/access/outside.ts";

/** Who has a certificate. */
export const names = ["chief", "deputy", "viewer", "wearer", "stranger"] as const;
export type Name = (typeof names)[number];

export const minute = 60_000;
export const start = Date.parse("2026-11-22T00:00:00Z");
/** From its first moment to its last; the room is there five minutes before. */
export const grantWindow = { from: start + 5 * minute, to: start + 180 * minute };
export const playBudget = 2;
export const asset = "WH-20261109-A017-01";
/** Another camera of the same event. */
export const besideAsset = "WH-20261109-A023-01";
const requestDigest = "5".repeat(64);
const guest = { name: "钱多", idKind: "residentId", idNo: "3203111990010112", unit: "", contact: "" } as const;
export const [minor, guardian] = outsidersOf(
  {
    viewer: { ...guest, protected: false, minor: true },
    companions: [{ ...guest, name: "钱父", protected: false, capacity: "guardian" }],
  },
  requestDigest,
);

const authority = createAuthority({ name: "authority", days: 36_500 });
export const persons = new Map(
  names.map((name, index) => {
    const person = `p-000${index + 1}`;
    return [name, { person, ...issuePerson(authority, { person, name, unit: "unit", days: 36_500 }) }] as const;
  }),
);
export const station = generateKemKey();

const recording = {
  asset,
  kind: "video",
  unit: "unit",
  squad: "squad",
  caseNo: "A-1",
  secrecy: "none",
  volume: "main",
  state: "archived",
  frames: 100,
  durationMs: 10_000,
} as const;

/** The id under which the log knows somebody. */
export function idOf(name: Name | "minor" | "guardian"): string {
  return (name === "minor" ? minor : name === "guardian" ? guardian : persons.get(name))?.person ?? "";
}

/** A grant for them over one recording, under which so many supervisors must be there. */
export function grantWith(supervisors: number): GrantLeaf {
  const certificate = (name: Name): string => readCertificate(persons.get(name)?.certificatePem ?? "").digest;
  const named = (name: Name): { person: string; name: string; certificate: string } => ({
    person: idOf(name),
    name,
    certificate: certificate(name),
  });
  const outside = {
    idKind: "residentId",
    idMask: "320***",
    unit: "",
    papers: new Array<string>(),
    protected: false,
  } as const;
  const supervising = supervisors === 0 ? [] : [named("chief"), named("deputy")];
  const body: GrantBody = {
    v: 1,
    t: "grant.issue",
    grant: "g-000001abcdef",
    request: "r-000001",
    requestNumber: "WH-F1-2026-0001",
    requestDigest,
    station: "authority.example/ws/1/1",
    stationKey: base64url(station.publicKey),
    room: "room-301",
    purpose: "supervision",
    caseNo: "A-1",
    verbs: ["view"],
    viewers: [
      named("viewer"),
      named("wearer"),
      { person: idOf("minor"), name: "钱多", outside: { ...outside, minor: true } },
    ],
    companions: [
      { person: idOf("guardian"), name: "钱父", capacity: "guardian", outside: { ...outside, minor: false } },
    ],
    supervisors: supervising,
    presence: { supervisors, viewers: 2, interpreter: true, guardian: true, article: "A" },
    approvals: [{ person: "p-0007", name: "陈", at: "2026-11-22T00:00:00Z", digest: requestDigest }],
    chain: {
      rule: "inside",
      applicantUnit: "unit",
      recordings: [asset, besideAsset].map((one) => ({ ...recording, asset: one, wearers: [idOf("wearer")] })),
    },
    assets: [asset, besideAsset].map((one) => ({
      asset: one,
      title: "现场检查",
      kind: "video" as const,
      manifest: requestDigest,
      frames: [{ from: 0, to: 100 }],
      segments: [{ from: 0, to: 4 }],
      treeDepth: 4,
    })),
    notBefore: new Date(grantWindow.from).toISOString(),
    notAfter: new Date(grantWindow.to).toISOString(),
    playBudget,
    policy: { pack: "generic", version: "1", digest: requestDigest },
    issuedAt: new Date(start).toISOString(),
    pin: { size: 0, root: "" },
  };
  const givers = (supervisors === 0 ? (["viewer", "wearer"] as const) : (["chief", "deputy"] as const)).map((name) => ({
    person: idOf(name),
    certificatePem: persons.get(name)?.certificatePem ?? "",
  }));
  const nodes = new Map([asset, besideAsset].map((one) => [one, cover(newRoot(), 4, 0, 4)]));
  return buildGrant(body, nodes, { persons: givers, capacity: supervisors === 0 ? "viewer" : "supervisor" }).leaf;
}
