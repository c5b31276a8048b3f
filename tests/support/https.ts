import { request as httpsRequest } from "node:https";
import type { Headquarters } from "../../main/headquarters/index.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** One HTTPS request that trusts nothing but this headquarters. Rejects when TLS fails. */
export function fetchOver(
  headquarters: Headquarters,
  method: string,
  path: string,
  options: { cert?: string; key?: string; ca?: string; body?: string; headers?: Record<string, string> },
): Promise<Answer> {
  const { body, headers = {}, ca = headquarters.trustPem, ...identity } = options;
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(
      new URL(path, headquarters.url),
      { method, headers, ca, ...identity, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
