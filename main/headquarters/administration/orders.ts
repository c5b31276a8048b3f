import { sql } from "kysely";
import { brokenOrderRule, needsSecond, subjectsOf, type OrderFacts } from "../../../shared/access/administration.ts";
import type { Failure } from "../../../shared/failure.ts";
import { countersignActSchema, orderActSchema, type CountersignAct, type OrderAct } from "../../../shared/http/acts.ts";
import {
  orderSchema,
  orderStateSchema,
  orderYieldSchema,
  type Order,
  type OrderRecord,
  type OrderState,
  type OrderYield,
} from "../../../shared/model/administration.ts";
import { personIdSchema } from "../../../shared/model/person.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { SignedAct } from "../acts.ts";
import type { Database } from "../database/database.ts";
import type { Session } from "../sessions.ts";
import type { Station } from "../stations.ts";
import { oneAtATime } from "../turns.ts";
import { applicationOf } from "./applying.ts";
import type { AdministrationParts } from "./parts.ts";

/** Orders of administrators: signed, logged, countersigned where they concern keys or administrators, applied. */
export interface Orders {
  /** Takes a signed order or a countersignature. The same bytes a second time are refused. */
  take(cms: Uint8Array, session: Session): Promise<Result<OrderRecord, Failure>>;
  /** The latest first, waiting ones before all others. */
  list(): Promise<readonly OrderRecord[]>;
  collect(digest: string): Promise<Result<OrderYield, Failure>>;
}

const day = 86_400_000;
/** An order that nobody countersigned for this long is no order any more. */
const waitingDays = 7;
const mostListed = 100;

const refusal = (reason: Extract<Failure, { code: "administration" }>["reason"]): Failure => ({
  code: "administration",
  reason,
});

/** Opens the orders. They are taken one at a time; each refusal is an entry in the log (rule R12). */
export function openOrders(parts: AdministrationParts): Orders {
  const { database, journal, stations, clock } = parts;
  const inTurn = oneAtATime();

  const taken = async (cms: Uint8Array, session: Session): Promise<Result<OrderRecord, Failure>> => {
    const station = stations.find(session.station);
    if (station === null) {
      return fail(refusal("station-unknown"));
    }
    const isWord = await opened(parts, cms, station);
    if (!isWord.ok) {
      return isWord;
    }
    const { signed, countersigns } = isWord.value;
    if (signed.signer.person.person !== session.person) {
      return fail({ code: "not-permitted", action: "administration" });
    }
    return countersigns
      ? countersign(parts, signed as SignedAct<CountersignAct>)
      : order(parts, signed as SignedAct<OrderAct>);
  };

  return {
    take: (cms, session) =>
      inTurn(async () => {
        const result = await taken(cms, session);
        if (!result.ok) {
          journal.refuse(
            { attempt: "administration.order", person: session.person, station: session.station },
            result.failure,
          );
        }
        return result;
      }),
    async list() {
      const rows = await database
        .selectFrom("administration_order")
        .selectAll()
        .orderBy("ordered_at", "desc")
        .limit(mostListed)
        .execute();
      const records = rows.map((row) => recordOf(row, clock.now()));
      return [
        ...records.filter(({ state }) => state === "waiting"),
        ...records.filter(({ state }) => state !== "waiting"),
      ];
    },
    async collect(digest) {
      const row = await database
        .selectFrom("administration_order")
        .select("yield")
        .where("digest", "=", digest)
        .executeTakeFirst();
      return row?.yield === null || row === undefined
        ? fail(refusal("nothing-to-collect"))
        : ok(orderYieldSchema.parse(JSON.parse(row.yield)));
    },
  };
}

/** Which of the two kinds of act it is; anything else is no act of administration. */
async function opened(
  { acts }: AdministrationParts,
  cms: Uint8Array,
  station: Station,
): Promise<Result<{ signed: SignedAct<OrderAct | CountersignAct>; countersigns: boolean }, Failure>> {
  const asOrder = await acts.open<OrderAct>(cms, orderActSchema, station);
  if (asOrder.ok) {
    return ok({ signed: asOrder.value, countersigns: false });
  }
  const asWord = await acts.open<CountersignAct>(cms, countersignActSchema, station);
  return asWord.ok ? ok({ signed: asWord.value, countersigns: true }) : asOrder;
}

async function factsOf({ directory }: AdministrationParts): Promise<OrderFacts> {
  const people = await directory.list();
  return {
    rolesOf: (person) => people.find((one) => one.person === person)?.roles ?? [],
    administrators: people.filter(({ roles }) => roles.includes("administrator")).map(({ person }) => person),
  };
}

async function order(
  parts: AdministrationParts,
  { act, digest, cms }: SignedAct<OrderAct>,
): Promise<Result<OrderRecord, Failure>> {
  const { database, journal, clock } = parts;
  if (await wasUsed(database, "administration_order", digest, act)) {
    return fail(refusal("replayed"));
  }
  const facts = await factsOf(parts);
  const broken = brokenOrderRule(act.order, [act.person], facts);
  const wrong =
    broken === null ? await applicationOf(act.order).wrong(parts, act.order, [act.person]) : refusal(broken);
  if (wrong !== null) {
    return fail(wrong);
  }
  const waits = needsSecond(act.order, facts);
  journal.record({
    t: "hq.admin",
    b: { act: waits ? "order.wait" : "order", order: act.order.order, digest, ...subjectOf(act.order) },
    person: act.person,
  });
  await database
    .insertInto("administration_order")
    .values({
      digest,
      person: act.person,
      nonce: act.nonce,
      ordered_at: clock.now(),
      cms,
      content: JSON.stringify(act.order),
      state: "waiting",
      second: null,
      second_cms: null,
      settled_at: null,
      yield: null,
    })
    .execute();
  return waits ? ok(await kept(parts, digest)) : ok(await settle(parts, { digest, order: act.order, by: act.person }));
}

