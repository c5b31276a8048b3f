import type { NewEntry } from "../../main/formats/log-entry.ts";
import type { FindingKind } from "../../shared/findings.ts";

/** What a lie is about: a grant of this station, for two segments of the asset, and the cosigner of headquarters. */
export interface LiedAbout {
  readonly grant: string;
  readonly asset: string;
  readonly cosigner: string;
}

/** Entries that are properly signed, well-formed, and untrue or against the grant; a mirror alone takes them without a word. */
export interface Lie {
  readonly kind: FindingKind;
  /** The last one is the line that gives it away. */
  readonly entries: (about: LiedAbout, now: Date) => readonly [NewEntry, ...NewEntry[]];
}

const viewer = { person: "p-0003", name: "王芳", capacity: "viewer" } as const;
const supervisor = { person: "p-0005", name: "赵敏", capacity: "supervisor" } as const;
export const present = [viewer, supervisor];

export function keys(viewing: string, grant: string, roster: { person: string }[] = present): NewEntry {
  return { t: "key.open", b: { viewing, grant, roster } };
}

function lease(viewing: string, asset: string, segments = { from: 1, to: 3 }): NewEntry {
  return { t: "view.lease", b: { viewing, asset, segments, frames: { from: 10, to: 30 } } };
}

function shown(
  viewing: string,
  asset: string,
  from: number,
  to: number,
  roster: { person: string }[] = present,
): NewEntry {
  return { t: "view.shown", b: { viewing, asset, ranges: [{ from, to }], roster } };
}

/** What the station's own registers want to know of a grant. */
const imported = { requestNumber: "F1-1", caseNo: "1", purpose: "caseReview", room: "room-301", approvers: [] };
const stranger = { person: "p-0008", name: "郑怀远", capacity: "viewer" };

/** One lie or more for each kind of finding that comes from what an entry says. */
export const lies: readonly Lie[] = [
  { kind: "grant-unknown", entries: () => [keys("v-lie001", "g-neverissued")] },
  {
    kind: "grant-altered",
    entries: ({ grant }) => [{ t: "grant.import", b: { ...imported, grant, digest: "0".repeat(64) } }],
  },
  {
    kind: "grant-rejected",
    entries: ({ grant }) => [{ t: "grant.reject", b: { reason: "unlogged", subject: grant } }],
  },
  { kind: "lease-before-key", entries: ({ asset }) => [lease("v-lie002", asset)] },
  {
    kind: "shown-before-lease",
    entries: ({ grant, asset }) => [keys("v-lie003", grant), shown("v-lie003", asset, 10, 12)],
  },
  {
    kind: "outside-scope",
    entries: ({ grant, asset }) => [keys("v-lie004", grant), lease("v-lie004", asset, { from: 0, to: 6 })],
  },
  {
    kind: "over-budget",
    entries: ({ grant, asset }) => [
      keys("v-lie05a", grant),
      lease("v-lie05a", asset),
      keys("v-lie05b", grant),
      lease("v-lie05b", asset),
      keys("v-lie05c", grant),
      lease("v-lie05c", asset),
    ],
  },
  {
    kind: "person-unknown",
    entries: () => [{ t: "session.open", b: { person: "p-9999", name: "某人", certificate: "0" } }],
  },
  { kind: "person-not-granted", entries: ({ grant }) => [keys("v-lie006", grant, [...present, stranger])] },
  { kind: "unsupervised", entries: ({ grant }) => [keys("v-lie007", grant, [viewer])] },
  {
    kind: "unsupervised",
    entries: ({ grant, asset }) => [
      keys("v-lie017", grant),
      lease("v-lie017", asset),
      shown("v-lie017", asset, 10, 12, [viewer]),
    ],
  },
  {
    kind: "after-revocation",
    entries: ({ grant }) => [{ t: "grant.reject", b: { reason: "revoked", subject: grant } }, keys("v-lie008", grant)],
  },
  {
    kind: "receipt-unknown",
    entries: ({ cosigner }, now) => [
      {
        t: "hq.receipt",
        b: {
          size: 3,
          root: Buffer.alloc(32).toString("base64"),
          signer: cosigner,
          time: now.toISOString(),
          digest: "0".repeat(64),
        },
      },
    ],
  },
  { kind: "recovery", entries: () => [{ t: "recovery", b: { from: 1, reason: "restored" } }] },
  {
    kind: "configuration",
    entries: () => [{ t: "config", b: { change: "watermark", value: "off" }, person: "p-0008" }],
  },
  { kind: "configuration", entries: () => [{ t: "config", b: { change: "travel-key", key: "another" } }] },
  { kind: "configuration", entries: () => [{ t: "config", b: { change: "enrolment", station: "ws-09" } }] },
  {
    kind: "configuration",
    entries: () => [
      { t: "config", b: { change: "certificate.unlock", token: "p-0005", by: "p-0005" }, person: "p-0005" },
    ],
  },
  { kind: "export-attempt", entries: () => [{ t: "export.try", b: { subject: "download" }, person: "p-0003" }] },
  { kind: "footage-damaged", entries: () => [{ t: "verify.fail", b: { viewing: "v-lie009", subject: "footage" } }] },
];
