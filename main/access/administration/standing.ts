import { heldAt, mayDo, type GradedAction, type GradedFootage } from "../../../shared/access/authorisation.ts";
import { authorisationArticle } from "../../../shared/access/policy/articles.ts";
import type { Failure } from "../../../shared/failure.ts";
import { standingSchema } from "../../../shared/model/administration.ts";
import type { AuthorisationRule } from "../../../shared/refusals.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { fromBase64, fromUtf8, utf8 } from "../../formats/bytes.ts";
import { readCrl, type Crl } from "../../formats/crl.ts";
import { FormatError } from "../../formats/format-error.ts";
import type { HeadquartersClient } from "../headquarters-client.ts";
import type { SealedShelf } from "../sealed-shelf.ts";
import type { Register } from "./register.ts";

/** What a station knows of who may do what and whose certificates count, as it was received last. */
export interface StandingRecord {
  /** Authorities beside the built-in one whose persons may sign (PEM). */
  authorities(): readonly string[];
  /** The list of revoked certificates; `null` until one has come. */
  revocations(): Crl | null;
  /** What the signed-in person would do beyond their authorisation; `null` also before anything was received. */
  beyond(person: string, action: GradedAction, footage: readonly GradedFootage[]): Failure | null;
  /** The same where footage is about to be shown, by the pack of its grant: without a proven register nobody may. */
  beyondInRoom(
    person: string,
    action: GradedAction,
    footage: readonly GradedFootage[],
    pack: PolicyPack | null,
  ): Failure | null;
  /** Whether somebody acted beyond their authorisation at a moment, by that pack; also before anything was received. */
  isBeyond(
    person: string,
    action: GradedAction,
    at: number,
    footage: readonly GradedFootage[],
    pack: PolicyPack,
  ): boolean;
  refresh(): Promise<boolean>;
}

interface Options {
  readonly headquarters: HeadquartersClient;
  readonly shelf: SealedShelf;
  readonly register: Register;
  /** Certificate of the built-in authority (PEM). */
  readonly trustPem: string;
  readonly policy: () => PolicyPack | null;
  readonly now: () => Date;
}

interface Exceeded {
  readonly rule: AuthorisationRule;
  readonly article?: string;
}

const kind = "received";
const id = "standing";
/** Whoever signs does so by the clock of a station, and an authorisation is dated by that of headquarters. */
const clocksApart = 120_000;
/** A station of an earlier version kept its authorisations here too, without a proof. */
const keptSchema = standingSchema.pick({ revocations: true });

/** Reads from the shelf and asks headquarters when told to, so that a station works for weeks without it (rule R14). */
export function createStanding({ headquarters, shelf, register, trustPem, policy, now }: Options): StandingRecord {
  const kept = shelf.get(kind, id);
  let list: Crl | null =
    kept === null ? null : readList(keptSchema.parse(JSON.parse(fromUtf8(kept))).revocations, trustPem);

  /** By the authorisation that counts now; by that of its time for an act that was done at `past`. */
  const exceeded = (
    person: string,
    action: GradedAction,
    footage: readonly GradedFootage[],
    pack: PolicyPack | null,
    past?: number,
  ): Exceeded | null => {
    const known = register.current();
    if (known === null) {
      return { rule: "register-unknown" };
    }
    const changes = [...known.authorisations, ...(known.earlier ?? [])].filter((one) => one.person === person);
    const held = past === undefined ? changes[0]?.authorisation : heldAt(changes, past + clocksApart);
    const isOutside = known.outside.some((one) => one === person);
    const facts = { pack: pack ?? {}, person, now: past ?? now().getTime(), footage };
    const rule = isOutside ? null : mayDo(held, action, facts);
    if (rule === null || pack === null) {
      return rule === null ? null : { rule };
    }
    const article = authorisationArticle(pack, rule, held, footage);
    return { rule, ...(article === undefined ? {} : { article }) };
  };
  const beyondInRoom: StandingRecord["beyondInRoom"] = (person, action, footage, pack) => {
    const found = exceeded(person, action, footage, pack);
    return found === null ? null : { code: "beyond-authorisation", ...found };
  };

  return {
    authorities: () => register.current()?.authorities ?? [],
    revocations: () => list,
    beyond: (person, action, footage) =>
      register.current() === null ? null : beyondInRoom(person, action, footage, policy()),
    beyondInRoom,
    isBeyond: (person, action, at, footage, pack) => exceeded(person, action, footage, pack, at) !== null,
    async refresh() {
      const answer = await headquarters.call("standing", {});
      if (!answer.ok) {
        return false;
      }
      const isTaken = register.take(answer.value.register);
      const { revocations } = answer.value;
      const fresh = readList(revocations, trustPem);
      // An older list, or one that its authority did not sign, would bring revoked certificates back.
      if (fresh === null || (list !== null && fresh.number < list.number)) {
        return false;
      }
      list = fresh;
      shelf.put(kind, id, utf8(JSON.stringify({ revocations })));
      return isTaken;
    },
  };
}

function readList(revocations: string, trustPem: string): Crl | null {
  try {
    return readCrl(fromBase64(revocations), trustPem);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
