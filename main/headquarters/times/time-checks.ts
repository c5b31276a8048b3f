import type { Failure } from "../../../shared/failure.ts";
import type { TimeCheckAct } from "../../../shared/http/acts.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { timeCheckFormSchema, type TimeCheck, type TimeCheckForm } from "../../../shared/model/time-check.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { timeCheckRoles } from "../../../shared/time-verdicts.ts";
import { timeTruth } from "../../../shared/time/time-truth.ts";
import { canonicalText } from "../../formats/canonical-json.ts";
import type { SignedAct } from "../acts.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Database } from "../database/database.ts";
import type { Directory, DirectoryEntry } from "../directory.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import type { Declarations } from "./declarations.ts";
import { dutiesNotSeparate } from "../requests/checks.ts";

interface Parts {
  readonly database: Database;
  readonly directory: Directory;
  readonly catalogue: Pick<Catalogue, "show">;
  readonly declarations: Pick<Declarations, "declaredOn">;
  readonly policy: PolicyPack;
  readonly journal: Journal;
  readonly clock: HeadquartersClock;
}

/** Verdicts on the times of recordings (O-63), each a signed act; nothing is ever removed. */
export interface TimeChecks {
  /** Of one recording, newest first; for whoever may know of the recording. */
  list(asset: string, reader: DirectoryEntry): Promise<Result<TimeCheck[], Failure>>;
  /**
   * Takes a verdict by a legal officer, inspector or compliance officer who did not wear the camera (rule R8, O-62).
   *
   * The facts are worked out again from the catalogue and the pack in force; a form with other facts is refused, so
   * nobody signs what is no longer so. The same bytes give the same verdict again.
   */
  record(act: SignedAct<TimeCheckAct>): Promise<Result<TimeCheck, Failure>>;
}

/** Opens the verdicts over their table; each is in the log of headquarters before it is a row. */
export function openTimeChecks(parts: Parts): TimeChecks {
  const { database, directory, catalogue, declarations, policy, journal, clock } = parts;

  const toCheck = async (row: { person: string; taken_at: number; form: string; digest: string }) => {
    const entry = await directory.find(row.person);
    if (entry === null) {
      throw new Error("verdict by a person the directory does not know");
    }
    return {
      form: timeCheckFormSchema.parse(JSON.parse(row.form)),
      by: entry.person,
      at: new Date(row.taken_at).toISOString(),
      digest: row.digest,
    };
  };

  const known = async (digest: string): Promise<TimeCheck | null> => {
    const row = await database.selectFrom("time_check").selectAll().where("digest", "=", digest).executeTakeFirst();
    return row === undefined ? null : toCheck(row);
  };

  return {
    async list(asset, reader) {
      if ((await catalogue.show(asset, reader)) === null) {
        return fail({ code: "not-found", subject: "footage" });
      }
      const rows = await database
        .selectFrom("time_check")
        .selectAll()
        .where("asset", "=", asset)
        .orderBy("seq", "desc")
        .execute();
      return ok(await Promise.all(rows.map(toCheck)));
    },

    async record({ act: { form }, signer, digest, cms }) {
      const before = await known(digest);
      if (before !== null) {
        return ok(before);
      }
      if (!mayCheck(signer.person)) {
        return fail({ code: "not-permitted", action: "times.sign" });
      }
      const seen = await catalogue.show(form.asset, signer);
      const [footage] = seen === null ? [] : await declarations.declaredOn([seen]);
      if (footage === undefined) {
        return fail({ code: "not-found", subject: "footage" });
      }
      const wrong = worn(footage, signer.person, policy) ?? wrongWith(form, footage, policy);
      if (wrong !== null) {
        return fail(wrong);
      }
      const { person } = signer.person;
      const { asset, verdict, facts } = form;
      journal.record({
        t: "hq.admin",
        b: { act: "times.sign", asset, digest, verdict, proposal: facts.proposal },
        person,
      });
      await database
        .insertInto("time_check")
        .values({ asset, person, taken_at: clock.now(), digest, cms, form: JSON.stringify(form) })
        .execute();
      const taken = await known(digest);
      if (taken === null) {
        throw new Error("kept verdict is not in its table");
      }
      return ok(taken);
    },
  };
}

function mayCheck({ roles }: Person): boolean {
  return timeCheckRoles.some((role) => roles.includes(role));
}

function worn(footage: Footage, { person }: Person, policy: PolicyPack): Failure | null {
  return footage.wearers.some((wearer) => wearer.person === person) ? dutiesNotSeparate(policy, "wearer-checks") : null;
}

function wrongWith(form: TimeCheckForm, footage: Footage, policy: PolicyPack): Failure | null {
  if (form.manifestDigest !== footage.manifestDigest) {
    return { code: "bad-request", field: "form.manifestDigest" };
  }
  if (form.pack.pack !== policy.pack || form.pack.version !== policy.version) {
    return { code: "bad-request", field: "form.pack" };
  }
  if (canonicalText(timeTruth(footage, policy, form.documents)) !== canonicalText(form.facts)) {
    return { code: "bad-request", field: "form.facts" };
  }
  const needsReason = form.verdict !== "agrees" || form.verdict !== form.facts.proposal;
  return needsReason && form.note.length < 4 ? { code: "bad-request", field: "form.note" } : null;
}
