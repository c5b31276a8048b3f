import type { Failure } from "../../../shared/failure.ts";
import type { KeyBackup, OrderYield } from "../../../shared/model/administration.ts";
import { personIdSchema, type PersonId } from "../../../shared/model/person.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { base64, utf8 } from "../../formats/bytes.ts";
import { sealTo } from "../../formats/enveloped.ts";
import { combineShares, readShareText, shareText, splitKey, type KeyShare } from "../../formats/key-share.ts";
import { z } from "zod";
import type { AdministrationParts } from "./parts.ts";

/** Why these persons cannot hold shares, or `null`. */
export async function wrongCustodians(
  { directory }: AdministrationParts,
  custodians: readonly PersonId[],
  threshold: number,
): Promise<Failure | null> {
  if (new Set(custodians).size !== custodians.length || threshold > custodians.length) {
    return { code: "bad-request", field: "custodians" };
  }
  const entries = await Promise.all(custodians.map((person) => directory.find(person)));
  return entries.every((entry) => entry !== null && !entry.revoked && entry.certificatePem !== null)
    ? null
    : { code: "administration", reason: "custodian-without-certificate" };
}

/** Splits the master key; each share is sealed to its custodian before it is anywhere. */
export async function makeBackup(
  { database, directory, secrets, clock }: AdministrationParts,
  custodians: readonly PersonId[],
  threshold: number,
): Promise<Extract<OrderYield, { kind: "shares" }>> {
  const shares = await secrets.shareMaster((key) => splitKey(key, threshold, custodians.length));
  const sealed = await Promise.all(
    custodians.map(async (person, index) => {
      const certificatePem = (await directory.find(person))?.certificatePem ?? null;
      const share = shares[index];
      if (certificatePem === null || share === undefined) {
        throw new Error("custodian lost the certificate while the key was split");
      }
      return { person, cms: base64(sealTo(certificatePem, utf8(shareText(share)))) };
    }),
  );
  const set = shares[0]?.set ?? "";
  await database
    .insertInto("key_backup")
    .values({ backup: set, made_at: clock.now(), threshold, custodians: JSON.stringify(custodians) })
    .execute();
  return { kind: "shares", set, shares: sealed };
}

/** Reads shares as people type or open them. */
export function readShares(texts: readonly string[]): Result<KeyShare[], Failure> {
  const shares: KeyShare[] = [];
  for (const [index, text] of texts.entries()) {
    const read = readShareText(text);
    if (!read.ok) {
      return fail({ code: "share-refused", reason: read.reason, share: index + 1 });
    }
    shares.push(read.share);
  }
  return ok(shares);
}

/** Puts shares together to a master key. */
export async function masterFrom(
  texts: readonly string[],
): Promise<Result<{ readonly key: Uint8Array; readonly set: string }, Failure>> {
  const shares = readShares(texts);
  if (!shares.ok) {
    return shares;
  }
  const combined = await combineShares(shares.value);
  if (!combined.ok) {
    const { reason, share } = combined;
    return fail({ code: "share-refused", reason, ...(share === undefined ? {} : { share }) });
  }
  return ok({ key: combined.key, set: combined.set });
}

/**
 * Rehearses the restoration: the shares are combined in memory, the key opens every sealed secret, nothing is changed.
 *
 * Logged with its date, whatever it comes to.
 */
export async function rehearseBackup(
  { database, secrets, journal, clock }: AdministrationParts,
  texts: readonly string[],
  { by, act = "keys.rehearse" }: { readonly by?: PersonId; readonly act?: "keys.rehearse" | "keys.restore" },
): Promise<Result<{ set: string; secrets: number }, Failure>> {
  const master = await masterFrom(texts);
  const opened = master.ok ? secrets.opensWith(master.value.key) : null;
  if (!master.ok || opened === null) {
    const failure: Failure = master.ok ? { code: "share-refused", reason: "not-this-headquarters" } : master.failure;
    journal.refuse({ attempt: act, ...personIn(by) }, failure);
    return fail(failure);
  }
  const { set } = master.value;
  journal.record({
    t: "hq.admin",
    b: { act, backup: set, shares: texts.length, secrets: opened },
    ...personIn(by),
  });
  if (by !== undefined) {
    await database
      .insertInto("key_rehearsal")
      .values({ backup: set, rehearsed_at: clock.now(), person: by, shares: texts.length })
      .execute();
  }
  return ok({ set, secrets: opened });
}

function personIn(person: PersonId | undefined): { person?: PersonId } {
  return person === undefined ? {} : { person };
}

/** Splits the master key as the owner of the machine, without the app. */
export async function backupMaster(
  { secrets, journal }: AdministrationParts,
  threshold: number,
  to: { readonly certificates: readonly string[] } | { readonly printed: number },
): Promise<Result<{ files: { name: string; bytes: Uint8Array }[] }, Failure>> {
  const total = "printed" in to ? to.printed : to.certificates.length;
  const isSound = Number.isInteger(threshold) && Number.isInteger(total) && threshold >= 2 && threshold <= total;
  if (!isSound || total > 255) {
    return fail({ code: "bad-request", field: "threshold" });
  }
  journal.record({ t: "hq.admin", b: { act: "keys.backup", threshold, shares: total } });
  const shares = await secrets.shareMaster((key) => splitKey(key, threshold, total));
  const files = shares.map((share, index) => {
    const text = utf8(shareText(share));
    const name = `key-share-${share.set.slice(0, 8)}-${share.number}`;
    const certificate = "printed" in to ? undefined : to.certificates[index];
    return certificate === undefined
      ? { name: `${name}.txt`, bytes: text }
      : { name: `${name}.p7m`, bytes: sealTo(certificate, text) };
  });
  return ok({ files });
}

/** Every backup with its rehearsals, newest first. */
export async function listBackups({ database }: AdministrationParts): Promise<KeyBackup[]> {
  const backups = await database.selectFrom("key_backup").selectAll().orderBy("made_at", "desc").execute();
  const rehearsals = await database.selectFrom("key_rehearsal").selectAll().orderBy("rehearsal", "desc").execute();
  return backups.map(({ backup, made_at, threshold, custodians }) => ({
    set: backup,
    madeAt: new Date(made_at).toISOString(),
    threshold,
    custodians: z.array(personIdSchema).parse(JSON.parse(custodians)),
    rehearsals: rehearsals
      .filter((one) => one.backup === backup)
      .map((one) => ({
        at: new Date(one.rehearsed_at).toISOString(),
        by: personIdSchema.parse(one.person),
        shares: one.shares,
      })),
  }));
}
