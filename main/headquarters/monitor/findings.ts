import { z } from "zod";
import { findingArticle } from "../../../shared/access/policy/monitoring.ts";
import { technicalFindings } from "../../../shared/findings.ts";
import type { FindingAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import {
  findingIdSchema,
  findingSchema,
  type Finding,
  type FindingDetail,
  type FindingLine,
} from "../../../shared/model/finding.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { readLeaf } from "../../formats/log-entry.ts";
import type { SignedAct } from "../acts.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { Journal } from "../journal.ts";
import type { Mirror } from "../mirror/index.ts";
import type { HeadquartersClock } from "../port.ts";
import { dutiesNotSeparate } from "../requests/checks.ts";
import type { Stations } from "../stations.ts";

/** What findings are read with. */
export interface FindingParts {
  readonly database: Database;
  readonly directory: Directory;
  readonly stations: Stations;
  readonly mirror: Pick<Mirror, "leaf">;
  readonly policy: PolicyPack;
  readonly journal: Journal;
  readonly clock: HeadquartersClock;
}

/** What the monitor found, for those who may look into it. */
export interface Findings {
  /** Newest first, at most 500; `reader` decides which kinds. `null` reads all, for the command line. */
  list(scope: "open" | "all", reader: Person | null): Promise<Result<Finding[], Failure>>;
  /** One finding with the log lines behind it. */
  show(id: number, reader: Person): Promise<Result<FindingDetail, Failure>>;
  /**
   * Settles a finding or opens it again, as the person signed. Refused to whoever the finding names (rule R8); the
   * act is in the log of headquarters before it takes effect.
   */
  settle(act: SignedAct<FindingAct>): Promise<Result<Finding, Failure>>;
}

const most = 500;
const mostPeople = 20;
const entriesSchema = z.array(z.int());

/** Opens the findings over their tables. */
export function createFindings(parts: FindingParts): Findings {
  const { database, journal, clock, policy } = parts;

  const rows = () =>
    database
      .selectFrom("finding")
      .leftJoin("access_grant", "access_grant.grant_id", "finding.grant_id")
      .leftJoin("request", "request.request", "access_grant.request")
      .selectAll("finding")
      .select("request.number");
  const find = async (id: number, reader: Person): Promise<Result<Row, Failure>> => {
    const row = await rows().where("finding.id", "=", id).executeTakeFirst();
    const refusal = readerFailure(reader);
    if (refusal !== null) {
      return fail(refusal);
    }
    return row === undefined || !mayRead(reader, row.kind) ? fail({ code: "not-found", subject: "finding" }) : ok(row);
  };

  return {
    async list(scope, reader) {
      const refusal = reader === null ? null : readerFailure(reader);
      if (refusal !== null) {
        return fail(refusal);
      }
      const wanted = rows().orderBy("finding.id", "desc").limit(most);
      const open = scope === "open" ? wanted.where("finding.state", "=", "open") : wanted;
      const kinds = reader === null || reader.roles.includes("compliance") ? null : technicalFindings;
      const found = await (kinds === null ? open : open.where("finding.kind", "in", [...kinds])).execute();
      return ok(await Promise.all(found.map((row) => toFinding(parts, row))));
    },
    async show(id, reader) {
      const found = await find(id, reader);
      if (!found.ok) {
        return found;
      }
      const finding = await toFinding(parts, found.value);
      return ok({ finding, lines: finding.entries.map((index) => lineOf(parts.mirror, finding.origin, index)) });
    },
    async settle({ act, signer, cms, digest }) {
      const found = await find(act.finding, signer.person);
      if (!found.ok) {
        return found;
      }
      const person = signer.person.person;
      const named = await database
        .selectFrom("finding_person")
        .select("person")
        .where("finding", "=", act.finding)
        .where("person", "=", person)
        .executeTakeFirst();
      if (named !== undefined) {
        return fail(dutiesNotSeparate(policy, "named-settles"));
      }
      const { outcome, reason } = act.settlement;
      journal.record({
        t: "hq.admin",
        b: { act: "finding.settle", finding: act.finding, outcome, reason, digest },
        person,
      });
      await database
        .updateTable("finding")
        .set({ state: outcome, settled_by: person, settled_at: clock.now(), reason, settlement: Buffer.from(cms) })
        .where("id", "=", act.finding)
        .execute();
      const settled = await find(act.finding, signer.person);
      return settled.ok ? ok(await toFinding(parts, settled.value)) : settled;
    },
  };
}

function readerFailure({ roles }: Person): Failure | null {
  return roles.includes("compliance") || roles.includes("administrator")
    ? null
    : { code: "not-permitted", action: "findings" };
}

function mayRead({ roles }: Person, kind: string): boolean {
  return roles.includes("compliance") || technicalFindings.some((technical) => technical === kind);
}

interface Row {
  readonly id: number;
  readonly kind: string;
  readonly origin: string;
  readonly detail: string | null;
  readonly grant_id: string | null;
  readonly number: string | null;
  readonly entries: string;
  readonly count: number;
  readonly first_seen_at: number;
  readonly last_seen_at: number;
  readonly state: string;
  readonly settled_by: string | null;
  readonly settled_at: number | null;
  readonly reason: string | null;
}

async function toFinding(parts: FindingParts, row: Row): Promise<Finding> {
  const { database, directory, stations, policy } = parts;
  const station = stations.byOrigin(row.origin);
  const named = await database
    .selectFrom("finding_person")
    .select("person")
    .where("finding", "=", row.id)
    .limit(mostPeople)
    .execute();
  const nameOf = async (person: string): Promise<string> => (await directory.find(person))?.person.name ?? person;
  const people = await Promise.all(named.map(async ({ person }) => ({ person, name: await nameOf(person) })));
  const { settled_by: by, settled_at: at, reason } = row;
  const settled =
    by === null || at === null || reason === null
      ? {}
      : { settled: { person: by, name: await nameOf(by), at: new Date(at).toISOString(), reason } };
  const kind = findingSchema.shape.kind.parse(row.kind);
  const article = findingArticle(policy, kind);
  return findingSchema.parse({
    id: findingIdSchema.parse(row.id),
    kind,
    origin: row.origin,
    station: station?.station ?? row.origin,
    stationName: station?.name ?? row.origin,
    entries: entriesSchema.parse(JSON.parse(row.entries)),
    count: row.count,
    people,
    ...(row.grant_id === null ? {} : { grant: row.grant_id }),
    ...(row.number === null ? {} : { requestNumber: row.number }),
    ...(row.detail === null ? {} : { detail: row.detail }),
    ...(article === undefined ? {} : { article }),
    firstSeen: new Date(row.first_seen_at).toISOString(),
    lastSeen: new Date(row.last_seen_at).toISOString(),
    state: row.state,
    ...settled,
  });
}

/** A log line as it was mirrored: what it says when it is an entry, and its bytes as text in any case. */
function lineOf(mirror: FindingParts["mirror"], origin: string, index: number): FindingLine {
  const leaf = mirror.leaf(origin, index) ?? new Uint8Array();
  const read = readLeaf(leaf);
  const text = new TextDecoder().decode(leaf);
  if (typeof read === "string" || read.kind === "statement") {
    return { index, leaf: text };
  }
  const { t, wall, person } = read.entry;
  return { index, type: t, wall, leaf: text, ...(person === undefined ? {} : { person }) };
}