async function countersign(
  parts: AdministrationParts,
  { act, digest, cms }: SignedAct<CountersignAct>,
): Promise<Result<OrderRecord, Failure>> {
  const { database, journal, clock } = parts;
  if (await wasUsed(database, "countersignature", digest, act)) {
    return fail(refusal("replayed"));
  }
  const row = await database
    .selectFrom("administration_order")
    .selectAll()
    .where("digest", "=", act.orderDigest)
    .executeTakeFirst();
  if (row === undefined || row.state !== "waiting") {
    return fail(refusal("settled"));
  }
  if (hasLapsed(row, clock.now())) {
    return fail(refusal("lapsed"));
  }
  const wanted = orderSchema.parse(JSON.parse(row.content));
  const wrong = await wrongWord(parts, wanted, [row.person, act.person], act.agree);
  if (wrong !== null) {
    return fail(wrong);
  }
  journal.record({
    t: "hq.admin",
    b: {
      act: act.agree ? "order.countersign" : "order.decline",
      order: wanted.order,
      digest: row.digest,
      countersignature: digest,
      ...subjectOf(wanted),
    },
    person: act.person,
  });
  await database.insertInto("countersignature").values({ digest, person: act.person, nonce: act.nonce }).execute();
  const second = { second: act.person, second_cms: cms };
  await database.updateTable("administration_order").set(second).where("digest", "=", row.digest).execute();
  if (!act.agree) {
    await database
      .updateTable("administration_order")
      .set({ state: "declined", settled_at: clock.now() })
      .where("digest", "=", row.digest)
      .execute();
    return ok(await kept(parts, row.digest));
  }
  return ok(await settle(parts, { digest: row.digest, order: wanted, by: row.person }));
}

/** A signature counts once: neither its bytes nor its signer's nonce come a second time. */
async function wasUsed(
  database: Database,
  table: "administration_order" | "countersignature",
  digest: string,
  { person, nonce }: { readonly person: string; readonly nonce: string },
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from ${sql.table(table)} where digest = ${digest} or (person = ${person} and nonce = ${nonce}) limit 1
  `.execute(database);
  return rows.length > 0;
}

/** Both hands are judged now: whoever ordered may have left office since, and what was ordered may not fit any more. */
async function wrongWord(
  parts: AdministrationParts,
  wanted: Order,
  hands: readonly string[],
  agree: boolean,
): Promise<Failure | null> {
  const broken = brokenOrderRule(wanted, hands, await factsOf(parts));
  if (broken !== null) {
    return refusal(broken);
  }
  return agree ? applicationOf(wanted).wrong(parts, wanted, hands) : null;
}

/** The order is in the log; now it takes effect. */
async function settle(
  parts: AdministrationParts,
  { digest, order: wanted, by }: { readonly digest: string; readonly order: Order; readonly by: string },
): Promise<OrderRecord> {
  const yielded = await applicationOf(wanted).apply(parts, wanted, by);
  await parts.database
    .updateTable("administration_order")
    .set({ state: "applied", settled_at: parts.clock.now(), yield: yielded === null ? null : JSON.stringify(yielded) })
    .where("digest", "=", digest)
    .execute();
  return kept(parts, digest);
}

/** What an order is about, for its entry in the log: never names, papers or certificates. */
function subjectOf(wanted: Order): Record<string, unknown> {
  const [subject, ...others] = subjectsOf(wanted);
  if (subject !== undefined) {
    return others.length === 0 ? { subject } : { persons: others.length + 1 };
  }
  if ("policy" in wanted) {
    return { subject: wanted.policy };
  }
  if ("custodians" in wanted) {
    return { threshold: wanted.threshold, custodians: [...wanted.custodians] };
  }
  if ("enrolment" in wanted) {
    return { subject: wanted.enrolment };
  }
  if ("station" in wanted) {
    return { subject: wanted.station };
  }
  return "room" in wanted && typeof wanted.room === "object" ? { subject: wanted.room.room } : {};
}

interface Row {
  readonly digest: string;
  readonly person: string;
  readonly ordered_at: number;
  readonly content: string;
  readonly state: string;
  readonly second: string | null;
  readonly settled_at: number | null;
  readonly yield: string | null;
}

function hasLapsed({ state, ordered_at }: Row, now: number): boolean {
  return state === "waiting" && now - ordered_at > waitingDays * day;
}

async function kept({ database, clock }: AdministrationParts, digest: string): Promise<OrderRecord> {
  const row = await database
    .selectFrom("administration_order")
    .selectAll()
    .where("digest", "=", digest)
    .executeTakeFirstOrThrow();
  return recordOf(row, clock.now());
}

function recordOf(row: Row, now: number): OrderRecord {
  const state: OrderState = hasLapsed(row, now) ? "lapsed" : orderStateSchema.parse(row.state);
  return {
    digest: row.digest,
    order: orderSchema.parse(JSON.parse(row.content)),
    state,
    by: personIdSchema.parse(row.person),
    at: new Date(row.ordered_at).toISOString(),
    ...(row.second === null ? {} : { second: personIdSchema.parse(row.second) }),
    ...(row.settled_at === null ? {} : { settledAt: new Date(row.settled_at).toISOString() }),
    collectable: row.yield !== null,
  };
}
