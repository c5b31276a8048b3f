import { randomBytes } from "node:crypto";
import { isInForce } from "../../../shared/access/authorisation.ts";
import { declaredFor, firstDue, overlaps, reviewerOf, truePeriod } from "../../../shared/access/declarations.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import { declarationForms, declarationKinds, declaringRoles } from "../../../shared/declarations.ts";
import type { DeclarationAct, DeclarationDecisionAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import {
  declarationDecisionSchema,
  declarationFormSchema,
  declarationIdSchema,
  type Declaration,
  type DeclarationForm,
} from "../../../shared/model/declaration.ts";
import { footageSchema, type Footage } from "../../../shared/model/footage.ts";
import type { Person, Role } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { timeCheckRoles } from "../../../shared/time-verdicts.ts";
import type { SignedAct } from "../acts.ts";
import type { Database } from "../database/database.ts";
import type { Directory, DirectoryEntry } from "../directory.ts";
import { formNumber, yearOf } from "../form-number.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import { dutiesNotSeparate, notPermitted } from "../requests/checks.ts";

interface Parts {
  readonly database: Database;
  readonly directory: Directory;
  readonly policy: PolicyPack;
  readonly journal: Journal;
  readonly clock: HeadquartersClock;
}

/** Declarations about times: 《执法记录仪暂停使用登记表》 (form F15) and 延期移交审批 (form F19), each a signed act. */
export interface Declarations {
  /** Newest first: all for those who review or check times, their own for others. */
  list(reader: DirectoryEntry): Promise<Result<Declaration[], Failure>>;
  /**
   * Takes a declaration by whoever wore the camera. The same bytes give the same declaration again.
   *
   * Refuses a camera that others wore, a period that overlaps an earlier declaration of the kind, an extension that is
   * asked for after the day on which the law wanted the recordings, and times that cannot be.
   */
  file(act: SignedAct<DeclarationAct>): Promise<Result<Declaration, Failure>>;
  /** Takes the word of the leader whom the pack names: of a higher grade, and nobody who declared or wore it (rule R8). */
  decide(act: SignedAct<DeclarationDecisionAct>): Promise<Result<Declaration, Failure>>;
  /** The same recordings with what was approved about their cameras. */
  declaredOn(footage: readonly Footage[]): Promise<Footage[]>;
}

const refused = (reason: Extract<Failure, { code: "declaration" }>["reason"], article?: string): Failure => ({
  code: "declaration",
  reason,
  ...(article === undefined ? {} : { article }),
});

/** Who reads the whole register beside those who review: whoever checks times, and the archive. */
const readers: ReadonlySet<Role> = new Set([...timeCheckRoles, "archivist"]);
/** Recordings of one camera that are looked at; more than any camera makes in years. */
const mostRecordings = 5000;
const lowestGrade = 5;

/** Opens the declarations over their tables; each act is in the log of headquarters before it is a row. */
export function openDeclarations(parts: Parts): Declarations {
  const { database, directory, policy, journal, clock } = parts;

  const personOf = async (id: string): Promise<Person> => {
    const entry = await directory.find(id);
    if (entry === null) {
      throw new Error("declaration by a person the directory does not know");
    }
    return entry.person;
  };

  const rows = () =>
    database
      .selectFrom("declaration")
      .leftJoin("declaration_decision as decided", "decided.declaration", "declaration.declaration")
      .selectAll("declaration")
      .select([
        "decided.digest as word_digest",
        "decided.person as word_person",
        "decided.taken_at as word_at",
        "decided.form as word",
      ])
      .orderBy("filed_at", "desc")
      .orderBy("declaration.seq", "desc");

  const toDeclaration = async (row: Row): Promise<Declaration> => {
    const word = row.word === null ? undefined : declarationDecisionSchema.parse(JSON.parse(row.word));
    return {
      id: declarationIdSchema.parse(row.declaration),
      number: row.number,
      state: word === undefined ? "filed" : word.agree ? "approved" : "refused",
      form: declarationFormSchema.parse(JSON.parse(row.form)),
      by: await personOf(row.person),
      at: new Date(row.filed_at).toISOString(),
      digest: row.digest,
      ...(word === undefined
        ? {}
        : {
            decision: {
              form: word,
              by: await personOf(row.word_person ?? ""),
              at: new Date(row.word_at ?? 0).toISOString(),
              digest: row.word_digest ?? "",
            },
          }),
    };
  };

  const find = async (column: "declaration" | "digest", value: string): Promise<Declaration | null> => {
    const row = await rows().where(`declaration.${column}`, "=", value).executeTakeFirst();
    return row === undefined ? null : toDeclaration(row);
  };

  const found = async (id: string): Promise<Declaration> => {
    const declaration = await find("declaration", id);
    if (declaration === null) {
      throw new Error("kept declaration is not in its table");
    }
    return declaration;
  };

  const ofDevice = async (device: string): Promise<Declaration[]> =>
    Promise.all((await rows().where("device", "=", device).execute()).map(toDeclaration));

  const recordingsOf = async (device: string): Promise<Footage[]> => {
    const kept = await database
      .selectFrom("footage")
      .select("record")
      .where("device", "=", device)
      .orderBy("recorded_from", "desc")
      .limit(mostRecordings)
      .execute();
    return kept.map(({ record }) => footageSchema.parse(JSON.parse(record)));
  };

  const wrongWith = async (form: DeclarationForm, person: string): Promise<Failure | null> => {
    const reviewer = reviewerOf(policy, form.kind);
    if (reviewer === null) {
      return refused(form.kind === "suspension" ? "no-reviewer" : "no-extension");
    }
    const recordings = await recordingsOf(form.device);
    const camera = cameraFailure(form, recordings, person, reviewer.article);
    if (camera !== null) {
      return camera;
    }
    const others = (await ofDevice(form.device)).filter(
      (one) => one.state !== "refused" && one.form.kind === form.kind && one.by.person === person,
    );
    return (
      timesFailure(policy, form, clock.now(), reviewer.article) ??
      spokenFailure(form, recordings) ??
      (others.some((one) => overlaps(one.form, form)) ? refused("overlaps", reviewer.article) : null)
    );
  };

  return {
    list: async (reader) => {
      const { person, roles } = reader.person;
      if (reader.outside) {
        return fail(notPermitted("declarations", groundArticle(policy, "noAuthority")));
      }
      const reviewing = new Set(declarationKinds.map((kind) => reviewerOf(policy, kind)?.role));
      const isWhole = roles.some((role) => readers.has(role) || reviewing.has(role));
      const all = isWhole ? rows() : rows().where("declaration.person", "=", person);
      return ok(await Promise.all((await all.execute()).map(toDeclaration)));
    },

    file: async ({ act: { form }, signer, digest, cms }) => {
      const before = await find("digest", digest);
      if (before !== null) {
        return ok(before);
      }
      const { person, roles } = signer.person;
      if (signer.outside || !declaringRoles.some((role) => roles.includes(role))) {
        return fail(notPermitted("declarations:file", groundArticle(policy, "noAuthority")));
      }
      const wrong = await wrongWith(form, person);
      if (wrong !== null) {
        return fail(wrong);
      }
      const declaration = `t-${randomBytes(10).toString("hex")}`;
      const now = clock.now();
      const year = yearOf(policy, now);
      const { kind, device } = form;
      await database.transaction().execute(async (change) => {
        const { last } = await change
          .selectFrom("declaration")
          .select(({ fn }) => fn.max<number | null>("seq").as("last"))
          .where("kind", "=", kind)
          .where("year", "=", year)
          .executeTakeFirstOrThrow();
        const seq = (last ?? 0) + 1;
        const number = formNumber(policy, declarationForms[kind], year, seq);
        const { from, to, reason } = form;
        journal.record({
          t: "hq.admin",
          b: { act: "declaration.file", declaration, number, digest, device, from, to, reason },
          person,
        });
        await change
          .insertInto("declaration")
          .values({
            declaration,
            kind,
            number,
            year,
            seq,
            person,
            device,
            filed_at: now,
            digest,
            cms,
            form: JSON.stringify(form),
          })
          .execute();
      });
      return ok(await found(declaration));
    },

    decide: async ({ act, signer, digest, cms }) => {
      const declaration = await find("declaration", act.declaration);
      if (declaration === null) {
        return fail({ code: "not-found", subject: "declaration" });
      }
      if (declaration.decision?.digest === digest) {
        return ok(declaration);
      }
      const recordings = await recordingsOf(declaration.form.device);
      const filer = await directory.find(declaration.by.person);
      const wrong =
        act.declarationDigest === declaration.digest
          ? reviewFailure(policy, declaration, { signer, filer, recordings, now: clock.now() })
          : ({ code: "bad-request", field: "declarationDigest" } as const);
      if (wrong !== null) {
        return fail(wrong);
      }
      const { person } = signer.person;
      const { id, number } = declaration;
      journal.record({
        t: "hq.admin",
        b: { act: "declaration.decide", declaration: id, number, digest, agree: String(act.form.agree) },
        person,
      });
      await database
        .insertInto("declaration_decision")
        .values({ declaration: id, digest, person, taken_at: clock.now(), cms, form: JSON.stringify(act.form) })
        .execute();
      return ok(await found(id));
    },

    declaredOn: async (footage) => {
      const devices = [...new Set(footage.map(({ device }) => device))];
      const approved = (await Promise.all(devices.map(ofDevice))).flat();
      return footage.map((one) => {
        const declared = declaredFor(one, approved);
        return declared.length === 0 ? one : { ...one, declared };
      });
    },
  };
}

/** Nobody declares about a camera that they did not wear: it must be known, theirs, and nobody else's in that period. */
function cameraFailure(
  form: DeclarationForm,
  recordings: readonly Footage[],
  person: string,
  article: string,
): Failure | null {
  if (recordings.length === 0) {
    return refused("device-unknown", article);
  }
  const isWorn = ({ wearers }: Footage): boolean => wearers.some((wearer) => wearer.person === person);
  const isOthers = recordings.some((one) => overlaps(form, truePeriod(one)) && !isWorn(one));
  return isOthers || !recordings.some(isWorn) ? refused("other-device", article) : null;
}

function timesFailure(policy: PolicyPack, form: DeclarationForm, now: number, article: string): Failure | null {
  if (Date.parse(form.to) > now) {
    return refused("wrong-times", article);
  }
  if (form.kind === "suspension") {
    const reported = Date.parse(form.reportedAt);
    return reported < Date.parse(form.from) || reported > now ? refused("wrong-times", article) : null;
  }
  const first = firstDue(policy, form);
  if (first !== null && now > (first.due ?? now)) {
    return refused("deadline-passed", first.article);
  }
  return Date.parse(form.until) <= Math.max(now, first?.due ?? now) ? refused("wrong-times", article) : null;
}

/** The spoken explanation is a frame of a recording of the same camera. */
function spokenFailure(form: DeclarationForm, recordings: readonly Footage[]): Failure | null {
  if (form.kind === "extension" || form.spoken === undefined) {
    return null;
  }
  const { asset, frame } = form.spoken;
  const isThere = recordings.some((one) => one.asset === asset && frame < one.frames);
  return isThere ? null : { code: "bad-request", field: "form.spoken" };
}

function reviewFailure(
  policy: PolicyPack,
  { form, by, decision }: Declaration,
  {
    signer,
    filer,
    recordings,
    now,
  }: {
    readonly signer: DirectoryEntry;
    readonly filer: DirectoryEntry | null;
    readonly recordings: readonly Footage[];
    readonly now: number;
  },
): Failure | null {
  const reviewer = reviewerOf(policy, form.kind);
  const { person, roles } = signer.person;
  if (by.person === person) {
    return dutiesNotSeparate(policy, "declarer-decides", reviewer?.article);
  }
  if (reviewer === null || signer.outside || !roles.includes(reviewer.role)) {
    return notPermitted("declarations:decide", reviewer?.article);
  }
  if (decision !== undefined) {
    return refused("decided", reviewer.article);
  }
  const worn = recordings.filter((one) => overlaps(form, truePeriod(one)));
  if (worn.some(({ wearers }) => wearers.some((wearer) => wearer.person === person))) {
    return dutiesNotSeparate(policy, "wearer-decides", reviewer.article);
  }
  return gradeOf(signer, now) < gradeOf(filer, now) ? null : refused("grade-too-low", reviewer.article);
}

/** Grade of form F17, 1 being the highest; without one in force nobody is above anybody. */
function gradeOf(entry: DirectoryEntry | null, now: number): number {
  const held = entry?.authorisation ?? null;
  return held !== null && isInForce(held, now) ? held.grade : lowestGrade;
}

interface Row {
  readonly declaration: string;
  readonly number: string;
  readonly person: string;
  readonly filed_at: number;
  readonly digest: string;
  readonly form: string;
  readonly word_digest: string | null;
  readonly word_person: string | null;
  readonly word_at: number | null;
  readonly word: string | null;
}
