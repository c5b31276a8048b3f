import { createHash, randomBytes } from "node:crypto";
import type { Database } from "./database/database.ts";
import type { HeadquartersClock } from "./port.ts";

const sessionMilliseconds = 12 * 3_600_000;
const challengeMilliseconds = 5 * 60_000;
/** Open challenges of one station; more means somebody is asking without answering. */
const challengesPerStation = 64;

/** Somebody signed in at a station. */
export interface Session {
  readonly person: string;
  readonly station: string;
}

/** Challenges and the sessions they lead to. */
export interface Sessions {
  /** A fresh nonce for this station, good once and for five minutes. */
  challenge(station: string): string;
  /** True once for each challenge of this station that is still good. */
  redeem(station: string, nonce: string): boolean;
  open(session: Session): Promise<{ secret: string; expires: Date }>;
  /** The session behind a bearer secret at this station; `null` when unknown, expired or another station's. */
  find(secret: string, station: string): Promise<Session | null>;
}

/**
 * Opens the sessions over the table `session`.
 *
 * A session is 32 random bytes of which only the digest is kept, bound to the station that opened it.
 */
export function openSessions(database: Database, clock: HeadquartersClock): Sessions {
  const challenges = new Map<string, { station: string; expires: number }>();

  const sweep = (): void => {
    for (const [nonce, { expires }] of challenges) {
      if (expires <= clock.now()) {
        challenges.delete(nonce);
      }
    }
  };

  return {
    challenge(station) {
      sweep();
      const own = [...challenges].filter(([, entry]) => entry.station === station);
      for (const [nonce] of own.slice(0, Math.max(0, own.length - challengesPerStation + 1))) {
        challenges.delete(nonce);
      }
      const nonce = randomBytes(32).toString("base64url");
      challenges.set(nonce, { station, expires: clock.now() + challengeMilliseconds });
      return nonce;
    },
    redeem(station, nonce) {
      sweep();
      if (challenges.get(nonce)?.station !== station) {
        return false;
      }
      return challenges.delete(nonce);
    },
    async open({ person, station }) {
      const secret = randomBytes(32).toString("base64url");
      const expires = clock.now() + sessionMilliseconds;
      await database.deleteFrom("session").where("expires_at", "<=", clock.now()).execute();
      await database
        .insertInto("session")
        .values({ digest: digest(secret), person, station, expires_at: expires })
        .execute();
      return { secret, expires: new Date(expires) };
    },
    async find(secret, station) {
      const row = await database
        .selectFrom("session")
        .select(["person", "station"])
        .where("digest", "=", digest(secret))
        .where("station", "=", station)
        .where("expires_at", ">", clock.now())
        .executeTakeFirst();
      return row ?? null;
    },
  };
}

function digest(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("hex");
}
