import { triggerArticle } from "../../../shared/access/policy/destruction.ts";
import { retentionRoles } from "../../../shared/access/retention-duties.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import { holdIdSchema, type Hold, type RetentionView } from "../../../shared/model/retention.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { dateIn } from "../../../shared/time/local-day.ts";
import { destructionContent } from "../../formats/destruction.ts";
import { sha256Hex } from "../../formats/digest.ts";
import type { DirectoryEntry } from "../directory.ts";
import type { Session } from "../sessions.ts";
import { openTurns } from "../turns.ts";
import { closeConfirmed, destroyWitnessed, stateReleased } from "./destroying.ts";
import { dueOf, heldOf, recordedOn, rowOf } from "./due.ts";
import { followLog } from "./follow.ts";
import { levelOf } from "./holds.ts";
import type { RetentionParts } from "./parts.ts";
import { openRetentionRecords, type RetentionRecords } from "./records.ts";
import { takeAct } from "./take.ts";

export type { RetentionParts } from "./parts.ts";

/** Keeping and destroying: periods, holds, destruction lists, the way into the archive. */
export interface Retention {
  /** What comes due, is held and is listed, as far as this person may know of it. */
  view(reader: DirectoryEntry): Promise<Result<RetentionView, Failure>>;
  /** Takes a signed act; refusals are in the log (rule R12). */
  take(cms: Uint8Array, session: Session, reader: DirectoryEntry): Promise<Result<RetentionView, Failure>>;
  /** The same recordings with how long each is kept and what holds it. */
  withDue(footage: readonly Footage[]): Promise<Footage[]>;
  /** Takes up the holds that hand-in entered with a recording. */
  enter(footage: Footage): Promise<void>;
  /** Whatever gives keys away waits its turn too: a grant is never issued for what is being destroyed. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** A mirrored log has grown. Returns at once. */
  nudge(origin: string): void;
  /** Resolves when everything mirrored so far was read, and every destruction that can go on has. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const mostRows = 500;

/**
 * Opens the room and goes on with what a stop interrupted.
 *
 * Acts, mirrored entries and destruction itself go one after another: two lists never race for one recording.
 */
export async function openRetention(parts: RetentionParts): Promise<Retention> {
  const records = openRetentionRecords(parts.database);
  const { policy, clock, journal, catalogue, stations, onIncident } = parts;
  const { inTurn, later, idle, close } = openTurns(onIncident);

  await keepEntered(parts, records, await catalogue.list());
  later(() => destroyWitnessed(parts, records));
  for (const { logOrigin } of stations.list()) {
    later(() => followLog(parts, records, logOrigin));
  }

  const view = async (reader: DirectoryEntry): Promise<RetentionView> => {
    const { rows, total } = await catalogue.oldest(reader, mostRows);
    const seen = async (asset: string): Promise<boolean> => (await catalogue.show(asset, reader)) !== null;
    const holds = await records.holds();
    const lists = await records.lists();
    const named = new Set(rows.map(({ asset }) => asset));
    const more = new Set(holds.map(({ asset }) => asset).filter((asset) => !named.has(asset)));
    const others = (await Promise.all([...more].map((asset) => catalogue.show(asset, reader)))).filter(
      (one) => one !== null,
    );
    const visible = await Promise.all(holds.map(async (hold) => ((await seen(hold.asset)) ? [hold] : [])));
    const open = await Promise.all(
      lists.map(async (list) =>
        (await Promise.all(list.items.map(({ asset }) => seen(asset)))).every(Boolean)
          ? [{ ...list, content: destructionContent(list) }]
          : [],
      ),
    );
    return {
      today: dateIn(policy.authority.timeZone, clock.now()),
      rows: await Promise.all([...rows, ...others].map((one) => rowOf(parts, records, one))),
      total,
      holds: visible.flat(),
      lists: open.flat(),
    };
  };

  return {
    view: async (reader) => {
      const roles = new Set(Object.values(retentionRoles).flat());
      const article = groundArticle(policy, "noAuthority");
      return reader.outside || !reader.person.roles.some((role) => roles.has(role))
        ? fail({ code: "not-permitted", action: "retention", ...(article === undefined ? {} : { article }) })
        : ok(await view(reader));
    },
    take: (cms, session, reader) =>
      inTurn(async () => {
        const taken = await takeAct(parts, records, cms, session);
        if (!taken.ok) {
          journal.refuse({ attempt: "retention", person: session.person, station: session.station }, taken.failure);
          return taken;
        }
        await destroyWitnessed(parts, records);
        await stateReleased(parts, records);
        return ok(await view(reader));
      }),
    withDue: (footage) =>
      Promise.all(
        footage.map(async (one) => {
          const [{ facts }, holds] = await Promise.all([records.asset(one.asset), records.holds(one.asset)]);
          return { ...one, due: dueOf(policy, one, facts, holds), held: heldOf(holds) };
        }),
      ),
    enter: (footage) => keepEntered(parts, records, [footage]),
    inTurn,
    nudge: (origin) => {
      later(async () => {
        await followLog(parts, records, origin);
        await stateReleased(parts, records);
        await closeConfirmed(parts, records);
      });
    },
    idle,
    close,
  };
}

/** Holds that hand-in entered with a recording keep it like any other, until they are released by the same two signatures. */
async function keepEntered(
  { policy, clock }: RetentionParts,
  records: RetentionRecords,
  all: readonly Footage[],
): Promise<void> {
  for (const { footage, text } of all.flatMap((one) => one.holds.map((held) => ({ footage: one, text: held })))) {
    const hold = `h-${sha256Hex(Buffer.from(`${footage.asset}\n${text}`)).slice(0, 20)}`;
    // oxlint-disable-next-line no-await-in-loop -- one connection: the rows go one after another anyway
    if ((await records.hold(hold)) === null) {
      const entered: Hold = {
        hold: holdIdSchema.parse(hold),
        asset: footage.asset,
        state: "inForce",
        triggers: [{ trigger: "other", article: triggerArticle(policy, "other") }],
        source: { kind: "entered", text },
        level: levelOf(policy, "other"),
        from: recordedOn(policy, footage),
        evidence: text,
        steps: [],
      };
      // oxlint-disable-next-line no-await-in-loop -- see above
      await records.keepHold(entered, clock.now());
    }
  }
}
