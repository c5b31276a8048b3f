import type { NewEntry } from "../formats/log-entry.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Person, PersonId, Role } from "../../shared/model/person.ts";
import type { Result } from "../../shared/result.ts";

/** The part of the signed log that identity writes to. Durable when it returns. */
export interface IdentityLog {
  append(entry: NewEntry): void;
}

/** Who is known here: the directory at headquarters, as this station last received it. */
export interface Directory {
  find(person: string): Person | null;
  list(): readonly Person[];
  /** True once headquarters has ever been reached: only then does "not in the directory" mean something. */
  readonly received: boolean;
}

/** A person's session at headquarters. */
export interface SessionDesk {
  challenge(): Promise<Result<{ readonly nonce: string }, Failure>>;
  openSession(cms: Uint8Array): Promise<Result<HeadquartersSession, Failure>>;
}

export interface HeadquartersSession {
  readonly session: string;
  readonly person: Person;
  readonly expires: string;
}

/** A demonstration person, shown on the sign-in page of a demonstration station only. */
export interface DemonstrationPerson {
  readonly name: string;
  readonly latinName: string;
  readonly roles: readonly Role[];
  readonly pin: string;
}

/** A certificate token opened with its PIN. Lives as long as one act and is never kept. */
export interface OpenedToken {
  readonly token: string;
  readonly person: Person;
  readonly personId: PersonId;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** SHA-256 of the DER certificate, lower-case hex. */
  readonly certificate: string;
  readonly certificateExpires: Date;
}
