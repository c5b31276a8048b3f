import { policyPackSchema, type PolicyPack } from "../../../shared/model/policy.ts";
import type { AuditLog } from "../../auditlog/index.ts";
import type { Database } from "../database/database.ts";
import { standingPolicy } from "../grants/standing-files.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import { heldPolicy, keep, type AdoptedPolicy } from "./adopt.ts";
import { policyFileOf, recordPolicy } from "./record.ts";

/** The law that headquarters works under, which may change while it runs. */
export interface PolicyInForce {
  /** Shows the pack in force whenever it is looked at, so that whoever holds it never works under an older one. */
  readonly policy: PolicyPack;
  adopted(): AdoptedPolicy;
  /** The pack with its signature and the proof of its entry, made anew. */
  file(): string;
  /** The same as it lies for stations. */
  standing(): Promise<string>;
  /** The pack that was in force at a moment; what was filed then is judged by it. */
  at(moment: number): PolicyPack;
  /** Puts another pack in the place of the one in force: first the log, then everything else. @throws {Breach} */
  replace(next: AdoptedPolicy): Promise<void>;
}

interface Parts {
  readonly database: Database;
  readonly log: AuditLog;
  readonly journal: Journal;
  readonly clock: HeadquartersClock;
  readonly issuers: readonly string[];
  readonly cosigned: (checkpoint: string) => string;
}

/**
 * Goes to work under a pack that was adopted, and says so in the log.
 *
 * @throws {PolicyRefused} when a pack of the table is not what was signed.
 */
export async function openPolicyInForce(parts: Parts, adopted: AdoptedPolicy): Promise<PolicyInForce> {
  const { database, log, journal, clock, issuers, cosigned } = parts;
  const rows = await database.selectFrom("policy").selectAll().orderBy("seq").execute();
  const history = rows.map(({ text, digest, signature, adopted_at: since }) => ({
    since,
    pack: digest === adopted.digest ? adopted.pack : heldPolicy({ issuers }, { text, digest, signature }).pack,
  }));
  let current = adopted;
  let { index } = recordPolicy(journal, adopted);
  const file = (): string => policyFileOf(log, current, index, cosigned);
  return {
    policy: viewOf(() => current.pack),
    adopted: () => current,
    file,
    standing: () => standingPolicy(database, current, file),
    at: (moment) => (history.findLast(({ since }) => since <= moment) ?? history[0])?.pack ?? current.pack,
    async replace(next) {
      const entry = recordPolicy(journal, next);
      await keep({ database, clock }, next);
      history.push({ since: clock.now(), pack: next.pack });
      current = next;
      index = entry.index;
    },
  };
}

/** An object with every section of a pack, read at each look from the one that counts then. */
function viewOf(current: () => PolicyPack): PolicyPack {
  const sections = Object.keys(policyPackSchema.shape) as readonly (keyof PolicyPack)[];
  const view = Object.defineProperties(
    {},
    Object.fromEntries(sections.map((section) => [section, { enumerable: true, get: () => current()[section] }])),
  );
  // One getter for each section, so it has the shape of a pack.
  return view as PolicyPack;
}
