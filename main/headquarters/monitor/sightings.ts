import type { Transaction } from "kysely";
import { z } from "zod";
import type { Tables } from "../database/tables.ts";
import type { Observation } from "./observation.ts";

/** What one page of a log, or one review, came to: an observation and the log lines behind it. */
export interface Sighting extends Observation {
  readonly entries: readonly number[];
  /** Told of once for good: it comes from the clock, not from a new log line. */
  readonly once?: boolean;
}

interface Seen extends Sighting {
  readonly entries: number[];
  readonly people: string[];
  count: number;
}

/** Log lines kept with a finding; `count` goes on. */
const mostEntries = 50;
const entriesSchema = z.array(z.int());

/** Brings together what agrees in kind and subject, so that a flood of lines is one row. */
export class Sightings {
  readonly #seen = new Map<string, Seen>();

  add(observation: Observation, index: number | null): void {
    const key = `${observation.kind}\n${observation.subject}`;
    const seen = this.#seen.get(key) ?? { ...observation, entries: [], people: [], count: 0 };
    this.#seen.set(key, seen);
    seen.count += 1;
    if (index !== null && seen.entries.length < mostEntries) {
      seen.entries.push(index);
    }
    seen.people.push(...(observation.people ?? []).filter((person) => !seen.people.includes(person)));
  }

  all(): readonly Seen[] {
    return [...this.#seen.values()];
  }
}

/**
 * Writes what was seen: more lines for a finding that is open, a new finding when there is none or a person has
 * settled it: what happens afterwards is not covered by their reason.
 */
export async function raise(
  change: Transaction<Tables>,
  origin: string,
  sighting: Sighting & { readonly count?: number },
  at: number,
): Promise<void> {
  const known = await change
    .selectFrom("finding")
    .select(["id", "state", "entries", "count"])
    .where("origin", "=", origin)
    .where("kind", "=", sighting.kind)
    .where("subject", "=", sighting.subject)
    .orderBy("id", "desc")
    .executeTakeFirst();
  if (known !== undefined && sighting.once === true) {
    return;
  }
  const count = sighting.count ?? sighting.entries.length;
  if (known?.state === "open") {
    const entries = [...entriesSchema.parse(JSON.parse(known.entries)), ...sighting.entries].slice(0, mostEntries);
    await change
      .updateTable("finding")
      .set({ entries: JSON.stringify(entries), count: known.count + count, last_seen_at: at })
      .where("id", "=", known.id)
      .execute();
    await name(change, known.id, sighting.people ?? []);
    return;
  }
  const { id } = await change
    .insertInto("finding")
    .values({
      kind: sighting.kind,
      origin,
      subject: sighting.subject,
      detail: sighting.detail ?? null,
      grant_id: sighting.grant ?? null,
      entries: JSON.stringify(sighting.entries),
      count,
      first_seen_at: at,
      last_seen_at: at,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await name(change, id, sighting.people ?? []);
}

async function name(change: Transaction<Tables>, finding: number, people: readonly string[]): Promise<void> {
  for (const person of people) {
    // oxlint-disable-next-line no-await-in-loop -- one connection: the rows go one after another anyway
    await change
      .insertInto("finding_person")
      .values({ finding, person })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
