import { z } from "zod";
import type { Failure } from "../../../shared/failure.ts";
import type { Result } from "../../../shared/result.ts";
import { base64, fromUtf8, utf8 } from "../../formats/bytes.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { freshNonce } from "../nonce.ts";
import type { SealedShelf } from "../sealed-shelf.ts";

/** What somebody signs, apart from the moment: what it is and everything that they chose. */
export interface Intended {
  readonly person: string | null;
  readonly act: string;
  readonly content: unknown;
}

/** Signed acts on their way to headquarters, kept until an answer comes. */
export interface Unanswered {
  /** Whether this was sent before and nobody knows what became of it. */
  has(intended: Intended): boolean;
  /**
   * Signs and sends an act. One that went out before without an answer goes again as the very bytes that were signed then,
   * which headquarters takes once only; the PIN is asked either way.
   *
   * Where headquarters no longer takes those bytes, the new ones bear the same nonce, so that it never takes both.
   */
  send<T>(
    intended: Intended,
    sign: (nonce: string) => Promise<Result<Uint8Array, Failure>>,
    call: (cms: string) => Promise<Result<T, Failure>>,
  ): Promise<Result<T, Failure>>;
}

const kind = "unanswered";
const keptSchema = z.object({ cms: z.string(), nonce: z.string(), at: z.int() });
/** Headquarters takes no act that was signed longer ago; what it made of one is in the list of requests by then. */
const keptFor = 7 * 86_400_000;

/** Keeps on the sealed shelf, so that a station that stops in between still sends the same bytes. */
export function createUnanswered(shelf: SealedShelf, now: () => Date): Unanswered {
  const read = (id: string): z.infer<typeof keptSchema> | null => {
    const bytes = shelf.get(kind, id);
    return bytes === null ? null : keptSchema.parse(JSON.parse(fromUtf8(bytes)));
  };
  const dropOld = (): void => {
    for (const id of shelf.ids(kind)) {
      const kept = read(id);
      if (kept !== null && now().getTime() - kept.at > keptFor) {
        shelf.remove(kind, id);
      }
    }
  };

  return {
    has: (intended) => read(idOf(intended)) !== null,
    async send(intended, sign, call) {
      const id = idOf(intended);
      const kept = read(id);
      const nonce = kept?.nonce ?? freshNonce();
      const signed = await sign(nonce);
      if (!signed.ok) {
        return signed;
      }
      const settle = async (cms: string): ReturnType<typeof call> => {
        const answer = await call(cms);
        if (answer.ok || !isNoAnswer(answer.failure)) {
          shelf.remove(kind, id);
        }
        return answer;
      };
      if (kept !== null) {
        const again = await settle(kept.cms);
        if (again.ok || isNoAnswer(again.failure)) {
          return again;
        }
      }
      const cms = base64(signed.value);
      dropOld();
      shelf.put(kind, id, utf8(JSON.stringify({ cms, nonce, at: now().getTime() })));
      return settle(cms);
    },
  };
}

function idOf({ person, act, content }: Intended): string {
  return sha256Hex(utf8(JSON.stringify([person, act, content])));
}

function isNoAnswer({ code }: Failure): boolean {
  return code === "headquarters-unreachable";
}
