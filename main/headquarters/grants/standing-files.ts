import type { Database } from "../database/database.ts";

/** What every station must hold beside its grants. */
export type StandingKind = "policy" | "authorisations";

/** A thing with its proof, as it was made once. */
export interface StandingFile {
  readonly version: number;
  /** SHA-256 of what it states. */
  readonly digest: string;
  readonly file: string;
}

/** The latest of its kind; `null` before the first. */
export async function latestStanding(database: Database, kind: StandingKind): Promise<StandingFile | null> {
  const row = await database
    .selectFrom("standing_file")
    .select(["version", "digest", "file"])
    .where("kind", "=", kind)
    .orderBy("version", "desc")
    .executeTakeFirst();
  return row ?? null;
}

/** Keeps a new one; the log has it already, and making it again after a stop in between gives the same version. */
export async function keepStanding(database: Database, kind: StandingKind, made: StandingFile): Promise<void> {
  await database
    .insertInto("standing_file")
    .values({ kind, ...made })
    .execute();
}

/** The pack in force as it lies for stations; made once, since every proof that is made anew is another file. */
export async function standingPolicy(
  database: Database,
  { pack, digest }: { readonly pack: { readonly version: number }; readonly digest: string },
  make: () => string,
): Promise<string> {
  const latest = await latestStanding(database, "policy");
  if (latest?.digest === digest) {
    return latest.file;
  }
  const file = make();
  await keepStanding(database, "policy", { version: pack.version, digest, file });
  return file;
}
