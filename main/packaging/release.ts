import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { sha256Hex } from "../formats/digest.ts";
import { utf8 } from "../formats/bytes.ts";
import { formatRelease } from "../formats/release.ts";
import type { Release } from "./tree.ts";

const dayMs = 86_400_000;

/** What a release says beside what its files say. */
export interface ReleaseTerms {
  readonly minimumVersion: string;
  /** When it is issued, in ms since the epoch. */
  readonly issued: number;
  /** Days for which stations take it. */
  readonly days: number;
  /** Share of the stations, in percent. */
  readonly rollout: number;
  readonly emergency: boolean;
}

/**
 * The release of a package, before anybody has signed it (`vitrine release sign`).
 *
 * @param note the signed list of the tree inside. @param bill its bill of materials.
 * @throws {FormatError} when the terms do not follow the format.
 */
export async function describeRelease(
  { edition, platform, version, counter }: Release,
  files: { readonly artefact: string; readonly note: string; readonly bill: Uint8Array },
  { minimumVersion, issued, days, rollout, emergency }: ReleaseTerms,
): Promise<Uint8Array> {
  const digest = createHash("sha512");
  let size = 0;
  await pipeline(
    createReadStream(files.artefact),
    async function* watch(pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        size += piece.byteLength;
        yield piece;
      }
    },
    digest,
  );
  return formatRelease({
    product: "vitrine",
    edition,
    platform,
    version,
    counter,
    minimumVersion,
    issued: new Date(issued).toISOString(),
    expires: new Date(issued + days * dayMs).toISOString(),
    artefact: { name: basename(files.artefact), size, sha512: digest.digest("hex") },
    installation: sha256Hex(utf8(files.note)),
    bill: sha256Hex(files.bill),
    rollout,
    emergency,
  });
}
