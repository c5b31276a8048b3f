import type { z } from "zod";
import type { Failure } from "../../shared/failure.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { decodeCanonical } from "../formats/canonical-json.ts";
import { verifyCms, type CmsRefusal } from "../formats/cms.ts";
import { sha256Hex } from "../formats/digest.ts";
import { FormatError } from "../formats/format-error.ts";
import { isLaterGeneration } from "../formats/log-origin.ts";
import type { Directory, DirectoryEntry } from "./directory.ts";
import type { HeadquartersClock } from "./port.ts";
import type { Station } from "./stations.ts";
import type { Trust } from "./trust.ts";

/** How far the clock of a station may run ahead of headquarters, or an act lie back. */
const aheadMilliseconds = 10 * 60_000;
const backMilliseconds = 72 * 3_600_000;

interface ActFields {
  readonly person: string;
  readonly station: string;
  readonly at: string;
}

/** An act whose signature and signer have been checked. */
export interface SignedAct<A> {
  readonly act: A;
  readonly signer: DirectoryEntry;
  /** SHA-256 of the CMS bytes, lower-case hex. */
  readonly digest: string;
  readonly cms: Uint8Array;
}

/** Checks what persons sign. */
export interface ActReader {
  /**
   * Opens a CMS SignedData (RFC 5652) over canonical JSON.
   *
   * What it returns was signed by the very certificate that the directory lists for `act.person`,
   * valid now, at the station that is calling. The content was canonical and of this shape.
   */
  open<A extends ActFields>(
    cms: Uint8Array,
    schema: z.ZodType<A>,
    station: Station,
  ): Promise<Result<SignedAct<A>, Failure>>;
}

/** Makes the reader of acts that trusts the built-in authority and those it has accepted. */
export function createActReader(options: {
  readonly trust: Pick<Trust, "issuers" | "isRevoked">;
  readonly clock: HeadquartersClock;
  readonly directory: Directory;
}): ActReader {
  const { trust, clock, directory } = options;
  return {
    async open(cms, schema, station) {
      const verified = verifyCms(cms, trust.issuers(), new Date(clock.now()));
      if (!verified.ok) {
        return fail(signatureFailure(verified.reason, new Date(clock.now())));
      }
      const parsed = parseContent(verified.content, schema);
      if (!parsed.ok) {
        return parsed;
      }
      const act = parsed.value;
      if (trust.isRevoked(verified.certificate.digest)) {
        return fail({ code: "certificate-revoked" });
      }
      const signer = await directory.find(act.person);
      if (signer === null || signer.person.certificate !== verified.certificate.digest) {
        return fail({ code: "certificate-foreign" });
      }
      if (signer.revoked) {
        return fail({ code: "certificate-revoked" });
      }
      // A station whose log has ended signs under a later one already; what it may do with it is decided elsewhere.
      if (act.station !== station.logOrigin && !isLaterGeneration(act.station, station.logOrigin)) {
        return fail({ code: "bad-request", field: "station" });
      }
      const age = clock.now() - Date.parse(act.at);
      if (age < -aheadMilliseconds || age > backMilliseconds) {
        return fail({ code: "bad-request", field: "at" });
      }
      return ok({ act, signer, digest: sha256Hex(cms), cms });
    },
  };
}

function parseContent<A>(content: Uint8Array, schema: z.ZodType<A>): Result<A, Failure> {
  try {
    const parsed = schema.safeParse(decodeCanonical(content));
    return parsed.success ? ok(parsed.data) : fail({ code: "bad-request", field: fieldOf(parsed.error) });
  } catch (error) {
    if (error instanceof FormatError) {
      return fail({ code: "bad-request", field: "cms" });
    }
    throw error;
  }
}

/** The first field a schema objects to, as a dotted path. */
export function fieldOf(error: z.ZodError): string {
  return error.issues[0]?.path.join(".") ?? "";
}

function signatureFailure(reason: CmsRefusal, now: Date): Failure {
  const failures: Readonly<Record<CmsRefusal, Failure>> = {
    expired: { code: "certificate-expired", at: now.toISOString() },
    foreign: { code: "certificate-foreign" },
    "not-yet-valid": { code: "certificate-foreign" },
    malformed: { code: "bad-request", field: "cms" },
    signature: { code: "bad-request", field: "cms" },
  };
  return failures[reason];
}
