import { largestRelease, type Release } from "../formats/release.ts";
import type { UpdateRefusal } from "../../shared/updates.ts";

/** What headquarters answered; the line itself never follows where an answer points. */
export interface LineAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The part of the connection to headquarters that this room uses. Rejects when no complete answer came. */
export interface UpdateLine {
  get(
    path: string,
    options: {
      readonly range?: { readonly from: number; readonly to: number };
      readonly signal: AbortSignal;
      /** Bytes after which the answer is cut off. */
      readonly largest: number;
    },
  ): Promise<LineAnswer>;
}

/** Bytes of one piece; headquarters gives no larger ones. */
export const pieceBytes = 1_048_576;
/** A piece that takes longer did not come, however often a byte dripped in. */
const longestPieceMs = 120_000;

/** An update ends here, for this reason. */
export class UpdateRefused extends Error {
  readonly reason: UpdateRefusal;

  constructor(reason: UpdateRefusal, options?: ErrorOptions) {
    super(`update refused: ${reason}`, options);
    this.name = "UpdateRefused";
    this.reason = reason;
  }
}

/** Asks for one answer within its time. @throws {UpdateRefused} unless one of these came, whole. */
async function ask(
  line: UpdateLine,
  path: string,
  options: { readonly range?: { readonly from: number; readonly to: number }; readonly largest: number },
  patience: number,
): Promise<LineAnswer> {
  const signal = AbortSignal.timeout(patience);
  const answer = await line.get(path, { ...options, signal }).catch((cause: unknown) => {
    throw new UpdateRefused("unanswered", { cause });
  });
  if (answer.status >= 300 && answer.status < 400) {
    throw new UpdateRefused("redirected");
  }
  return answer;
}

/**
 * Asks headquarters for the release of an edition and platform.
 *
 * @returns the bytes of `release.json`, unverified; `null` when there is none.
 * @throws {UpdateRefused} when nothing came, or something that is no answer.
 */
export async function fetchRelease(
  line: UpdateLine,
  { edition, platform }: Pick<Release, "edition" | "platform">,
  patience = longestPieceMs,
): Promise<Uint8Array | null> {
  const answer = await ask(line, `/v1/updates/${edition}/${platform}`, { largest: largestRelease }, patience);
  if (answer.status === 404) {
    return null;
  }
  if (answer.status !== 200) {
    throw new UpdateRefused("unanswered");
  }
  return answer.body;
}

/**
 * Fetches one piece of an artefact: exactly these bytes of a body of exactly this size.
 *
 * @throws {UpdateRefused} for anything shorter, longer or other than what was asked for.
 */
export async function fetchPiece(
  line: UpdateLine,
  { sha512, size }: Release["artefact"],
  range: { readonly from: number; readonly to: number },
  patience = longestPieceMs,
): Promise<Uint8Array> {
  const length = range.to - range.from;
  const answer = await ask(line, `/v1/updates/artefacts/${sha512}`, { range, largest: length }, patience);
  if (answer.status !== 206) {
    throw new UpdateRefused(answer.status === 200 || answer.status === 416 ? "wrong-size" : "unanswered");
  }
  const stated = answer.headers["content-range"];
  if (stated !== `bytes ${range.from}-${range.to - 1}/${size}` || answer.body.byteLength !== length) {
    throw new UpdateRefused("wrong-size");
  }
  return answer.body;
}
