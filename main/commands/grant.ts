import { readFileSync, statSync } from "node:fs";
import { fromBase64 } from "../formats/bytes.ts";
import { verifyCms } from "../formats/cms.ts";
import { sha256Hex } from "../formats/digest.ts";
import { FormatError } from "../formats/format-error.ts";
import { parseGrantFile, verifyGrantFile, type GrantFile } from "../formats/grant-file.ts";
import { leafHash, verifyInclusion } from "../formats/merkle.ts";
import { parseCheckpoint } from "../formats/checkpoint.ts";
import { parseNote, parseVerifierKey } from "../formats/signed-note.ts";
import { grantLines } from "./grant-words.ts";
import type { CommandLanguage } from "./words.ts";

export interface InspectGrantCommand {
  readonly file: string;
  /** C2SP verifier keys of the log of headquarters, or of a cosigner of it, that are trusted. */
  readonly key: readonly string[];
  /** PEM file with certificates of the authorities whose persons may sign. */
  readonly authority: string | undefined;
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
  readonly json: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What was found out about a grant beside what it says. */
export interface GrantReport {
  /** `unconfirmed`: the proof agrees with itself and no key was given that vouches for it. */
  readonly proof: "verified" | "unconfirmed" | "broken";
  /** The key that vouches, as it was given. */
  readonly key?: string;
  /** Origin of the log that the proof speaks of, and who signed its checkpoint. */
  readonly origin: string;
  readonly size: number;
  readonly signers: readonly string[];
  /** `unchecked` without an authority's certificate; `broken` when a signature does not hold or an approval has none. */
  readonly acts: "verified" | "unchecked" | "broken";
  readonly window: "open" | "early" | "over";
}

/** Longest file that is looked into: a grant with its longest annex, in base64url, and the acts behind it. */
const longestFile = 64 * 1024 * 1024;

/**
 * `vitrine grant inspect FILE`: explains a grant in words, without app, network or database. Its sealed keys stay sealed.
 *
 * @returns the exit code: 0 proved under a key that was given; 1 not proved, or something in it does not hold; 2 no
 * grant, or an option that cannot be used.
 */
export function inspectGrantCommand(command: InspectGrantCommand): number {
  const { language, line, json } = command;
  const file = readGrant(command.file);
  if (file === null) {
    const outcome = { outcome: "unreadable" };
    (json ? [JSON.stringify(outcome)] : grantLines(null, null, language)).forEach(line);
    return 2;
  }
  const report = reportOn(file, command);
  if (json) {
    const { sealed, ...leaf } = file.leaf;
    line(
      JSON.stringify({
        ...report,
        grant: { ...leaf, presenceShares: sealed.presence.map(({ capacity }) => capacity) },
      }),
    );
  } else {
    grantLines(file, report, language).forEach(line);
  }
  return report.proof === "verified" && report.acts !== "broken" ? 0 : 1;
}

function readGrant(path: string): GrantFile | null {
  try {
    return statSync(path).size > longestFile ? null : parseGrantFile(readFileSync(path, "utf8"));
  } catch {
    // Missing, a folder, not ours to read, or no grant: all the same to somebody who wants one explained.
    return null;
  }
}

function reportOn(file: GrantFile, { key: keys, authority, now }: InspectGrantCommand): GrantReport {
  const { text, signatures } = parseNote(file.proof.checkpoint);
  const { origin, size, root } = parseCheckpoint(text);
  const key = keys.find((one) => {
    const { name } = parseVerifierKey(one);
    const isOwn = verifyGrantFile(file, { headquartersOrigin: origin, headquartersVerifierKey: one });
    return isOwn && signatures.some((line) => line.name === name);
  });
  return {
    proof:
      key !== undefined ? "verified" : isIncluded(file, size, root) && keys.length === 0 ? "unconfirmed" : "broken",
    ...(key === undefined ? {} : { key }),
    origin,
    size,
    signers: [...new Set(signatures.map(({ name }) => name))],
    acts:
      authority === undefined ? "unchecked" : areSigned(file, readFileSync(authority, "utf8")) ? "verified" : "broken",
    window: windowOf(file, now),
  };
}

/** Whether the leaf leads to the root of its checkpoint, whoever signed that. */
function isIncluded({ leafBytes, proof }: GrantFile, size: number, root: Uint8Array): boolean {
  try {
    return verifyInclusion(proof.index, size, leafHash(leafBytes), proof.proof, root);
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}

/** Every signed act holds under the authority, and each approval in the grant is one of them. */
function areSigned({ leaf, evidence }: GrantFile, authorityPem: string): boolean {
  const at = new Date(leaf.issuedAt);
  const authorities = authorityPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];
  const acts = evidence.map(({ cms }) => fromBase64(cms));
  const digests = new Set(acts.map(sha256Hex));
  return (
    acts.length > 0 &&
    acts.every((cms) => verifyCms(cms, authorities, at).ok) &&
    digests.has(leaf.requestDigest) &&
    leaf.approvals.every(({ digest }) => digests.has(digest))
  );
}

function windowOf({ leaf }: GrantFile, now: number): GrantReport["window"] {
  if (now < Date.parse(leaf.notBefore)) {
    return "early";
  }
  return now >= Date.parse(leaf.notAfter) ? "over" : "open";
}
