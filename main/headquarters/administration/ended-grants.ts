import type { Transaction } from "kysely";
import type { Order } from "../../../shared/model/administration.ts";
import { requestStepSchema } from "../../../shared/model/request-steps.ts";
import type { Tables } from "../database/tables.ts";
import type { AdministrationParts } from "./parts.ts";

/** A grant that has neither run out nor been revoked, and the request it rests on. */
export interface OpenGrant {
  readonly grant: string;
  readonly request: string;
  readonly requestDigest: string;
}

/** Grants that are open for this station. */
export async function openGrants({ database, clock }: AdministrationParts, station: string): Promise<OpenGrant[]> {
  const rows = await database
    .selectFrom("access_grant")
    .innerJoin("request", "request.request", "access_grant.request")
    .select(["access_grant.grant_id", "request.request", "request.digest"])
    .where("access_grant.station", "=", station)
    .where("access_grant.revoked", "=", 0)
    .where("access_grant.not_after", ">", clock.now())
    .execute();
  return rows.map(({ grant_id: grant, request, digest: requestDigest }) => ({ grant, request, requestDigest }));
}

// Kept as data like every reason, so it says itself in both languages.
const reason =
  "该查阅室工作站的日志已终止，授权随之失效；仍需查阅的请重新申请。The log of the room's station has ended and the grant with it; apply again if you still need to view.";

/**
 * Revokes grants that end with a station's log, and tells the applicants in the history of their request: it is
 * revoked, and has to be issued again. Each is in the log of headquarters before it is a row.
 */
export async function revokeEnded(
  { journal, revocations, clock }: AdministrationParts,
  change: Transaction<Tables>,
  grants: readonly OpenGrant[],
  { by, digest }: { readonly by: string; readonly digest: string },
): Promise<void> {
  const now = clock.now();
  const step = requestStepSchema.parse({ step: "revoke", ground: "noAuthority", reason });
  for (const { grant, request, requestDigest } of grants) {
    journal.record({ t: "hq.revoke", b: { grant, request, digest, ground: "earlier-log" }, person: by });
    const at = new Date(now).toISOString();
    // oxlint-disable-next-line no-await-in-loop -- one connection: the rows go one after another anyway
    const entry = await revocations.state(change, {
      v: 1,
      t: "grant.revoke",
      grant,
      request,
      person: by,
      digest,
      ground: "earlier-log",
      article: "",
      at,
    });
    // oxlint-disable-next-line no-await-in-loop -- see above
    await change
      .insertInto("request_step")
      .values({
        request,
        request_digest: requestDigest,
        what: "revoke",
        at: now,
        entry,
        person: by,
        digest: null,
        nonce: null,
        cms: null,
        content: JSON.stringify(step),
      })
      .execute();
    // oxlint-disable-next-line no-await-in-loop -- see above
    await change.updateTable("request").set({ state: "revoked" }).where("request", "=", request).execute();
  }
}

/** SHA-256 of the signed order that is being applied. */
export async function digestOf({ database }: AdministrationParts, order: Order): Promise<string> {
  const row = await database
    .selectFrom("administration_order")
    .select("digest")
    .where("content", "=", JSON.stringify(order))
    .where("state", "=", "waiting")
    .orderBy("ordered_at", "desc")
    .executeTakeFirstOrThrow();
  return row.digest;
}
