import type { X509Certificate } from "node:crypto";
import { request } from "node:https";
import { TLSSocket } from "node:tls";
import {
  enrolmentAnswerSchema,
  enrolmentAuthoritySchema,
  enrolmentPaths,
  type EnrolmentAnswer,
  type EnrolmentAuthority,
  type EnrolmentRequest,
} from "../../shared/http/enrolment.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { verifyChain } from "../formats/x509.ts";

/*
 * The line of a machine that trusts nobody yet. TLS cannot judge the other end; what does is the fingerprint
 * that a person compares, into which the authority's certificate goes.
 */

const timeoutMs = 15_000;
const largestAnswer = 262_144;
const serverPurpose = "1.3.6.1.5.5.7.3.1";

interface Heard {
  readonly status: number;
  readonly body: unknown;
  readonly peer: X509Certificate | undefined;
}

/** The base of the address a person typed: `host:port` or `https://host:port`; `null` for anything else. */
function baseOf(address: string): string | null {
  const text = address.trim();
  try {
    const url = new URL(text.includes("://") ? text : `https://${text}`);
    return url.protocol === "https:" && url.pathname === "/" && url.username === "" ? url.origin : null;
  } catch {
    return null;
  }
}

/** Asks who is there. The answer is only as good as the fingerprint that is compared afterwards. */
export async function whoAnswers(
  address: string,
): Promise<
  Result<{ readonly line: string; readonly authority: EnrolmentAuthority }, "unreachable" | "not-headquarters">
> {
  const line = baseOf(address);
  const heard = line === null ? null : await post(`${line}${enrolmentPaths.authority}`, {});
  if (line === null || heard === null) {
    return fail("unreachable");
  }
  const authority = enrolmentAuthoritySchema.safeParse(heard.body);
  // Whoever answers must at least be a server of the authority it names.
  return heard.status === 200 && authority.success && isServerOf(heard.peer, authority.data.trustPem)
    ? ok({ line, authority: authority.data })
    : fail("not-headquarters");
}

/** Asks to be enrolled, or how the question stands; `null` when nothing usable came back. */
export async function askToEnrol(line: string, asked: EnrolmentRequest): Promise<EnrolmentAnswer | null> {
  const heard = await post(`${line}${enrolmentPaths.ask}`, asked);
  const answer = enrolmentAnswerSchema.safeParse(heard?.body);
  return heard?.status === 200 && answer.success ? answer.data : null;
}

function isServerOf(peer: X509Certificate | undefined, trustPem: string): boolean {
  try {
    return peer?.keyUsage?.includes(serverPurpose) === true && verifyChain(peer.toString(), [trustPem], new Date()).ok;
  } catch {
    return false;
  }
}

function post(url: string, body: unknown): Promise<Heard | null> {
  return new Promise((resolve) => {
    const bytes = JSON.stringify(body);
    const call = request(
      url,
      {
        method: "POST",
        rejectUnauthorized: false,
        minVersion: "TLSv1.3",
        agent: false,
        timeout: timeoutMs,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(bytes) },
      },
      (response) => {
        const { socket } = response;
        const peer = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (piece: string) => {
          text += piece;
          if (text.length > largestAnswer) {
            call.destroy();
          }
        });
        response.on("error", () => resolve(null));
        response.on("close", () => resolve({ status: response.statusCode ?? 0, body: parse(text), peer }));
      },
    );
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(null));
    call.end(bytes);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
