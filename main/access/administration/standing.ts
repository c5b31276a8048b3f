import { mayDo, type GradedAction, type GradedFootage } from "../../../shared/access/authorisation.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import type { Failure } from "../../../shared/failure.ts";
import { standingSchema, type Standing } from "../../../shared/model/administration.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { fromBase64, fromUtf8, utf8 } from "../../formats/bytes.ts";
import { readCrl, type Crl } from "../../formats/crl.ts";
import { FormatError } from "../../formats/format-error.ts";
import type { HeadquartersClient } from "../headquarters-client.ts";
import type { SealedShelf } from "../sealed-shelf.ts";

/** What a station knows of who may do what and whose certificates count, as it was received last. */
export interface StandingRecord {
  /** Authorities beside the built-in one whose persons may sign (PEM). */
  authorities(): readonly string[];
  /** The list of revoked certificates; `null` until one has come. */
  revocations(): Crl | null;
  /** What the signed-in person would do beyond their authorisation; `null` also before anything was received. */
  beyond(person: string, action: GradedAction, footage: readonly Footage[]): Failure | null;
  /** Whether somebody acted beyond their authorisation at a moment; also before anything was received. */
  isBeyond(person: string, action: GradedAction, at: number, footage: readonly GradedFootage[]): boolean;
  refresh(): Promise<boolean>;
}

interface Options {
  readonly headquarters: HeadquartersClient;
  readonly shelf: SealedShelf;
  /** Certificate of the built-in authority (PEM). */
  readonly trustPem: string;
  readonly policy: () => PolicyPack | null;
  readonly now: () => Date;
}

const kind = "received";
const id = "standing";

/** Reads from the shelf and asks headquarters when told to, so that a station works for weeks without it (rule R14). */
export function createStanding({ headquarters, shelf, trustPem, policy, now }: Options): StandingRecord {
  const kept = shelf.get(kind, id);
  let standing: Standing | null = kept === null ? null : standingSchema.parse(JSON.parse(fromUtf8(kept)));
  let list: Crl | null = standing === null ? null : readList(standing, trustPem);

  return {
    authorities: () => standing?.authorities ?? [],
    revocations: () => list,
    beyond(person, action, footage) {
      if (standing === null) {
        return null;
      }
      const held = standing.authorisations.find((one) => one.person === person)?.authorisation;
      const rule = mayDo(held, action, { person, now: now().getTime(), footage });
      const pack = policy();
      const article = pack === null ? undefined : groundArticle(pack, "noAuthority");
      return rule === null
        ? null
        : { code: "beyond-authorisation", rule, ...(article === undefined ? {} : { article }) };
    },
    isBeyond(person, action, at, footage) {
      const held = standing?.authorisations.find((one) => one.person === person)?.authorisation;
      return mayDo(held, action, { person, now: at, footage }) !== null;
    },
    async refresh() {
      const answer = await headquarters.call("standing", {});
      if (!answer.ok) {
        return false;
      }
      const fresh = readList(answer.value, trustPem);
      // An older list, or one that its authority did not sign, would bring revoked certificates back.
      if (fresh === null || (list !== null && fresh.number < list.number)) {
        return false;
      }
      standing = answer.value;
      list = fresh;
      shelf.put(kind, id, utf8(JSON.stringify(answer.value)));
      return true;
    },
  };
}

function readList({ revocations }: Standing, trustPem: string): Crl | null {
  try {
    return readCrl(fromBase64(revocations), trustPem);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
