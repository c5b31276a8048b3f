import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { AppendedEntry, AuditLog } from "../../auditlog/index.ts";
import { formatPolicyFile } from "../../formats/policy-file.ts";
import { formatProof } from "../../formats/tlog-proof.ts";
import type { Database } from "../database/database.ts";
import { createJournal, type Journal } from "../journal.ts";
import { openOwnLog } from "../own-log.ts";
import type { HeadquartersClock } from "../port.ts";
import { latestPolicy, PolicyRefused, type AdoptedPolicy } from "./adopt.ts";

/** Says in the log of headquarters under which pack it works from now on, and who signed it. @throws {Breach} */
export function recordPolicy(journal: Journal, { pack, digest, signer }: AdoptedPolicy): AppendedEntry {
  const [entry] = journal.record({
    t: "hq.policy",
    b: {
      pack: pack.pack,
      version: pack.version,
      digest,
      signer: { person: signer.person, certificate: signer.certificate, signedAt: signer.signedAt.toISOString() },
    },
  });
  if (entry === undefined) {
    throw new Error("log answered without an entry");
  }
  return entry;
}

/** The pack as stations get it: with its signature and the proof that it is in the log. */
export function policyFileOf(
  log: AuditLog,
  { bytes, signature }: AdoptedPolicy,
  index: number,
  cosigned: (checkpoint: string) => string,
): string {
  const leaf = log.leaf(index);
  if (leaf === null) {
    throw new Error("policy entry is not in the log");
  }
  const proof = formatProof({ index, proof: log.proveInclusion(index), checkpoint: cosigned(log.checkpoint()) });
  return formatPolicyFile({ pack: bytes, signature, leaf, proof });
}

/** Records that a pack was refused, in the log of the pack in force, and closes what was opened (rule R12). */
export async function refusePolicy(
  error: unknown,
  opened: {
    readonly folder: string;
    readonly clock: HeadquartersClock;
    readonly database: Database;
    readonly offered: PolicyPack;
  },
): Promise<never> {
  const { folder, clock, database, offered } = opened;
  const held = error instanceof PolicyRefused && error.reason !== "damaged" ? await latestPolicy(database) : null;
  await database.destroy();
  if (held !== null && error instanceof PolicyRefused) {
    const log = openOwnLog(folder, held, clock);
    createJournal(log).refuse(
      { attempt: "policy.adopt", subject: `${offered.pack} ${offered.version}` },
      { code: "headquarters-refused", reason: error.reason },
    );
    log.close();
  }
  throw error;
}
