import type { AuthorisationRegister } from "../../../shared/model/administration.ts";
import type { AuditLog } from "../../auditlog/index.ts";
import {
  encodeRegisterStatement,
  formatAuthorisationRegister,
  registerDigest,
  registerText,
} from "../../formats/authorisation-register.ts";
import { formatProof } from "../../formats/tlog-proof.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import { keepStanding, latestStanding } from "../grants/standing-files.ts";
import type { HeadquartersClock } from "../port.ts";
import type { Trust } from "../trust.ts";

/** What the register is stated with. */
interface Parts {
  readonly database: Database;
  readonly log: AuditLog;
  readonly clock: HeadquartersClock;
  readonly directory: Directory;
  readonly trust: Trust;
  /** Adds the cosignature that stations know headquarters by. */
  readonly cosigned: (checkpoint: string) => string;
}

/** The register of graded authorisations, as stations must hold it. */
export interface RegisterDesk {
  /** The file of the register as it stands now; states it in the log of headquarters when it has changed. @throws {Breach} */
  file(): Promise<string>;
}

/**
 * Opens the desk that states the register (F17).
 *
 * Each change is one statement in headquarters' log with the next version. The log comes first: after a stop in between the
 * same version is stated once more, in the same words.
 */
export function openRegisterDesk(parts: Parts): RegisterDesk {
  const { database, log, clock, cosigned } = parts;
  const state = async (): Promise<string> => {
    const register = await registerNow(parts);
    const text = registerText(register);
    const digest = registerDigest(text);
    const latest = await latestStanding(database, "authorisations");
    if (latest?.digest === digest) {
      return latest.file;
    }
    const version = (latest?.version ?? 0) + 1;
    const persons = register.authorisations.length;
    const issuedAt = new Date(clock.now()).toISOString();
    const leaf = encodeRegisterStatement({ v: 1, t: "authorisation.register", version, digest, persons, issuedAt });
    const { index } = log.appendStatement(leaf);
    const proof = formatProof({ index, proof: log.proveInclusion(index), checkpoint: cosigned(log.checkpoint()) });
    const file = formatAuthorisationRegister(text, leaf, proof);
    await keepStanding(database, "authorisations", { version, digest, file });
    return file;
  };
  // One after the other: two stations that ask at once must not make two statements of one version.
  let last: Promise<unknown> = Promise.resolve();
  return {
    file: () => {
      const next = last.then(state, state);
      last = next;
      return next;
    },
  };
}

/** Each person's newest authorisation and those before it, the accepted authorities, and whom other authorities sent; in a fixed order. */
async function registerNow({ directory, trust }: Parts): Promise<AuthorisationRegister> {
  const newest = new Map<string, AuthorisationRegister["authorisations"][number]>();
  const earlier: AuthorisationRegister["authorisations"] = [];
  for (const held of await directory.authorisations()) {
    if (newest.has(held.person)) {
      earlier.push(held);
    } else {
      newest.set(held.person, held);
    }
  }
  const everybody = await directory.all();
  return {
    authorisations: [...newest.values()].toSorted((a, b) => (a.person < b.person ? -1 : 1)),
    ...(earlier.length === 0 ? {} : { earlier }),
    authorities: trust
      .authorities()
      .filter(({ own }) => !own)
      .map(({ issuerPem }) => issuerPem)
      .toSorted(),
    outside: everybody.filter(({ outside }) => outside).map(({ person }) => person.person),
  };
}
