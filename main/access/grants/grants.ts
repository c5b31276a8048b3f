import { z } from "zod";
import type { GrantRefusal } from "../../../shared/failure.ts";
import { grantIdSchema, grantSummarySchema, type GrantId, type GrantSummary } from "../../../shared/model/grant.ts";
import { fromUtf8, utf8 } from "../../formats/bytes.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { FormatError } from "../../formats/format-error.ts";
import { parseGrantFile, verifyGrantFile, type GrantFile } from "../../formats/grant-file.ts";
import type { GrantLeaf } from "../../formats/grant.ts";
import { isLaterGeneration } from "../../formats/log-origin.ts";
import type { NewEntry } from "../../formats/log-entry.ts";
import type { GrantNote, ImportedGrant } from "../registers/projection.ts";
import type { SealedShelf } from "../sealed-shelf.ts";
import type { HeldGrant } from "../viewing/ports.ts";
import { supervisorsNeeded } from "../viewing/roster.ts";
import { parseRevocation, type Revocation } from "../../formats/revocation.ts";
import { verifyStatement } from "../../formats/statement.ts";
import { evidenceRefusal, outsidersIn, type EvidenceJudge } from "./evidence.ts";
import { packRefusal } from "./named-pack.ts";

/** What grants are judged against. */
export interface GrantPorts {
  readonly shelf: SealedShelf;
  readonly log: { append(entry: NewEntry): void };
  /** What the log says about a grant; `null` when it was never imported. */
  readonly imported: (grant: string) => ImportedGrant | null;
  /** The grant that took the place of this one, from the log; `null` while it stands. */
  readonly supersededBy: (grant: string) => string | null;
  /** Sittings in which this grant's footage was opened, from the log. */
  readonly openings: (grant: string, except?: string) => number;
  /** Whether this station's log extends the head that headquarters pinned when it issued the grant. */
  readonly extendsPin: (size: number, root: string) => boolean;
  /** Origin of the log of headquarters, and the keys of which one must vouch for its checkpoint. */
  readonly headquarters: { readonly origin: string; readonly verifierKeys: readonly string[] };
  /** What the evidence inside a grant is judged by, as it was received last. */
  readonly judge: () => EvidenceJudge;
  /** Origin of this station's log and its public X25519 key, base64url. */
  readonly station: string;
  readonly stationKey: string;
  readonly room: string;
  /** The log's time, which never goes back. */
  readonly now: () => Date;
  /** Whether everything that a grant opens was destroyed. */
  readonly isDestroyed: (asset: string) => boolean;
  readonly onChange: (id?: GrantId) => void;
}

/** The grants this station holds. */
export interface Grants {
  /** Takes a grant file from the outbox. Seeing one twice changes nothing. Never throws for what a file can contain. */
  take(text: string): GrantRefusal | null;
  /** Whether what the grant is judged by is here: its pack, and everybody who signed. False for what is no grant. */
  isPrepared(text: string): boolean;
  /** Judges the grants again whose pack had not come when they did. */
  takeWaiting(): void;
  /**
   * Takes a revocation from the outbox.
   *
   * One that headquarters did not log closes the grant too, and the log says that it was unproved: a forged one costs a
   * viewing, a real one that is ignored shows footage (rule R12).
   */
  revoke(text: string): void;
  /** Erases every grant that opens nothing but destroyed recordings; answers which. Their imports stay in the log. */
  eraseDestroyed(): string[];
  list(): GrantSummary[];
  find(id: GrantId, during?: string): HeldGrant | null;
}

const kind = "grant";
const revokedKind = "grant.revoked";
/** Grants under a pack that has not come yet: by stick, the grant may be first. */
const waitingKind = "grant.waiting";

