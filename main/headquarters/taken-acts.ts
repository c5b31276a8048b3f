import type { SignedAct } from "./acts.ts";
import type { Database } from "./database/database.ts";

/** True when these very bytes, or another act of this person with this nonce, were taken before. */
export async function wasTaken(
  database: Database,
  acts: "retention_act" | "extraction_act",
  { act, digest }: SignedAct<{ readonly person: string; readonly nonce: string }>,
): Promise<boolean> {
  const used = await database
    .selectFrom(acts)
    .select("digest")
    .where((where) =>
      where.or([
        where("digest", "=", digest),
        where.and([where("person", "=", act.person), where("nonce", "=", act.nonce)]),
      ]),
    )
    .executeTakeFirst();
  return used !== undefined;
}
