import { z } from "zod";
import { lintPolicy } from "../../../shared/access/policy/lint.ts";
import type { Failure } from "../../../shared/failure.ts";
import {
  longestAheadDays,
  policyOfferStateSchema,
  type OfferedPack,
  type PolicyOffer,
} from "../../../shared/model/policy-offer.ts";
import { textSchema } from "../../../shared/model/policy/text.ts";
import { personIdSchema, type Person } from "../../../shared/model/person.ts";
import type { AdministrationRefusal } from "../../../shared/refusals.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { addDays, dateIn, startOfDate } from "../../../shared/time/local-day.ts";
import { base64, fromUtf8, utf8 } from "../../formats/bytes.ts";
import { sha256Hex } from "../../formats/digest.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import type { Session } from "../sessions.ts";
import type { Trust } from "../trust.ts";
import { PolicyRefused, readPack, successor, type AdoptedPolicy, type PolicyRefusal } from "./adopt.ts";
import type { PolicyInForce } from "./in-force.ts";

/** Packs that legal officers signed, on their way into force. */
export interface PolicyOffers {
  /** Takes a signed pack. The same pack again is the same offer. */
  take(pack: string, signature: Uint8Array, session: Session): Promise<Result<PolicyOffer, Failure>>;
  list(reader: Person): Promise<Result<PolicyOffer[], Failure>>;
  show(digest: string, reader: Person): Promise<Result<OfferedPack, Failure>>;
  /** Why this pack may not come into force on that day by these hands; `null` when it may. */
  wrongActivation(digest: string, from: string, hands: readonly string[]): Promise<Failure | null>;
  activate(digest: string, from: string, by: string): Promise<void>;
  wrongWithdrawal(digest: string): Promise<Failure | null>;
  withdraw(digest: string): Promise<void>;
  /** Puts every pack into force whose day has come. Costs nothing while none is due. */
  bring(): Promise<void>;
}

interface Parts {
  readonly database: Database;
  readonly directory: Directory;
  readonly trust: Trust;
  readonly journal: Journal;
  readonly clock: HeadquartersClock;
  readonly inForce: PolicyInForce;
  /** Tells stations of the pack that has come into force. */
  readonly onReplaced: () => Promise<void>;
}

const refusal = (reason: AdministrationRefusal): Failure => ({ code: "administration", reason });

const reasons: Readonly<Record<PolicyRefusal, AdministrationRefusal>> = {
  unsigned: "policy-unsigned",
  signature: "policy-unsigned",
  signer: "policy-signer",
  older: "policy-older",
  altered: "policy-altered",
  "other-authority": "policy-other-authority",
  damaged: "policy-broken",
};

/** Opens the offers. Whatever is refused is an entry of the log (rule R12). */
export async function openPolicyOffers(parts: Parts): Promise<PolicyOffers> {
  const { database, journal, clock, inForce } = parts;
  const rowOf = (digest: string): Promise<Row | undefined> =>
    database.selectFrom("policy_offer").selectAll().where("digest", "=", digest).executeTakeFirst();
  const scheduled = (): Promise<Row[]> =>
    database.selectFrom("policy_offer").selectAll().where("state", "=", "scheduled").orderBy("starts_at").execute();
  const today = (): string => dateIn(inForce.policy.authority.timeZone, clock.now());

  let due = Number.NEGATIVE_INFINITY;
  let bringing: Promise<void> | null = null;

  /** Each pack is judged once more on its day: whoever signed may have left office, another pack may have come first. */
  const bringDue = async (): Promise<void> => {
    for (const row of await scheduled()) {
      if ((row.starts_at ?? 0) > clock.now()) {
        due = row.starts_at ?? 0;
        return;
      }
      // oxlint-disable-next-line no-await-in-loop -- one pack after the other, in the order of their days
      await bringOne(parts, row);
    }
    due = Number.POSITIVE_INFINITY;
  };

  return {
    async take(text, signature, session) {
      const judged = await judge(parts, text, signature);
      const holder = judged.ok ? await parts.directory.byCertificate(judged.value.signer.certificate) : null;
      if (!judged.ok || holder?.person.person !== session.person) {
        const failure = judged.ok ? refusal("policy-signer") : judged.failure;
        journal.refuse({ attempt: "policy.offer", person: session.person, station: session.station }, failure);
        return fail(failure);
      }
      const { pack, digest, bytes, signer } = judged.value;
      if ((await rowOf(digest)) === undefined) {
        journal.record({
          t: "hq.admin",
          b: {
            act: "policy.offer",
            pack: pack.pack,
            version: pack.version,
            digest,
            signer: { certificate: signer.certificate, signedAt: signer.signedAt.toISOString() },
          },
          person: session.person,
        });
        await database
          .insertInto("policy_offer")
          .values({
            digest,
            pack: pack.pack,
            version: pack.version,
            text: fromUtf8(bytes),
            signature,
            signed_by: session.person,
            signed_at: signer.signedAt.getTime(),
            offered_at: clock.now(),
            state: "offered",
            starts_on: null,
            starts_at: null,
            activated_by: null,
            refusal: null,
          })
          .execute();
      }
      const row = await rowOf(digest);
      return row === undefined ? fail(refusal("policy-unknown")) : ok(offerOf(parts, row));
    },
    async list(reader) {
      if (!mayLook(reader)) {
        return fail({ code: "not-permitted", action: "policy.offers" });
      }
      const rows = await database.selectFrom("policy_offer").selectAll().orderBy("offered_at", "desc").execute();
      return ok(rows.map((row) => offerOf(parts, row)));
    },
    async show(digest, reader) {
      if (!mayLook(reader)) {
        return fail({ code: "not-permitted", action: "policy.offers" });
      }
      const row = await rowOf(digest);
      return row === undefined
        ? fail(refusal("policy-unknown"))
        : ok({ offer: offerOf(parts, row), pack: row.text, signature: base64(new Uint8Array(row.signature)) });
    },
    async wrongActivation(digest, from, hands) {
      const row = await rowOf(digest);
      if (row === undefined || offerOf(parts, row).state === "withdrawn") {
        return refusal("policy-unknown");
      }
      if (hands.includes(row.signed_by)) {
        return refusal("policy-self");
      }
      if (from < today() || from > addDays(today(), longestAheadDays)) {
        return refusal("policy-date");
      }
      const judged = await judge(parts, row.text, new Uint8Array(row.signature));
      if (!judged.ok) {
        return judged.failure;
      }
      const clashes = (await scheduled()).some(
        (other) => other.digest !== digest && !isInOrder({ version: row.version, from }, other),
      );
      return clashes ? refusal("policy-conflict") : null;
    },
    async activate(digest, from, by) {
      const starts = startOfDate(inForce.policy.authority.timeZone, from);
      await database
        .updateTable("policy_offer")
        .set({ state: "scheduled", starts_on: from, starts_at: starts, activated_by: by, refusal: null })
        .where("digest", "=", digest)
        .execute();
      due = Math.min(due, starts);
    },
    async wrongWithdrawal(digest) {
      const row = await rowOf(digest);
      const state = row === undefined ? null : offerOf(parts, row).state;
      return state === "offered" || state === "scheduled" ? null : refusal("policy-unknown");
    },
    async withdraw(digest) {
      await database.updateTable("policy_offer").set({ state: "withdrawn" }).where("digest", "=", digest).execute();
    },
    bring: async () => {
      if (clock.now() >= due) {
        bringing ??= bringDue().finally(() => {
          bringing = null;
        });
        await bringing;
      }
    },
  };
}

