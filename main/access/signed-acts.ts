import type { Failure } from "../../shared/failure.ts";
import type { PersonId } from "../../shared/model/person.ts";
import type { Result } from "../../shared/result.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import type { Intended, Unanswered } from "./requests/unanswered.ts";

/** Makes the signed-in person sign an act with their PIN; the signature is CMS SignedData. */
export type Signer = (
  pin: string,
  act: (signer: { readonly person: PersonId }, at: string) => unknown,
) => Promise<Result<Uint8Array, Failure>>;

/** What acts are signed with at this station and sent to headquarters. */
export interface Signing {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
  /** What was sent and not answered goes again as the same bytes. */
  readonly unanswered: Unanswered;
  /** Who signs. */
  readonly person: () => PersonId | null;
}

/** What every act begins with. */
export interface ActHead {
  readonly v: 1;
  readonly person: PersonId;
  readonly station: string;
  readonly at: string;
}

/** Signs an act and sends it, once more as the very bytes of before when nobody answered then. */
export function sendAct<T>(
  { unanswered, sign, station }: Signing,
  pin: string,
  intended: Intended,
  act: (head: ActHead, nonce: string) => unknown,
  call: (cms: string) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  return unanswered.send(
    intended,
    (nonce) => sign(pin, ({ person }, at) => act({ v: 1, person, station, at }, nonce)),
    call,
  );
}
