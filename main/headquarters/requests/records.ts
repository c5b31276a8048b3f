import { brokenDuty } from "../../../shared/access/duties.ts";
import type { SignedStep } from "../../../shared/access/chain.ts";
import { approvalChain, signedSteps, type ApprovalChain } from "../../../shared/access/policy/approval.ts";
import { approvalFacts } from "../../../shared/access/policy/facts.ts";
import { openState } from "../../../shared/access/request-flow.ts";
import { dateIn } from "../../../shared/time/local-day.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { ChainStep } from "../../../shared/model/policy/chains.ts";
import {
  decisionFormSchema,
  requestCheckSchema,
  requestFormSchema,
  requestIdSchema,
  requestStateSchema,
  type ChainProgress,
  type DecisionRecord,
  type RequestForm,
  type RequestRecord,
  type RequestState,
} from "../../../shared/model/request.ts";
import type { Transition } from "../../../shared/model/request-steps.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { HeadquartersClock } from "../port.ts";
import type { StandingRecords } from "../standing-orders/records.ts";
import type { Delegations } from "./delegations.ts";
import { consultationOf, papersOf, stepsOf, transitionOf, type KeptStep } from "./way.ts";
import { liftingsStanding, withholdingOf } from "./withholding.ts";

/** Reads requests back from their tables. */
export interface RequestRecords {
  find(request: string): Promise<RequestRecord | null>;
  byDigest(digest: string): Promise<RequestRecord | null>;
  /** The applicant's CMS bytes as they were filed last. */
  cmsOf(request: string): Promise<Uint8Array>;
  /** CMS bytes of the steps that were signed on the request as it stands, in order, each with the delegation behind it. */
  signaturesOf(request: RequestRecord): Promise<readonly { cms: Uint8Array; delegation: string | null }[]>;
  /** CMS bytes of every lifting of the request's grants: what was asked and agreed, and last what waits for a word. */
  liftingsOf(request: RequestRecord): Promise<readonly Uint8Array[]>;
  /** Newest first. */
  list(): Promise<readonly RequestRecord[]>;
  /** True when a request of this person for one of the recordings was refused. */
  refusedBefore(person: string, assets: readonly string[]): Promise<boolean>;
  /** Persons who may sign a step of the chain (rule R8), by id; deputies are among them. */
  approvers(facts: {
    requester: Person;
    footage: readonly Footage[];
    form: RequestForm;
    step: ChainStep | undefined;
    signed: readonly DecisionRecord[];
  }): Promise<readonly Person[]>;
}

