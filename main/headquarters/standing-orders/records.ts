import { z } from "zod";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { RequestRecord } from "../../../shared/model/request.ts";
import {
  standingDecisionSchema,
  standingFormSchema,
  standingOrderIdSchema,
  standingOrderSchema,
  standingUseSchema,
  type StandingForm,
  type StandingOrder,
  type StandingState,
  type StandingUse,
} from "../../../shared/model/standing-order.ts";
import { dateIn } from "../../../shared/time/local-day.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { HeadquartersClock } from "../port.ts";

/** Reads standing orders back from their tables. */
export interface StandingRecords {
  find(order: string): Promise<StandingOrder | null>;
  byDigest(digest: string): Promise<StandingOrder | null>;
  /** Newest first. */
  list(): Promise<readonly StandingOrder[]>;
  /** CMS bytes of the order and of the approver's word on it, for a grant to carry. */
  evidenceOf(order: string): Promise<{ readonly proposal: Uint8Array; readonly approval: Uint8Array } | null>;
  /** By which order a request was granted; absent where it went its own way. */
  ofRequest(request: string): Promise<RequestRecord["standing"]>;
}

const reasonSchema = z.object({ reason: z.string() });

/** Opens the tables `standing_order`, `standing_step` and `standing_use` for reading. */
export function openStandingRecords(parts: {
  readonly database: Database;
  readonly directory: Directory;
  readonly policy: PolicyPack;
  readonly clock: HeadquartersClock;
}): StandingRecords {
  const { database, directory, policy, clock } = parts;
  const rows = () => database.selectFrom("standing_order").selectAll().orderBy("proposed_at", "desc");

  const personOf = async (id: string): Promise<Person> => {
    const entry = await directory.find(id);
    if (entry === null) {
      throw new Error("standing order names a person the directory does not know");
    }
    return entry.person;
  };

  const usesOf = async (order: string): Promise<StandingUse[]> => {
    const used = await database
      .selectFrom("standing_use")
      .innerJoin("request", "request.request", "standing_use.request")
      .innerJoin("access_grant", "access_grant.grant_id", "request.grant_id")
      .innerJoin("station", "station.station", "access_grant.station")
      .select(["use", "of_day", "day", "taken_at", "standing_use.request", "number", "asset", "standing_use.person"])
      .select(["access_grant.grant_id", "access_grant.revoked", "station.room"])
      .where("standing_order", "=", order)
      .orderBy("use")
      .execute();
    return Promise.all(
      used.map(async (row) =>
        standingUseSchema.parse({
          use: row.use,
          ofDay: row.of_day,
          day: row.day,
          at: new Date(row.taken_at).toISOString(),
          request: row.request,
          number: row.number,
          grant: row.grant_id,
          asset: row.asset,
          by: await personOf(row.person),
          room: row.room,
          revoked: row.revoked !== 0,
        }),
      ),
    );
  };

  const stepsOf = (order: string) =>
    database.selectFrom("standing_step").selectAll().where("standing_order", "=", order).orderBy("seq").execute();

  const toOrder = async (row: OrderRow): Promise<StandingOrder> => {
    const form = standingFormSchema.parse(JSON.parse(row.form));
    const [steps, uses] = await Promise.all([stepsOf(row.standing_order), usesOf(row.standing_order)]);
    const today = dateIn(policy.authority.timeZone, clock.now());
    const decided = steps.find(({ what }) => what !== "withdraw");
    const withdrawn = steps.find(({ what }) => what === "withdraw");
    const told = async (step: (typeof steps)[number]) => ({
      by: await personOf(step.person),
      at: new Date(step.taken_at).toISOString(),
      digest: step.digest,
    });
    return standingOrderSchema.parse({
      id: standingOrderIdSchema.parse(row.standing_order),
      number: row.number,
      state: stateOf(form, { outcome: decided?.what, isWithdrawn: withdrawn !== undefined, used: uses.length, today }),
      form,
      digest: row.digest,
      by: await personOf(row.person),
      at: new Date(row.proposed_at).toISOString(),
      holders: await Promise.all(form.holders.map(personOf)),
      supervisors: await Promise.all(form.supervisors.map(personOf)),
      ...(decided === undefined
        ? {}
        : {
            decision: { ...(await told(decided)), form: standingDecisionSchema.parse(JSON.parse(decided.content)) },
          }),
      ...(withdrawn === undefined
        ? {}
        : {
            withdrawal: {
              ...(await told(withdrawn)),
              reason: reasonSchema.parse(JSON.parse(withdrawn.content)).reason,
            },
          }),
      uses,
      today,
    });
  };

  const one = async (column: "standing_order" | "digest", value: string): Promise<StandingOrder | null> => {
    const row = await rows().where(column, "=", value).executeTakeFirst();
    return row === undefined ? null : toOrder(row);
  };

  return {
    find: (order) => one("standing_order", order),
    byDigest: (digest) => one("digest", digest),
    list: async () => Promise.all((await rows().execute()).map(toOrder)),
    async evidenceOf(order) {
      const row = await rows().where("standing_order", "=", order).executeTakeFirst();
      const approval = (await stepsOf(order)).find(({ what }) => what === "approve");
      return row === undefined || approval === undefined
        ? null
        : { proposal: new Uint8Array(row.cms), approval: new Uint8Array(approval.cms) };
    },
    async ofRequest(request) {
      const row = await database
        .selectFrom("standing_use")
        .innerJoin("standing_order", "standing_order.standing_order", "standing_use.standing_order")
        .innerJoin("standing_step", "standing_step.standing_order", "standing_use.standing_order")
        .select([
          "standing_use.standing_order",
          "number",
          "day",
          "use",
          "standing_step.person",
          "standing_step.taken_at",
        ])
        .select(["standing_step.digest", "form"])
        .where("standing_use.request", "=", request)
        .where("what", "=", "approve")
        .executeTakeFirst();
      if (row === undefined) {
        return undefined;
      }
      const { playBudget, supervisors } = standingFormSchema.parse(JSON.parse(row.form));
      return {
        order: row.standing_order,
        number: row.number,
        day: row.day,
        use: row.use,
        by: await personOf(row.person),
        at: new Date(row.taken_at).toISOString(),
        digest: row.digest,
        playBudget,
        supervisors,
      };
    },
  };
}

interface OrderRow {
  readonly standing_order: string;
  readonly number: string;
  readonly person: string;
  readonly proposed_at: number;
  readonly digest: string;
  readonly form: string;
}

function stateOf(
  { validTo, total }: StandingForm,
  facts: {
    readonly outcome: string | undefined;
    readonly isWithdrawn: boolean;
    readonly used: number;
    readonly today: string;
  },
): StandingState {
  if (facts.isWithdrawn) {
    return "withdrawn";
  }
  if (facts.outcome === "refuse") {
    return "refused";
  }
  if (facts.today > validTo || facts.used >= total) {
    return "ended";
  }
  return facts.outcome === undefined ? "proposed" : "inForce";
}
