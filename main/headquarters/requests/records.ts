import { brokenDuty } from "../../../shared/access/duties.ts";
import { approvalChain, decidingStep } from "../../../shared/access/policy/approval.ts";
import { approvalFacts } from "../../../shared/access/policy/facts.ts";
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
  type DecisionRecord,
  type RequestForm,
  type RequestRecord,
} from "../../../shared/model/request.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";

/** Reads requests back from their tables. */
export interface RequestRecords {
  find(request: string): Promise<RequestRecord | null>;
  byDigest(digest: string): Promise<RequestRecord | null>;
  /** The applicant's CMS bytes as they were filed. */
  cmsOf(request: string): Promise<Uint8Array>;
  /** Newest first. */
  list(): Promise<readonly RequestRecord[]>;
  /** True when a request of this person for one of the recordings was refused. */
  refusedBefore(person: string, assets: readonly string[]): Promise<boolean>;
  /** Persons who may decide on a request for this footage (rule R8), by id. */
  approvers(facts: { requester: Person; footage: readonly Footage[]; form: RequestForm }): Promise<readonly Person[]>;
}

/** Opens the tables `request`, `request_asset` and `decision` for reading. */
export function openRequestRecords(sources: {
  readonly database: Database;
  readonly directory: Directory;
  readonly catalogue: Catalogue;
  readonly policy: PolicyPack;
}): RequestRecords {
  const { database, directory, catalogue, policy } = sources;
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

  const decisionsOf = async (request: string): Promise<DecisionRecord[]> => {
    const decided = await database
      .selectFrom("decision")
      .selectAll()
      .where("request", "=", request)
      .orderBy("decided_at")
      .execute();
    return Promise.all(
      decided.map(async (row) => ({
        by: await personOf(row.person),
        at: new Date(row.decided_at).toISOString(),
        form: decisionFormSchema.parse(JSON.parse(row.form)),
        digest: row.digest,
      })),
    );
  };

  const approvers: RequestRecords["approvers"] = async ({ requester, footage, form }) => {
    const wearers = wearersOf(footage);
    const step = decidingStepOf(policy, { applicant: requester, footage, form });
    return (step === undefined ? [] : await directory.holding(step.role)).filter(
      ({ person }) =>
        brokenDuty({
          requester: requester.person,
          wearers,
          viewers: [requester.person],
          supervisors: [form.supervisor],
          deciders: [person],
        }) === null,
    );
  };

  const toRecord = async (row: RequestRow): Promise<RequestRecord> => {
    const form = requestFormSchema.parse(JSON.parse(row.form));
    const applicant = await personOf(row.person);
    const footage = await footageOf(form.assets.map(({ asset }) => asset));
    return {
      id: requestIdSchema.parse(row.request),
      number: row.number,
      state: requestStateSchema.parse(row.state),
      applicant,
      appliedAt: new Date(row.filed_at).toISOString(),
      form,
      digest: row.digest,
      footage,
      approvers: [...(await approvers({ requester: applicant, footage, form }))],
      checks: requestCheckSchema.array().parse(JSON.parse(row.checks)),
      decisions: await decisionsOf(row.request),
      ...(row.grant_id === null ? {} : { grant: row.grant_id }),
    };
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
  readonly form: string;
  readonly digest: string;
  readonly checks: string;
  readonly grant_id: string | null;
}

/** The step of the pack's chain that decides on a request; absent when the chain refuses or the pack has none. */
export function decidingStepOf(
  policy: PolicyPack,
  {
    applicant,
    footage,
    form,
  }: { readonly applicant: Person; readonly footage: readonly Footage[]; readonly form: RequestForm },
): ChainStep | undefined {
  return decidingStep(approvalChain(policy, approvalFacts(policy, { form, footage, applicantUnit: applicant.unit })));
}

/** Everybody who wore a camera that made one of the recordings. */
export function wearersOf(footage: readonly Footage[]): Person["person"][] {
  return [...new Set(footage.flatMap(({ wearers }) => wearers.map(({ person }) => person)))];
}
