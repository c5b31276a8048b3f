import type { AuditLog } from "../auditlog/index.ts";
import { fromUtf8 } from "../formats/bytes.ts";
import { TransportError, type Transport } from "../sync/index.ts";
import { routes } from "../../shared/http/api.ts";
import { changeEnrolment, type Enrolment } from "./enrolment.ts";

interface Parts {
  readonly enrolment: Enrolment;
  /** Where the enrolment is kept. */
  readonly file: string;
  readonly log: Pick<AuditLog, "append">;
  readonly transport: Transport;
}

const askingMs = 5_000;

/**
 * The key of headquarters for travel bundles. A station enrolled before there was one asks once over the line, which
 * only the enrolled headquarters can answer, keeps what it learns, and says so in its log.
 *
 * @returns the key, base64url; null while headquarters cannot be reached or is too old to have one.
 */
export function travelKeyOf({ enrolment, file, log, transport }: Parts): () => Promise<string | null> {
  let key = enrolment.headquarters.travelKey ?? null;
  return async () => {
    if (key !== null) {
      return key;
    }
    key = await ask(transport);
    if (key !== null) {
      const travelKey = key;
      changeEnrolment(file, (kept) => ({ ...kept, headquarters: { ...kept.headquarters, travelKey } }));
      log.append({ t: "config", b: { change: "travel-key", key } });
    }
    return key;
  };
}

async function ask(transport: Transport): Promise<string | null> {
  const headers = { "content-type": "application/json" };
  try {
    const answer = await transport.post(routes.travelKey.path, "{}", headers, AbortSignal.timeout(askingMs));
    return answer.status === 200 ? routes.travelKey.output.parse(JSON.parse(fromUtf8(answer.body))).key : null;
  } catch (error) {
    if (error instanceof TransportError || (error instanceof Error && error.name === "AbortError")) {
      return null;
    }
    throw error;
  }
}
