import { brokenDuty } from "../../../shared/access/duties.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import { hasSupervisors, orderFault, standingFailure } from "../../../shared/access/standing-order.ts";
import {
  standingDecisionActSchema,
  standingProposalActSchema,
  standingWithdrawalActSchema,
  type StandingDecisionAct,
  type StandingProposalAct,
  type StandingWithdrawalAct,
} from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { StandingForm, StandingOrder } from "../../../shared/model/standing-order.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { ActReader, SignedAct } from "../acts.ts";
import type { Database } from "../database/database.ts";
import type { Directory, DirectoryEntry } from "../directory.ts";
import type { Revocations } from "../grants/revocations.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import { beyondAuthorisation } from "../requests/authorised.ts";
import { dutiesNotSeparate, notPermitted } from "../requests/checks.ts";
import type { Session } from "../sessions.ts";
import type { Station, Stations } from "../stations.ts";
import { formNumber, yearOf } from "../form-number.ts";
import type { StandingRecords } from "./records.ts";

/** What the acts on standing orders work with. */
export interface StandingParts {
  readonly database: Database;
  readonly directory: Directory;
  readonly stations: Stations;
  readonly records: StandingRecords;
  readonly acts: ActReader;
  readonly journal: Journal;
  readonly policy: PolicyPack;
  readonly clock: HeadquartersClock;
  readonly revocations: Revocations;
}

/** Standing orders (常备调阅令): drawn up, approved or refused, withdrawn. Viewings under them are requests. */
export interface StandingOrders {
  propose(cms: Uint8Array, session: Session): Promise<Result<StandingOrder, Failure>>;
  decide(cms: Uint8Array, session: Session): Promise<Result<StandingOrder, Failure>>;
  withdraw(cms: Uint8Array, session: Session): Promise<Result<StandingOrder, Failure>>;
  /** Those that concern the reader, newest first. */
  list(reader: Person): Promise<readonly StandingOrder[]>;
}

type Attempt = "standing.propose" | "standing.decide" | "standing.withdraw";

/**
 * Opens the standing orders.
 *
 * @param inTurn runs one act on requests or orders after the other: a viewing that is being granted and a withdrawal do not meet.
 */
export function openStandingOrders(
  parts: StandingParts,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): StandingOrders {
  const taken = <A extends { person: string; station: string; at: string }>(
    attempt: Attempt,
    schema: Parameters<ActReader["open"]>[1],
    take: (signed: SignedAct<A>, station: Station) => Promise<Result<StandingOrder, Failure>>,
  ) => {
    const act = async (cms: Uint8Array, session: Session): Promise<Result<StandingOrder, Failure>> => {
      const station = parts.stations.find(session.station);
      if (station === null) {
        return fail({ code: "not-permitted", action: attempt });
      }
      const opened = await parts.acts.open(cms, schema, station);
      if (!opened.ok) {
        return opened;
      }
      // The schema that read it is the one of this act.
      const signed = opened.value as SignedAct<A>;
      return signed.signer.person.person === session.person
        ? take(signed, station)
        : fail({ code: "not-permitted", action: attempt });
    };
    return (cms: Uint8Array, session: Session) =>
      inTurn(async () => {
        const result = await act(cms, session);
        if (!result.ok) {
          parts.journal.refuse({ attempt, person: session.person, station: session.station }, result.failure);
        }
        return result;
      });
  };
  return {
    propose: taken<StandingProposalAct>("standing.propose", standingProposalActSchema, (signed) =>
      propose(parts, signed),
    ),
    decide: taken<StandingDecisionAct>("standing.decide", standingDecisionActSchema, (signed) => decide(parts, signed)),
    withdraw: taken<StandingWithdrawalAct>("standing.withdraw", standingWithdrawalActSchema, (signed) =>
      withdraw(parts, signed),
    ),
    list: async (reader) => (await parts.records.list()).filter((order) => concerns(order, reader, parts.policy)),
  };
}

const readersOfAll = new Set<Person["roles"][number]>(["compliance", "administrator", "archivist"]);

function concerns({ by, form }: StandingOrder, { person, roles }: Person, { urgent }: PolicyPack): boolean {
  const named = [by.person, ...form.holders, ...form.supervisors];
  return named.includes(person) || roles.some((role) => role === urgent.approver.role || readersOfAll.has(role));
}