/** Opens the tables `request`, `request_asset` and `decision` for reading. */
export function openRequestRecords(sources: {
  readonly database: Database;
  readonly directory: Directory;
  readonly catalogue: Catalogue;
  /** The pack that was in force at a moment: a request goes by that of the day on which it was filed. */
  readonly policyAt: (moment: number) => PolicyPack;
  readonly delegations: Pick<Delegations, "inForce">;
  readonly standing: Pick<StandingRecords, "ofRequest">;
  readonly clock: HeadquartersClock;
}): RequestRecords {
  const { database, directory, catalogue, policyAt, delegations, standing, clock } = sources;
  const rows = () => database.selectFrom("request").selectAll().orderBy("filed_at", "desc").orderBy("seq", "desc");

  const personOf = async (id: string): Promise<Person> => {
    const entry = await directory.find(id);
    if (entry === null) {
      throw new Error("request names a person the directory does not know");
    }
    return entry.person;
  };

  const footageOf = async (assets: readonly string[]): Promise<Footage[]> => {
    const entries = await Promise.all(assets.map((asset) => catalogue.find(asset)));
    return entries.flatMap((entry) => (entry === null ? [] : [entry.footage]));
  };

  const decisionsOf = async (request: string, requestDigest: string): Promise<KeptDecision[]> => {
    const decided = await database
      .selectFrom("decision")
      .selectAll()
      .where("request", "=", request)
      .orderBy("decided_at")
      .orderBy("step")
      .execute();
    return Promise.all(
      decided.map(async (row): Promise<KeptDecision> => {
        const decision = {
          by: await personOf(row.person),
          at: new Date(row.decided_at).toISOString(),
          form: decisionFormSchema.parse(JSON.parse(row.form)),
          digest: row.digest,
          step: row.step,
        };
        const deputyFor = row.deputy_for === null ? null : await personOf(row.deputy_for);
        return {
          decision: deputyFor === null ? decision : { ...decision, deputyFor },
          stands: row.request_digest === requestDigest,
          entry: row.entry,
        };
      }),
    );
  };

  const approvers: RequestRecords["approvers"] = async ({ requester, footage, form, step, signed }) => {
    if (step === undefined) {
      return [];
    }
    const holders = await directory.holding(step.role);
    const away = (await delegations.inForce()).filter(({ by }) => holders.some(({ person }) => person === by.person));
    const hands = new Set(signed.flatMap(({ by, deputyFor }) => [by.person, deputyFor?.person ?? by.person]));
    const fit = ({ person }: Person): boolean =>
      !hands.has(person) &&
      brokenDuty({
        requester: requester.person,
        wearers: wearersOf(footage),
        viewers: [requester.person],
        supervisors: [form.supervisor],
        deciders: [person],
      }) === null;
    const deputies = away.filter(({ by, deputy }) => fit(by) && fit(deputy)).map(({ deputy }) => deputy);
    const all = [...holders.filter(fit), ...deputies];
    return all.filter(({ person }, index) => all.findIndex((other) => other.person === person) === index);
  };

  const toRecord = async (row: RequestRow): Promise<RequestRecord> => {
    const policy = policyAt(row.filed_at);
    const form = requestFormSchema.parse(JSON.parse(row.form));
    const applicant = await personOf(row.person);
    const footage = await footageOf(form.assets.map(({ asset }) => asset));
    const underOrder = await standing.ofRequest(row.request);
    // Granted under a standing order: nobody signs a step of its own.
    const chain: ApprovalChain =
      underOrder === undefined ? chainOf(policy, { applicant, footage, form }) : { kind: "none", articles: [] };
    const all = await decisionsOf(row.request, row.digest);
    const decisions = all.filter(({ stands }) => stands).map(({ decision }) => decision);
    const steps = await stepsOf(database, row.request);
    const papers = await papersOf(policy, form, steps, personOf);
    const consultation = consultationOf(policy, form, footage, steps);
    const kept = requestStateSchema.parse(row.state);
    const state = waiting.has(kept)
      ? openState({ papers, consultation }, dateIn(policy.authority.timeZone, clock.now()))
      : kept;
    const withholding = await withholdingOf(policy, decisions, steps, personOf);
    const next = state === "pending" ? signedSteps(chain)[decisions.length] : undefined;
    return {
      id: requestIdSchema.parse(row.request),
      number: row.number,
      state,
      applicant,
      appliedAt: new Date(row.filed_at).toISOString(),
      form,
      digest: row.digest,
      footage,
      approvers: [...(await approvers({ requester: applicant, footage, form, step: next, signed: decisions }))],
      chain: progressOf(chain, decisions.length, state),
      papers,
      ...(consultation === undefined ? {} : { consultation }),
      transitions: await transitionsOf(row, all, steps, applicant),
      checks: requestCheckSchema.array().parse(JSON.parse(row.checks)),
      decisions,
      ...(withholding === undefined ? {} : { withholding }),
      ...(underOrder === undefined ? {} : { standing: underOrder }),
      ...(row.grant_id === null ? {} : { grant: row.grant_id }),
    };
  };

  const transitionsOf = async (
    row: RequestRow,
    decisions: readonly KeptDecision[],
    steps: readonly KeptStep[],
    applicant: Person,
  ): Promise<Transition[]> => {
    const first = steps.find(({ what }) => what === "complete")?.requestDigest ?? row.digest;
    const decided = decisions.map(({ decision: { by, at, form, digest }, entry }): Transition => {
      const taken = { at, by, what: form.outcome, digest, note: form.opinion };
      return entry === null ? taken : { ...taken, entry };
    });
    const moved = await Promise.all(steps.map((step) => transitionOf(step, personOf)));
    const filed: Transition = {
      at: new Date(row.first_filed_at ?? row.filed_at).toISOString(),
      by: applicant,
      what: "file",
      digest: first,
      note: "",
    };
    return [filed, ...[...decided, ...moved].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))];
  };

  const one = async (column: "request" | "digest", value: string): Promise<RequestRecord | null> => {
    const row = await rows().where(column, "=", value).executeTakeFirst();
    return row === undefined ? null : toRecord(row);
  };

  return {
    find: (request) => one("request", request),
    byDigest: (digest) => one("digest", digest),
    async cmsOf(request) {
      const row = await database
        .selectFrom("request")
        .select("cms")
        .where("request", "=", request)
        .executeTakeFirstOrThrow();
      return new Uint8Array(row.cms);
    },
    async signaturesOf({ id, digest }) {
      const found = await database
        .selectFrom("decision")
        .select(["cms", "delegation"])
        .where("request", "=", id)
        .where("request_digest", "=", digest)
        .orderBy("step")
        .execute();
      return found.map(({ cms, delegation }) => ({ cms: new Uint8Array(cms), delegation }));
    },
    async liftingsOf({ id }) {
      const found = await database
        .selectFrom("request_step")
        .select(["cms", "digest", "what", "content"])
        .where("request", "=", id)
        .where("what", "in", ["lift", "liftWord"])
        .orderBy("seq")
        .execute();
      return liftingsStanding(found).map((cms) => new Uint8Array(cms));
    },
    async list() {
      return Promise.all((await rows().execute()).map(toRecord));
    },
    async refusedBefore(person, assets) {
      const row = await database
        .selectFrom("request")
        .innerJoin("request_asset", "request_asset.request", "request.request")
        .select("request.request")
        .where("person", "=", person)
        .where("state", "=", "refused")
        .where("asset", "in", assets)
        .executeTakeFirst();
      return row !== undefined;
    },
    approvers,
  };
}

