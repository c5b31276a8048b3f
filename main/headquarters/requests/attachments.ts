import { groundArticle } from "../../../shared/access/policy/articles.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { attachmentSchema, type Attachment } from "../../../shared/model/request-steps.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { scanFacts } from "../../formats/scan.ts";
import type { Database } from "../database/database.ts";
import type { DirectoryEntry } from "../directory.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import type { Secrets } from "../secrets.ts";
import { notPermitted } from "./checks.ts";

/** One person may have no more than this many papers here that no request names. */
const mostLoose = 64;

/** Scans of an applicant's papers (form F4), sealed under custody and found by their digest. */
export interface Attachments {
  /** Takes one; the same bytes again are the same paper. The name is for people, and is never a path. */
  add(scan: { readonly name: string; readonly bytes: Uint8Array }, by: string): Promise<Result<Attachment, Failure>>;
  has(digest: string): Promise<boolean>;
  /** Its facts and bytes, for whoever checks or decides and for whoever handed it in. */
  open(digest: string, reader: DirectoryEntry): Promise<Result<{ attachment: Attachment; bytes: Uint8Array }, Failure>>;
}

interface Parts {
  readonly database: Database;
  readonly secrets: Pick<Secrets, "seal" | "open">;
  readonly journal: Journal;
  readonly policy: PolicyPack;
  readonly clock: HeadquartersClock;
}

/** Opens the papers over the table `attachment`. Nothing of them is on disk but sealed (rule R3). */
export function openAttachments({ database, secrets, journal, policy, clock }: Parts): Attachments {
  const find = (digest: string) =>
    database.selectFrom("attachment").selectAll().where("digest", "=", digest).executeTakeFirst();
  return {
    async add({ name, bytes }, by) {
      const facts = scanFacts(bytes);
      if (!facts.ok) {
        return fail({ code: "attachment-refused", reason: facts.reason });
      }
      const digest = sha256Hex(bytes);
      const known = await find(digest);
      if (known !== undefined) {
        return ok(toAttachment(known));
      }
      const { held } = await database
        .selectFrom("attachment")
        .select(({ fn }) => fn.countAll<number>().as("held"))
        .where("person", "=", by)
        .where("added_at", ">", clock.now() - 86_400_000)
        .executeTakeFirstOrThrow();
      if (held >= mostLoose) {
        return fail({ code: "attachment-refused", reason: "too-many" });
      }
      journal.record({
        t: "hq.custody",
        b: { asset: "attachment", digest, kind: facts.kind, bytes: bytes.length },
        person: by,
      });
      await database
        .insertInto("attachment")
        .values({
          digest,
          person: by,
          name: plainName(name),
          kind: facts.kind,
          bytes: bytes.length,
          pages: facts.pages,
          added_at: clock.now(),
          sealed: secrets.seal(`attachment/${digest}`, bytes),
        })
        .execute();
      return ok(toAttachment((await find(digest)) ?? missing()));
    },
    has: async (digest) => (await find(digest)) !== undefined,
    async open(digest, { person }) {
      const row = await find(digest);
      if (row === undefined) {
        return fail({ code: "not-found", subject: "request" });
      }
      if (row.person !== person.person && !person.roles.some((role) => readers.has(role))) {
        const failure = notPermitted("attachment.open", groundArticle(policy, "noAuthority"));
        journal.refuse({ attempt: "attachment.open", person: person.person, subject: digest }, failure);
        return fail(failure);
      }
      // An identity paper was looked at: that is an entry like any other access.
      journal.record({ t: "hq.custody", b: { asset: "attachment", digest, act: "open" }, person: person.person });
      return ok({ attachment: toAttachment(row), bytes: secrets.open(`attachment/${digest}`, row.sealed) });
    },
  };
}

const readers = new Set<string>(["approver", "legalOfficer", "archivist", "roomSupervisor", "compliance"]);

/** What a file was called, as far as it can do no harm: no path, no control signs, no change of direction. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/u).at(-1) ?? "";
  const plain = last.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").trim();
  return plain.slice(0, 96) || "scan";
}

function missing(): never {
  throw new Error("kept attachment is not in its table");
}

interface Row {
  readonly digest: string;
  readonly name: string;
  readonly kind: string;
  readonly bytes: number;
  readonly pages: number;
  readonly added_at: number;
}

function toAttachment({ digest, name, kind, bytes, pages, added_at }: Row): Attachment {
  return attachmentSchema.parse({ digest, name, kind, bytes, pages, at: new Date(added_at).toISOString() });
}