async function propose(
  parts: StandingParts,
  { act, signer, digest, cms }: SignedAct<StandingProposalAct>,
): Promise<Result<StandingOrder, Failure>> {
  const { database, journal, policy, clock, records } = parts;
  const known = await records.byDigest(digest);
  if (known !== null) {
    return ok(known);
  }
  const wrong = await proposalFailure(parts, act, signer);
  if (wrong !== null) {
    return fail(wrong);
  }
  const now = clock.now();
  // Named by its own bytes: after a stop between log and row the same bytes make the same order.
  const order = `o-${digest.slice(0, 20)}`;
  const year = yearOf(policy, now);
  await database.transaction().execute(async (change) => {
    const { last } = await change
      .selectFrom("standing_order")
      .select(({ fn }) => fn.max<number | null>("seq").as("last"))
      .where("year", "=", year)
      .executeTakeFirstOrThrow();
    const seq = (last ?? 0) + 1;
    const number = formNumber(policy, "SO", year, seq);
    journal.record({ t: "hq.order", b: { order, number, digest, act: "propose" }, person: act.person });
    await change
      .insertInto("standing_order")
      .values({
        standing_order: order,
        number,
        year,
        seq,
        person: act.person,
        nonce: act.nonce,
        proposed_at: now,
        digest,
        cms,
        form: JSON.stringify(act.form),
        per_day: act.form.perDay,
        total: act.form.total,
      })
      .execute();
  });
  return ok(await kept(parts, order));
}

async function proposalFailure(
  { database, directory, stations, policy, clock }: StandingParts,
  { form, person, nonce }: StandingProposalAct,
  signer: DirectoryEntry,
): Promise<Failure | null> {
  const used = await database
    .selectFrom("standing_order")
    .select("number")
    .where("person", "=", person)
    .where("nonce", "=", nonce)
    .executeTakeFirst();
  if (used !== undefined) {
    return { code: "bad-request", field: "nonce" };
  }
  if (signer.outside) {
    return notPermitted("standing.propose", groundArticle(policy, "noAuthority"));
  }
  const beyond = beyondAuthorisation(policy, signer, { act: "apply", verb: form.verb }, clock.now(), []);
  const fault = orderFault(policy, form);
  if (beyond !== null || fault !== null) {
    return beyond ?? (fault === null ? null : standingFailure(policy, fault));
  }
  if (!form.rooms.every((room) => stations.inRoom(room).length > 0)) {
    return { code: "bad-request", field: "form.room" };
  }
  return personsFailure(policy, form, {
    holders: await Promise.all(form.holders.map((one) => directory.find(one))),
    supervisors: await Promise.all(form.supervisors.map((one) => directory.find(one))),
  });
}

/** Holders are staff with a certificate, supervisors are supervisors, and nobody is both (rules R8, R9). */
function personsFailure(
  policy: PolicyPack,
  form: StandingForm,
  named: {
    readonly holders: readonly (DirectoryEntry | null)[];
    readonly supervisors: readonly (DirectoryEntry | null)[];
  },
): Failure | null {
  const areSupervisors = named.supervisors.every(
    (entry) => isPresent(entry) && entry.person.roles.includes("roomSupervisor"),
  );
  if (!areSupervisors || !hasSupervisors(policy, form.supervisors)) {
    return { code: "bad-request", field: "form.supervisors" };
  }
  if (!named.holders.every(isPresent)) {
    return standingFailure(policy, "holder-unfit");
  }
  const broken = dutiesOf(form, []);
  return broken === null ? null : dutiesNotSeparate(policy, broken);
}

function isPresent(entry: DirectoryEntry | null): entry is DirectoryEntry {
  return entry !== null && !entry.revoked && !entry.outside && entry.certificatePem !== null;
}

function dutiesOf(form: StandingForm, deciders: readonly string[]): ReturnType<typeof brokenDuty> {
  return brokenDuty({ wearers: [], viewers: form.holders, supervisors: form.supervisors, deciders });
}