interface RequestRow {
  readonly request: string;
  readonly number: string;
  readonly state: string;
  readonly person: string;
  readonly filed_at: number;
  readonly first_filed_at: number | null;
  readonly form: string;
  readonly digest: string;
  readonly checks: string;
  readonly grant_id: string | null;
}

/** A decision with what is kept of it beside what people see. */
interface KeptDecision {
  readonly decision: DecisionRecord;
  /** It was on the request as it stands now. */
  readonly stands: boolean;
  readonly entry: number | null;
}

const waiting: ReadonlySet<RequestState> = new Set(["papers", "consultation", "pending"]);

/** The pack's chain for a request. */
export function chainOf(
  policy: PolicyPack,
  {
    applicant,
    footage,
    form,
  }: { readonly applicant: Person; readonly footage: readonly Footage[]; readonly form: RequestForm },
): ApprovalChain {
  return approvalChain(policy, approvalFacts(policy, { form, footage, applicantUnit: applicant.unit }));
}

/** The steps signed so far, for the judge of chains; what was accepted once held its post then. */
export function signedSoFar({ decisions, digest }: RequestRecord, chain: ApprovalChain): SignedStep[] {
  const steps = signedSteps(chain);
  return decisions.map((decision, index) => {
    const role = steps[index]?.role;
    return {
      person: decision.by.person,
      digest: decision.digest,
      step: decision.step,
      previous: decisions.slice(0, index).map((before) => before.digest),
      requestDigest: digest,
      form: decision.form,
      post: {
        person: decision.deputyFor?.person ?? decision.by.person,
        roles: role === undefined ? [] : [role],
      },
    };
  });
}

function progressOf(chain: ApprovalChain, signed: number, state: RequestState): ChainProgress[] {
  const steps = chain.kind === "steps" ? chain.steps : [];
  let place = 0;
  return steps.map(({ kind, role, title, article }) => {
    const index = kind === "provide" ? Number.POSITIVE_INFINITY : place++;
    const isCurrent = state === "pending" && index === signed;
    return { kind, role, title, article, state: index < signed ? "done" : isCurrent ? "current" : "waiting" };
  });
}

/** Everybody who wore a camera that made one of the recordings. */
export function wearersOf(footage: readonly Footage[]): Person["person"][] {
  return [...new Set(footage.flatMap(({ wearers }) => wearers.map(({ person }) => person)))];
}
