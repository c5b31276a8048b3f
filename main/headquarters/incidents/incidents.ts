import { randomBytes } from "node:crypto";
import type { IncidentAct, IncidentStepAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import {
  incidentFormSchema,
  incidentIdSchema,
  incidentStepSchema,
  type IncidentForm,
  type IncidentRecord,
  type IncidentStep,
} from "../../../shared/model/incident.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { SignedAct } from "../acts.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import { dutiesNotSeparate } from "../requests/checks.ts";
import { formNumber, yearOf } from "../form-number.ts";

interface Parts {
  readonly database: Database;
  readonly directory: Directory;
  readonly policy: PolicyPack;
  readonly journal: Journal;
  readonly clock: HeadquartersClock;
}

/** Incidents (违规登记, form F20): recorded, handled and closed by signed acts. */
export interface Incidents {
  /** Newest first: all for compliance, their own for those who may record. */
  list(reader: Person): Promise<Result<IncidentRecord[], Failure>>;
  /** The same bytes give the same incident again. */
  record(act: SignedAct<IncidentAct>): Promise<Result<IncidentRecord, Failure>>;
  /** Nobody acts on an incident about themselves (rule R8). */
  step(act: SignedAct<IncidentStepAct>): Promise<Result<IncidentRecord, Failure>>;
}

/** Opens the incidents over their tables; each act is in the log of headquarters before it is a row. */
export function openIncidents(parts: Parts): Incidents {
  const { database, directory, policy, journal, clock } = parts;
  const rows = () => database.selectFrom("incident").selectAll().orderBy("recorded_at", "desc").orderBy("seq", "desc");

  const personOf = async (id: string): Promise<Person> => {
    const entry = await directory.find(id);
    if (entry === null) {
      throw new Error("incident names a person the directory does not know");
    }
    return entry.person;
  };

  const toRecord = async (row: IncidentRow): Promise<IncidentRecord> => {
    const steps = await database
      .selectFrom("incident_step")
      .selectAll()
      .where("incident", "=", row.incident)
      .orderBy("seq")
      .execute();
    const form = incidentFormSchema.parse(JSON.parse(row.form));
    const taken = await Promise.all(
      steps.map(async (step) => ({
        form: incidentStepSchema.parse(JSON.parse(step.form)),
        by: await personOf(step.person),
        at: new Date(step.taken_at).toISOString(),
        digest: step.digest,
      })),
    );
    return {
      id: incidentIdSchema.parse(row.incident),
      number: row.number,
      state: stateAfter(taken.map((step) => step.form)),
      form,
      people: await Promise.all(
        form.people.map(async (person) => ({ person, name: (await directory.find(person))?.person.name ?? person })),
      ),
      by: await personOf(row.person),
      at: new Date(row.recorded_at).toISOString(),
      digest: row.digest,
      steps: taken,
    };
  };

  const find = async (column: "incident" | "digest", value: string): Promise<IncidentRecord | null> => {
    const row = await rows().where(column, "=", value).executeTakeFirst();
    return row === undefined ? null : toRecord(row);
  };

  const found = async (incident: string): Promise<IncidentRecord> => {
    const record = await find("incident", incident);
    if (record === null) {
      throw new Error("kept incident is not in its table");
    }
    return record;
  };

  const named = (form: IncidentForm, person: string): Failure | null =>
    form.people.some((one) => one === person) ? dutiesNotSeparate(policy, "named-settles") : null;

  const wrongWith = async (form: IncidentForm): Promise<Failure | null> => {
    const isLaw = policy.incidents.some(
      ({ category, severity, article }) =>
        category === form.category && article === form.article && (severity === "any" || form.severity === severity),
    );
    if (!isLaw) {
      return { code: "bad-request", field: "form.article" };
    }
    if (form.evidence.length === 0 && form.frames.length === 0) {
      return { code: "bad-request", field: "form.evidence" };
    }
    const known = await Promise.all(form.people.map((person) => directory.find(person)));
    if (known.includes(null)) {
      return { code: "bad-request", field: "form.people" };
    }
    const finding =
      form.finding === undefined
        ? undefined
        : await database.selectFrom("finding").select("id").where("id", "=", form.finding).executeTakeFirst();
    return form.finding !== undefined && finding === undefined ? { code: "not-found", subject: "finding" } : null;
  };

  return {
    list: async (reader) => {
      if (!mayRecord(reader)) {
        return fail({ code: "not-permitted", action: "incidents" });
      }
      const all = reader.roles.includes("compliance") ? rows() : rows().where("person", "=", reader.person);
      return ok(await Promise.all((await all.execute()).map(toRecord)));
    },

    record: async ({ act, signer, digest, cms }) => {
      const known = await find("digest", digest);
      if (known !== null) {
        return ok(known);
      }
      const person = signer.person.person;
      if (!mayRecord(signer.person)) {
        return fail({ code: "not-permitted", action: "incident.record" });
      }
      const wrong = named(act.form, person) ?? (await wrongWith(act.form));
      if (wrong !== null) {
        return fail(wrong);
      }
      const incident = `i-${randomBytes(10).toString("hex")}`;
      const now = clock.now();
      const year = yearOf(policy, now);
      await database.transaction().execute(async (change) => {
        const { last } = await change
          .selectFrom("incident")
          .select(({ fn }) => fn.max<number | null>("seq").as("last"))
          .where("year", "=", year)
          .executeTakeFirstOrThrow();
        const seq = (last ?? 0) + 1;
        const number = formNumber(policy, "F20", year, seq);
        const { category, severity, article, people, finding } = act.form;
        const about = finding === undefined ? {} : { finding };
        journal.record({
          t: "hq.admin",
          b: { act: "incident.record", incident, number, digest, category, severity, article, people, ...about },
          person,
        });
        await change
          .insertInto("incident")
          .values({
            incident,
            number,
            year,
            seq,
            person,
            recorded_at: now,
            digest,
            cms,
            form: JSON.stringify(act.form),
          })
          .execute();
      });
      return ok(await found(incident));
    },

    step: async ({ act, signer, digest, cms }) => {
      const record = await find("incident", act.incident);
      const { person, roles } = signer.person;
      const isAttested = act.form.step === "attest";
      if (!isAttested && !roles.includes("compliance")) {
        return fail({ code: "not-permitted", action: "incident.step" });
      }
      if (record === null) {
        return fail({ code: "not-found", subject: "incident" });
      }
      if (record.steps.some((step) => step.digest === digest)) {
        return ok(record);
      }
      // Whom it is about may sign that it was so; whoever recorded it has signed already.
      const wrong = isAttested ? recorder(record, person) : named(record.form, person);
      if (wrong !== null) {
        return fail(wrong);
      }
      if (act.incidentDigest !== record.digest) {
        return fail({ code: "bad-request", field: "incidentDigest" });
      }
      if (!mayFollow(record.state, act.form)) {
        return fail({ code: "already-decided" });
      }
      const { step } = act.form;
      const measure = act.form.step === "handle" ? { measure: act.form.measure } : {};
      journal.record({
        t: "hq.admin",
        b: { act: `incident.${step}`, incident: record.id, number: record.number, digest, ...measure },
        person,
      });
      await database
        .insertInto("incident_step")
        .values({
          digest,
          incident: record.id,
          person,
          taken_at: clock.now(),
          cms,
          form: JSON.stringify(act.form),
        })
        .execute();
      return ok(await found(record.id));
    },
  };
}

function mayRecord({ roles }: Person): boolean {
  return roles.includes("compliance") || roles.includes("roomSupervisor");
}

function recorder({ by }: IncidentRecord, person: string): Failure | null {
  return by.person === person ? { code: "not-permitted", action: "incident.attest" } : null;
}

function stateAfter(steps: readonly IncidentStep[]): IncidentRecord["state"] {
  if (steps.some(({ step }) => step === "close")) {
    return "closed";
  }
  return steps.some(({ step }) => step === "handle") ? "handled" : "open";
}

/** What was not handled is not closed, and what is closed stays so. */
function mayFollow(state: IncidentRecord["state"], { step }: IncidentStep): boolean {
  return state === "open" ? step !== "close" : state === "handled" && step !== "attest";
}

interface IncidentRow {
  readonly incident: string;
  readonly number: string;
  readonly person: string;
  readonly recorded_at: number;
  readonly digest: string;
  readonly form: string;
}
