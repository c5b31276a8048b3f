import { z } from "zod";
import { utf8 } from "../../formats/bytes.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { parseGrantFile } from "../../formats/grant-file.ts";
import { readLeaf } from "../../formats/log-entry.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import { untraced, type GrantFacts, type GrantTrace, type WatchFacts } from "./facts.ts";
import type { WatchState } from "./watch.ts";

const mentionSchema = z.looseObject({
  grant: z.string().optional().catch(undefined),
  subject: z.string().optional().catch(undefined),
  person: z.string().optional().catch(undefined),
});
const sittingsSchema = z.array(z.string());
/** Parsed grants kept at hand; a station works on few at a time. */
const mostGrants = 128;

/** What a page of leaves mentions, fetched before the rules look at it, because a rule never waits. */
export interface Knowledge {
  readonly grants: ReadonlyMap<string, GrantFacts>;
  readonly traces: ReadonlyMap<string, GrantTrace>;
  readonly persons: ReadonlyMap<string, { readonly revokedAt: number | null }>;
}

/** Fetches what rules ask for. */
export interface KnowledgeSource {
  about(origin: string, state: WatchState, leaves: readonly Uint8Array[]): Promise<Knowledge>;
}

/** Opens the source over the tables of headquarters. */
export function openKnowledge(database: Database, directory: Directory): KnowledgeSource {
  const kept = new Map<string, GrantFacts>();

  const grant = async (id: string): Promise<GrantFacts | null> => {
    const known = kept.get(id) ?? (await readGrant(database, id));
    if (known !== null) {
      kept.delete(id);
      kept.set(id, known);
      if (kept.size > mostGrants) {
        kept.delete(kept.keys().next().value ?? "");
      }
    }
    return known;
  };

  return {
    async about(origin, state, leaves) {
      const mentioned = mentions(state, leaves);
      const grants = new Map<string, GrantFacts>();
      const traces = new Map<string, GrantTrace>();
      for (const id of mentioned.grants) {
        // oxlint-disable-next-line no-await-in-loop -- one connection: the questions go one after another anyway
        const facts = await grant(id);
        if (facts !== null) {
          grants.set(id, facts);
          if (facts.station === origin) {
            // oxlint-disable-next-line no-await-in-loop -- see above
            traces.set(id, await readTrace(database, id));
          }
        }
      }
      const persons = new Map<string, { readonly revokedAt: number | null }>();
      for (const id of mentioned.persons) {
        // oxlint-disable-next-line no-await-in-loop -- see above
        const entry = await directory.find(id);
        if (entry !== null) {
          persons.set(id, { revokedAt: entry.revoked ? (entry.revokedAt ?? 0) : null });
        }
      }
      return { grants, traces, persons };
    },
  };
}

/** What the rules are given for one page. */
export function factsFrom(
  knowledge: Knowledge,
  rest: Pick<WatchFacts, "origin" | "cosigner" | "travelKey" | "quietHours" | "isSealShared" | "cosigned" | "held">,
): WatchFacts {
  const { grants, traces, persons } = knowledge;
  return {
    ...rest,
    grant: (id) => grants.get(id) ?? null,
    trace: (id) => traces.get(id) ?? null,
    person: (id) => persons.get(id) ?? null,
  };
}

function mentions(
  state: WatchState,
  leaves: readonly Uint8Array[],
): { readonly grants: ReadonlySet<string>; readonly persons: ReadonlySet<string> } {
  const grants = new Set(state.viewings.flatMap(({ grant }) => grant ?? []));
  const persons = new Set<string>();
  for (const leaf of leaves) {
    const read = readLeaf(leaf);
    if (typeof read === "string" || read.kind === "statement") {
      continue;
    }
    const { t, b } = read.entry;
    const { grant, subject, person } = mentionSchema.parse(b);
    if (grant !== undefined) {
      grants.add(grant);
    }
    if (t === "grant.reject" && subject !== undefined) {
      grants.add(subject);
    }
    if ((t === "session.open" || t === "room.checkIn") && person !== undefined) {
      persons.add(person);
    }
  }
  return { grants, persons };
}

async function readGrant(database: Database, id: string): Promise<GrantFacts | null> {
  const row = await database.selectFrom("access_grant").select("file").where("grant_id", "=", id).executeTakeFirst();
  if (row === undefined) {
    return null;
  }
  const { leaf } = parseGrantFile(row.file);
  const { grant, station, notBefore, notAfter, playBudget, viewers, supervisors, companions } = leaf;
  const assets = leaf.assets.map(({ asset, frames, segments }) => ({ asset, frames, segments }));
  const digest = sha256Hex(utf8(row.file));
  return { grant, station, notBefore, notAfter, playBudget, viewers, supervisors, companions, assets, digest };
}

async function readTrace(database: Database, id: string): Promise<GrantTrace> {
  const row = await database.selectFrom("monitor_grant").selectAll().where("grant_id", "=", id).executeTakeFirst();
  if (row === undefined) {
    return untraced();
  }
  const { imported, used, rejected, revoked } = row;
  return { imported, used, rejected, revoked, sittings: sittingsSchema.parse(JSON.parse(row.sittings)) };
}
