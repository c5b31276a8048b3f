import type { AuditLog } from "../../auditlog/index.ts";
import { encodeRevocation, formatRevocation, type Revocation } from "../../formats/revocation.ts";
import { formatProof } from "../../formats/tlog-proof.ts";
import type { Database } from "../database/database.ts";

/** Ends grants before their time. */
export interface Revocations {
  /**
   * States in headquarters' log that a grant is over and puts it into the station's outbox with its proof.
   *
   * The log comes first: after a stop in between the grant is revoked once more, which changes nothing.
   *
   * @returns index of the statement.
   */
  state(change: Pick<Database, "selectFrom" | "insertInto" | "updateTable">, revocation: Revocation): Promise<number>;
}

/** Makes the one who states revocations. */
export function createRevocations(parts: {
  readonly log: AuditLog;
  /** Adds the cosignature that stations know headquarters by. */
  readonly cosigned: (checkpoint: string) => string;
}): Revocations {
  const { log, cosigned } = parts;
  return {
    async state(change, revocation) {
      const { grant } = revocation;
      const leaf = encodeRevocation(revocation);
      const { index } = log.appendStatement(leaf);
      const proof = formatProof({ index, proof: log.proveInclusion(index), checkpoint: cosigned(log.checkpoint()) });
      const file = formatRevocation(grant, leaf, proof);
      const { station } = await change
        .selectFrom("access_grant")
        .select("station")
        .where("grant_id", "=", grant)
        .executeTakeFirstOrThrow();
      await change.updateTable("access_grant").set({ revoked: 1 }).where("grant_id", "=", grant).execute();
      await change.insertInto("outbox").values({ station, kind: "revocation", file }).execute();
      return index;
    },
  };
}