/** Holds grants sealed, and judges each anew whenever somebody asks. */
export function createGrants(ports: GrantPorts): Grants {
  const { shelf, log } = ports;

  const held = (id: string, during?: string): HeldGrant | null => {
    const bytes = shelf.get(kind, id);
    const imported = ports.imported(id);
    if (bytes !== null && imported === null) {
      return heldBefore(ports.station, fromUtf8(bytes));
    }
    // What is on the shelf counts only as the very bytes whose import is in the log (rule R10).
    if (bytes === null || imported === null || imported.digest !== sha256Hex(bytes)) {
      return null;
    }
    const file = parseGrantFile(fromUtf8(bytes));
    const leaf = file.leaf;
    const openings = openingsOf(ports, id, during);
    const refusal = shelf.get(revokedKind, id) === null ? refusalNow(ports, leaf, openings, during) : "revoked";
    return {
      leaf,
      summary: summaryOf(leaf, imported, openings, refusal),
      outsiders: () => outsidersIn(leaf, file.evidence, ports.judge()),
    };
  };

  const take: Grants["take"] = (text) => {
    const bytes = utf8(text);
    const digest = sha256Hex(bytes);
    const file = readFile(text);
    if (file !== null && ports.imported(file.leaf.grant)?.digest === digest) {
      return null;
    }
    const reason = file === null ? "tampered" : importRefusal(ports, file);
    if (file === null || reason !== null) {
      const about = file === null ? {} : { subject: file.leaf.grant };
      if (file !== null && reason === "policy-unknown") {
        shelf.put(waitingKind, file.leaf.grant, bytes);
      }
      log.append({ t: "grant.reject", b: { reason: reason ?? "tampered", digest, ...about } });
      return reason ?? "tampered";
    }
    // On the shelf first: a crash in between leaves bytes that the log does not vouch for, and the
    // outbox brings the grant again.
    shelf.put(kind, file.leaf.grant, bytes);
    log.append({ t: "grant.import", b: importFacts(digest, file.leaf) });
    ports.onChange(grantIdSchema.parse(file.leaf.grant));
    return null;
  };

  return {
    find: (id, during) => held(id, during),
    list: () =>
      shelf
        .ids(kind)
        .flatMap((id) => held(id)?.summary ?? [])
        .toSorted((a, b) => Date.parse(b.importedAt) - Date.parse(a.importedAt)),

    eraseDestroyed: () =>
      [kind, waitingKind].flatMap((place) =>
        shelf.ids(place).filter((id) => {
          const bytes = shelf.get(place, id);
          const file = bytes === null ? null : readFile(fromUtf8(bytes));
          const isGone = file?.leaf.assets.every(({ asset }) => ports.isDestroyed(asset)) === true;
          if (isGone) {
            shelf.remove(place, id);
            ports.onChange(grantIdSchema.parse(id));
          }
          return isGone;
        }),
      ),

    isPrepared: (text) => {
      const leaf = readFile(text)?.leaf;
      const judge = ports.judge();
      return (
        leaf !== undefined &&
        judge.pack(leaf.policy.digest) !== null &&
        [...leaf.approvals, ...leaf.viewers].every(({ person }) => judge.person(person) !== null)
      );
    },

    takeWaiting: () => {
      for (const id of shelf.ids(waitingKind)) {
        const bytes = shelf.get(waitingKind, id);
        const file = bytes === null ? null : readFile(fromUtf8(bytes));
        if (bytes !== null && file !== null && ports.judge().pack(file.leaf.policy.digest) !== null) {
          shelf.remove(waitingKind, id);
          take(fromUtf8(bytes));
        }
      }
    },

    revoke: (text) => {
      const { grant, revocation } = readRevocation(text);
      if (grant === null) {
        log.append({ t: "grant.reject", b: { reason: "tampered" } });
        return;
      }
      const isProved = revocation !== null && isLogged(ports, text);
      if (shelf.get(revokedKind, grant) === null) {
        // Closed first: a crash in between leaves a grant that opens nothing, and the outbox brings the rest again.
        shelf.put(revokedKind, grant, utf8("revoked"));
        log.append({
          t: "grant.reject",
          b: {
            reason: "revoked",
            subject: grant,
            proved: isProved,
            ...(revocation === null ? {} : { ground: revocation.ground, by: revocation.person, at: revocation.at }),
          },
        });
        const id = grantIdSchema.safeParse(grant);
        ports.onChange(id.success ? id.data : undefined);
      }
    },

    take,
  };
}

/** Sittings under this grant and under those that it took the place of: what was lifted opens nothing more often. */
function openingsOf(ports: GrantPorts, id: string, during?: string): number {
  const before = ports.imported(id)?.supersedes;
  return ports.openings(id, during) + (before === undefined ? 0 : openingsOf(ports, before, during));
}

/** A grant of a log that has ended is shown, so that nobody looks for it in vain; it opens nothing for good. */
function heldBefore(station: string, text: string): HeldGrant | null {
  const leaf = readFile(text)?.leaf;
  if (leaf === undefined || !isLaterGeneration(station, leaf.station)) {
    return null;
  }
  const approvers = leaf.approvals.map(({ person, name }) => ({ person, name }));
  return { leaf, summary: summaryOf(leaf, { at: leaf.issuedAt, approvers }, 0, "earlier-log"), outsiders: () => [] };
}

function readFile(text: string): GrantFile | null {
  try {
    return parseGrantFile(text);
  } catch {
    return null;
  }
}

/** What a revocation says, however little of it can be read. */
function readRevocation(text: string): { readonly grant: string | null; readonly revocation: Revocation | null } {
  try {
    const { statement } = parseRevocation(text);
    return { grant: statement.grant, revocation: statement };
  } catch (error) {
    if (!(error instanceof FormatError)) {
      throw error;
    }
    return { grant: namedIn(text), revocation: null };
  }
}

function namedIn(text: string): string | null {
  try {
    const named = z.looseObject({ grant: grantIdSchema }).safeParse(JSON.parse(text));
    return named.success ? named.data.grant : null;
  } catch {
    return null;
  }
}

function isLogged({ headquarters }: GrantPorts, text: string): boolean {
  return verifyStatement(parseRevocation(text), headquarters);
}

