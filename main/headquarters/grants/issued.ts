import type { Database } from "../database/database.ts";
import type { IssuedGrant } from "./issuer.ts";

/** Keeps a grant that is logged and puts it into its station's outbox. */
export async function keepGrant(
  change: Pick<Database, "insertInto">,
  request: string,
  issued: IssuedGrant,
): Promise<IssuedGrant> {
  const { grantId, station, entry, notAfter, file, assets } = issued;
  await change
    .insertInto("access_grant")
    .values({ grant_id: grantId, request, station, entry, not_after: notAfter, file })
    .execute();
  await change
    .insertInto("grant_asset")
    .values(assets.map((asset) => ({ grant_id: grantId, asset })))
    .execute();
  await change.insertInto("outbox").values({ station, kind: "grant", file }).execute();
  return issued;
}
