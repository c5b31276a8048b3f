import { delegationActSchema, delegationEndActSchema } from "../../../shared/http/acts.ts";
import type { DelegationAct, DelegationEndAct } from "../../../shared/http/acts.ts";
import { decidingRoles } from "../../../shared/access/policy/approval.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { delegationSchema, type Delegation } from "../../../shared/model/request-steps.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { ActReader } from "../acts.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import type { Station } from "../stations.ts";
import { notPermitted } from "./checks.ts";

const longestDays = 60;

/** Who stands in for whom (代), by the approver's own signed act. */
export interface Delegations {
  /** Those in force now. */
  inForce(): Promise<readonly Delegation[]>;
  /** Those a person gave or received, newest first. */
  of(person: string): Promise<readonly Delegation[]>;
  cmsOf(digest: string): Promise<Uint8Array | null>;
  give(
    cms: Uint8Array,
    caller: { readonly station: Station; readonly person: string },
  ): Promise<Result<Delegation, Failure>>;
  end(
    cms: Uint8Array,
    caller: { readonly station: Station; readonly person: string },
  ): Promise<Result<Delegation, Failure>>;
}

interface Parts {
  readonly database: Database;
  readonly directory: Directory;
  readonly acts: ActReader;
  readonly journal: Journal;
  readonly policy: PolicyPack;
  readonly clock: HeadquartersClock;
}

/** Opens the delegations over their table. A delegation gives a post, never more than the deputy's own grade allows. */
export function openDelegations(parts: Parts): Delegations {
  const { database, directory, acts, journal, policy, clock } = parts;
  const rows = () => database.selectFrom("delegation").selectAll().orderBy("from_at", "desc");

  const toDelegation = async (row: Row): Promise<Delegation> => {
    const [by, deputy] = await Promise.all([directory.find(row.person), directory.find(row.deputy)]);
    return delegationSchema.parse({
      digest: row.digest,
      by: by?.person,
      deputy: deputy?.person,
      from: new Date(row.from_at).toISOString(),
      to: new Date(row.to_at).toISOString(),
      reason: row.reason,
      ...(row.ended_at === null ? {} : { endedAt: new Date(row.ended_at).toISOString() }),
    });
  };

  const kept = async (digest: string): Promise<Delegation> =>
    toDelegation(await rows().where("digest", "=", digest).executeTakeFirstOrThrow());

  const wrong = async ({ person, form }: DelegationAct): Promise<Failure | null> => {
    const [by, deputy] = await Promise.all([directory.find(person), directory.find(form.deputy)]);
    const deciding = decidingRoles(policy);
    if (by === null || !by.person.roles.some((role) => deciding.has(role))) {
      return notPermitted("delegation.give", groundArticle(policy, "noAuthority"));
    }
    const from = Date.parse(form.from);
    const to = Date.parse(form.to);
    if (!(from < to) || to <= clock.now() || to - from > longestDays * 86_400_000) {
      return { code: "bad-request", field: "form.to" };
    }
    const fit =
      deputy !== null && !deputy.revoked && !deputy.outside && deputy.certificatePem !== null && form.deputy !== person;
    return fit ? null : { code: "bad-request", field: "form.deputy" };
  };

  return {
    async inForce() {
      const now = clock.now();
      const found = await rows()
        .where("from_at", "<=", now)
        .where("to_at", ">", now)
        .where("ended_at", "is", null)
        .execute();
      return Promise.all(found.map(toDelegation));
    },
    async of(person) {
      const found = await rows()
        .where((row) => row.or([row("person", "=", person), row("deputy", "=", person)]))
        .execute();
      return Promise.all(found.map(toDelegation));
    },
    async cmsOf(digest) {
      const row = await rows().where("digest", "=", digest).executeTakeFirst();
      return row === undefined ? null : new Uint8Array(row.cms);
    },
    async give(cms, { station, person }) {
      const opened = await acts.open<DelegationAct>(cms, delegationActSchema, station);
      if (!opened.ok) {
        return opened;
      }
      const { act, digest } = opened.value;
      if (act.person !== person) {
        return fail({ code: "not-signed-in" });
      }
      const known = await rows()
        .where((row) =>
          row.or([row("digest", "=", digest), row.and([row("person", "=", person), row("nonce", "=", act.nonce)])]),
        )
        .executeTakeFirst();
      if (known !== undefined) {
        return known.digest === digest ? ok(await toDelegation(known)) : fail({ code: "bad-request", field: "nonce" });
      }
      const failure = await wrong(act);
      if (failure !== null) {
        return fail(failure);
      }
      const { deputy, from, to, reason } = act.form;
      journal.record({ t: "hq.request", b: { request: "delegation", digest, act: "give", deputy, from, to }, person });
      await database
        .insertInto("delegation")
        .values({
          digest,
          person,
          nonce: act.nonce,
          deputy,
          from_at: Date.parse(from),
          to_at: Date.parse(to),
          reason,
          cms,
          ended_at: null,
        })
        .execute();
      return ok(await kept(digest));
    },
    async end(cms, { station, person }) {
      const opened = await acts.open<DelegationEndAct>(cms, delegationEndActSchema, station);
      if (!opened.ok) {
        return opened;
      }
      const { act, digest } = opened.value;
      const row = await rows().where("digest", "=", act.delegation).executeTakeFirst();
      if (row === undefined || row.person !== person || act.person !== person) {
        return fail(notPermitted("delegation.end", groundArticle(policy, "noAuthority")));
      }
      if (row.ended_at === null) {
        journal.record({
          t: "hq.request",
          b: { request: "delegation", digest, act: "end", delegation: row.digest },
          person,
        });
        await database
          .updateTable("delegation")
          .set({ ended_at: clock.now() })
          .where("digest", "=", row.digest)
          .execute();
      }
      return ok(await kept(row.digest));
    },
  };
}

interface Row {
  readonly digest: string;
  readonly person: string;
  readonly deputy: string;
  readonly from_at: number;
  readonly to_at: number;
  readonly reason: string;
  readonly ended_at: number | null;
}