interface Row {
  readonly digest: string;
  readonly pack: string;
  readonly version: number;
  readonly text: string;
  readonly signature: Uint8Array;
  readonly signed_by: string;
  readonly signed_at: number;
  readonly state: string;
  readonly starts_on: string | null;
  readonly starts_at: number | null;
  readonly activated_by: string | null;
  readonly refusal: string | null;
}

/** Whoever answers for the law and whoever puts it into force. */
function mayLook({ roles }: Person): boolean {
  return roles.includes("legalOfficer") || roles.includes("administrator");
}

/** A later pack has a higher version and a later day; anything else would put the older one back into force. */
function isInOrder(one: { readonly version: number; readonly from: string }, other: Row): boolean {
  const from = other.starts_on ?? "";
  return one.version !== other.version && one.from !== from && one.version < other.version === one.from < from;
}

/** Everything that can be wrong with a signed pack, whoever brings it and whenever it is looked at. */
async function judge(
  { directory, trust, clock, inForce }: Parts,
  text: string,
  signature: Uint8Array,
): Promise<Result<AdoptedPolicy, Failure>> {
  try {
    const pack = readPack(text);
    const next = await successor({ issuers: trust.issuers(), directory, clock }, inForce.adopted().pack, {
      pack,
      signature,
    });
    // What is kept are the bytes that were signed, to the letter.
    if (next.digest !== sha256Hex(utf8(text))) {
      return fail(refusal("policy-altered"));
    }
    const today = dateIn(pack.authority.timeZone, clock.now());
    return lintPolicy(pack, today).some(({ severity }) => severity === "error")
      ? fail(refusal("policy-broken"))
      : ok(next);
  } catch (error) {
    if (error instanceof PolicyRefused) {
      return fail(refusal(reasons[error.reason]));
    }
    throw error;
  }
}

async function bringOne(parts: Parts, row: Row): Promise<void> {
  const { database, journal, inForce } = parts;
  const set = (state: string, why: string | null): Promise<unknown> =>
    database.updateTable("policy_offer").set({ state, refusal: why }).where("digest", "=", row.digest).execute();
  if (inForce.adopted().digest === row.digest) {
    // Stopped right after it came into force.
    await set("inForce", null);
    return;
  }
  const judged = await judge(parts, row.text, new Uint8Array(row.signature));
  if (!judged.ok) {
    const reason = judged.failure.code === "administration" ? judged.failure.reason : judged.failure.code;
    journal.refuse({ attempt: "policy.activate", subject: row.digest }, judged.failure);
    await set("refused", reason);
    return;
  }
  await inForce.replace(judged.value);
  await set("inForce", null);
  await parts.onReplaced();
}

function offerOf({ inForce }: Parts, row: Row): PolicyOffer {
  const { pack, digest } = inForce.adopted();
  const kept = policyOfferStateSchema.parse(row.state);
  const isPast = row.digest !== digest && (kept === "inForce" || (kept === "offered" && row.version <= pack.version));
  return {
    digest: row.digest,
    pack: row.pack,
    version: row.version,
    // What was taken once has a title, whatever a later version of the program asks of a pack.
    title: z.object({ title: textSchema }).parse(JSON.parse(row.text)).title,
    signedBy: personIdSchema.parse(row.signed_by),
    signedAt: new Date(row.signed_at).toISOString(),
    state: isPast ? "replaced" : kept,
    ...(row.starts_on === null ? {} : { from: row.starts_on }),
    ...(row.activated_by === null ? {} : { activatedBy: personIdSchema.parse(row.activated_by) }),
    ...(row.refusal === null ? {} : { refusal: row.refusal }),
  };
}