async function decide(
  parts: StandingParts,
  signed: SignedAct<StandingDecisionAct>,
): Promise<Result<StandingOrder, Failure>> {
  const { database, journal, clock, records } = parts;
  const { act, digest, cms } = signed;
  const order = await records.find(act.order);
  if (order === null) {
    return fail({ code: "not-found", subject: "standingOrder" });
  }
  if (order.decision?.digest === digest) {
    return ok(order);
  }
  const wrong = decisionFailure(parts, order, signed);
  if (wrong !== null) {
    return fail(wrong);
  }
  const { outcome } = act.form;
  await database.transaction().execute(async (change) => {
    journal.record({
      t: "hq.order",
      b: { order: order.id, number: order.number, digest, act: outcome, of: order.digest },
      person: act.person,
    });
    await change
      .insertInto("standing_step")
      .values({
        standing_order: order.id,
        what: outcome,
        person: act.person,
        taken_at: clock.now(),
        digest,
        cms,
        content: JSON.stringify(act.form),
      })
      .execute();
  });
  return ok(await kept(parts, order.id));
}

/** Who may not approve it, and what nobody may. */
function decisionFailure(
  { policy, clock }: StandingParts,
  order: StandingOrder,
  { act, signer }: SignedAct<StandingDecisionAct>,
): Failure | null {
  const { approver } = policy.urgent;
  const { person, roles } = signer.person;
  const broken = person === order.by.person ? "requester-decides" : dutiesOf(order.form, [person]);
  if (broken !== null) {
    return dutiesNotSeparate(policy, broken);
  }
  if (signer.outside || !roles.includes(approver.role)) {
    return notPermitted("standing.decide", approver.article);
  }
  if (order.state !== "proposed") {
    return { code: "already-decided" };
  }
  if (act.orderDigest !== order.digest) {
    return standingFailure(policy, "changed");
  }
  if (act.form.outcome === "refuse") {
    return groundArticle(policy, act.form.ground) === undefined ? { code: "bad-request", field: "form.ground" } : null;
  }
  const fault = orderFault(policy, order.form);
  return fault === null
    ? beyondAuthorisation(policy, signer, { act: "approve" }, clock.now(), [])
    : standingFailure(policy, fault);
}

/**
 * Takes an order back.
 *
 * Every grant under it that is still open is revoked with it, so that viewings under way end as at any other revocation.
 */
async function withdraw(
  parts: StandingParts,
  { act, signer, digest, cms }: SignedAct<StandingWithdrawalAct>,
): Promise<Result<StandingOrder, Failure>> {
  const { database, journal, policy, clock, records, revocations } = parts;
  const order = await records.find(act.order);
  if (order === null) {
    return fail({ code: "not-found", subject: "standingOrder" });
  }
  if (order.withdrawal?.digest === digest) {
    return ok(order);
  }
  const { person, roles } = signer.person;
  const may =
    person === order.by.person ||
    roles.some((role) => role === policy.urgent.approver.role || role === "administrator");
  if (!may) {
    return fail(notPermitted("standing.withdraw", policy.urgent.approver.article));
  }
  if (act.orderDigest !== order.digest) {
    return fail(standingFailure(policy, "changed"));
  }
  if (order.state === "withdrawn" || order.state === "refused") {
    return fail({ code: "already-decided" });
  }
  const now = clock.now();
  await database.transaction().execute(async (change) => {
    journal.record({
      t: "hq.order",
      b: { order: order.id, number: order.number, digest, act: "withdraw", of: order.digest },
      person,
    });
    await change
      .insertInto("standing_step")
      .values({
        standing_order: order.id,
        what: "withdraw",
        person,
        taken_at: now,
        digest,
        cms,
        content: JSON.stringify({ reason: act.reason }),
      })
      .execute();
    const open = await change
      .selectFrom("standing_use")
      .innerJoin("access_grant", "access_grant.request", "standing_use.request")
      .select(["grant_id", "access_grant.request"])
      .where("standing_order", "=", order.id)
      .where("revoked", "=", 0)
      .where("not_after", ">", now)
      .execute();
    for (const { grant_id: grant, request } of open) {
      journal.record({ t: "hq.revoke", b: { grant, request, digest, ground: "withdrawn" }, person });
      // oxlint-disable-next-line no-await-in-loop -- each is in the log before the next
      await revocations.state(change, {
        v: 1,
        t: "grant.revoke",
        grant,
        request,
        person,
        digest,
        ground: "withdrawn",
        article: policy.urgent.article,
        at: new Date(now).toISOString(),
      });
      // oxlint-disable-next-line no-await-in-loop
      await change.updateTable("request").set({ state: "revoked" }).where("request", "=", request).execute();
    }
  });
  return ok(await kept(parts, order.id));
}

async function kept({ records }: StandingParts, id: string): Promise<StandingOrder> {
  const order = await records.find(id);
  if (order === null) {
    throw new Error("standing order is not in its table");
  }
  return order;
}