function importRefusal(ports: GrantPorts, file: GrantFile): GrantRefusal | null {
  const { leaf, evidence } = file;
  const verified = verifyGrantFile(file, {
    headquartersOrigin: ports.headquarters.origin,
    headquartersVerifierKey: ports.headquarters.verifierKeys,
  });
  if (!verified) {
    return "unlogged";
  }
  if (leaf.station !== ports.station || leaf.stationKey !== ports.stationKey || leaf.room !== ports.room) {
    return "other-station";
  }
  if (ports.imported(leaf.grant) !== null) {
    return "tampered";
  }
  if (leaf.assets.every(({ asset }) => ports.isDestroyed(asset))) {
    return "destroyed";
  }
  if (leaf.supersedes !== undefined && !mayReplace(ports, leaf, leaf.supersedes)) {
    return "tampered";
  }
  if (!ports.extendsPin(leaf.pin.size, leaf.pin.root)) {
    return "stale-pin";
  }
  const judge = ports.judge();
  return packRefusal(leaf, judge.pack(leaf.policy.digest)) ?? evidenceRefusal(leaf, evidence, judge);
}

/** A grant takes the place of one of the same request only, and of none that has been replaced already. */
function mayReplace({ imported, supersededBy }: GrantPorts, { request }: GrantLeaf, before: string): boolean {
  const replaced = imported(before);
  return supersededBy(before) === null && (replaced === null || replaced.request === request);
}

/** Why the grant opens nothing at this moment, whatever is in it. */
function refusalNow(
  ports: GrantPorts,
  leaf: GrantLeaf,
  openings: number,
  during: string | undefined,
): GrantRefusal | undefined {
  const now = ports.now().getTime();
  // A sitting under way goes on under the covers that it began with; nothing else opens by what was replaced.
  if (during === undefined && ports.supersededBy(leaf.grant) !== null) {
    return "superseded";
  }
  const terms = packRefusal(leaf, ports.judge().pack(leaf.policy.digest));
  if (terms !== null) {
    return terms;
  }
  if (leaf.station !== ports.station || leaf.room !== ports.room) {
    return "other-station";
  }
  if (now < Date.parse(leaf.notBefore)) {
    return "not-yet-valid";
  }
  if (now >= Date.parse(leaf.notAfter)) {
    return "expired";
  }
  return openings >= leaf.playBudget ? "exhausted" : undefined;
}

/** What registers and forms say of a grant stands in the log from here on. */
function importFacts(digest: string, leaf: GrantLeaf): GrantNote {
  const { grant, request, requestNumber, caseNo, purpose, room, verbs, notAfter, applicantClass } = leaf;
  return {
    grant,
    digest,
    request,
    requestNumber,
    caseNo,
    purpose,
    room,
    verbs: [...verbs],
    notAfter,
    approvers: leaf.approvals.map(({ person, name }) => ({ person, name })),
    ...(applicantClass === undefined ? {} : { applicantClass }),
    policy: leaf.policy.digest,
    ...(leaf.standing === undefined ? {} : { standing: leaf.standing }),
    // What was hidden is part of the record of the viewing, not only of the approval (form F6).
    ...(leaf.withheld === undefined ? {} : { withheld: leaf.withheld }),
    ...(leaf.supersedes === undefined ? {} : { supersedes: leaf.supersedes }),
    ...(leaf.lifted === undefined ? {} : { lifted: leaf.lifted }),
  };
}

function summaryOf(
  leaf: GrantLeaf,
  imported: Pick<ImportedGrant, "at" | "approvers">,
  openings: number,
  refusal: GrantRefusal | undefined,
): GrantSummary {
  return grantSummarySchema.parse({
    id: leaf.grant,
    request: leaf.request,
    requestNumber: leaf.requestNumber,
    purpose: leaf.purpose,
    caseNo: leaf.caseNo,
    verbs: leaf.verbs,
    viewers: leaf.viewers.map(({ person, name, outside }) => ({
      person,
      name,
      ...(outside === undefined ? {} : { outside }),
    })),
    supervisors: leaf.supervisors.map(({ person, name }) => ({ person, name })),
    companions: (leaf.companions ?? []).map(({ person, name, capacity, outside }) => ({
      person,
      name,
      capacity,
      outside,
    })),
    supervisorsNeeded: supervisorsNeeded(leaf),
    approvers: imported.approvers,
    room: leaf.room,
    assets: leaf.assets.map(({ asset, title, frames }) => ({ asset, title, ranges: frames })),
    ...(leaf.withheld === undefined ? {} : { withheld: leaf.withheld }),
    ...(leaf.lifted === undefined ? {} : { lifted: leaf.lifted }),
    ...(leaf.standing === undefined ? {} : { standing: leaf.standing }),
    notBefore: leaf.notBefore,
    notAfter: leaf.notAfter,
    playBudget: leaf.playBudget,
    openings,
    importedAt: imported.at,
    ...(refusal === undefined ? {} : { refusal }),
  });
}
