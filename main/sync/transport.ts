import { Agent, request, type RequestOptions } from "node:https";

/** What headquarters answered; any status is an answer, only a missing answer is an error. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The only way from a station to headquarters: HTTPS with both sides' certificates. */
export interface Transport {
  /** @throws {TransportError} when no complete answer came. */
  post(
    path: string,
    body: Uint8Array | string,
    headers?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Answer>;
  /** `range` is `[from, to)` in bytes. @throws {TransportError} */
  get(
    path: string,
    options?: {
      readonly range?: { readonly from: number; readonly to: number };
      readonly signal?: AbortSignal;
      /** Bytes after which the answer is cut off. */
      readonly largest?: number;
    },
  ): Promise<Answer>;
  close(): void;
}

export interface TransportOptions {
  /** `https://host:port`. */
  readonly url: string;
  /** Certificate authority that headquarters' certificate must come from; no other is trusted. */
  readonly trustPem: string;
  /** Device certificate and key that say which station is calling. */
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** Silence after which a call is given up, in ms. Default 30 000. */
  readonly timeoutMs?: number;
}

/** No complete answer came: no route, a foreign certificate, silence, or a cut line. */
export class TransportError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TransportError";
  }
}

const largestAnswer = 64 * 1024 * 1024;

/** Opens the line to headquarters; connects on first use and keeps connections alive. */
export function openTransport(options: TransportOptions): Transport {
  const base = new URL(options.url);
  if (base.protocol !== "https:") {
    throw new TypeError("headquarters is reached over https only");
  }
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 8,
    ca: options.trustPem,
    cert: options.certificatePem,
    key: options.privateKeyPem,
    minVersion: "TLSv1.3",
    rejectUnauthorized: true,
  });
  const call = (
    extra: RequestOptions,
    path: string,
    body: Uint8Array | string | null,
    largest = largestAnswer,
  ): Promise<Answer> =>
    exchange({ ...extra, agent, timeout: options.timeoutMs ?? 30_000 }, new URL(path, base), body, largest);

  return {
    post: (path, body, headers = {}, signal) =>
      call(
        { method: "POST", headers: { "content-length": Buffer.byteLength(body), ...headers }, ...optional(signal) },
        path,
        body,
      ),
    get: (path, { range, signal, largest } = {}) =>
      call(
        {
          method: "GET",
          headers: range === undefined ? {} : { range: `bytes=${range.from}-${range.to - 1}` },
          ...optional(signal),
        },
        path,
        null,
        largest,
      ),
    close: () => agent.destroy(),
  };
}

function optional(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function exchange(
  options: RequestOptions,
  url: URL,
  body: Uint8Array | string | null,
  largest: number,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void =>
      reject(error.name === "AbortError" ? error : new TransportError("headquarters did not answer", { cause: error }));
    const call = request(url, options, (response) => {
      const pieces: Uint8Array[] = [];
      let size = 0;
      response.on("data", (piece: Buffer) => {
        size += piece.length;
        if (size > largest) {
          call.destroy(new Error("answer too large"));
          return;
        }
        pieces.push(piece);
      });
      response.on("error", refuse);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: flatten(response.headers),
          body: new Uint8Array(Buffer.concat(pieces)),
        }),
      );
    });
    call.on("timeout", () => call.destroy(new Error("silence")));
    call.on("error", (error) => {
      // Headquarters closes idle connections; a busy station learns of it only by trying one. Nothing
      // was read there, so the call goes again: each try uses up one stale connection.
      if (call.reusedSocket && "code" in error && error.code === "ECONNRESET") {
        resolve(exchange(options, url, body, largest));
        return;
      }
      refuse(error);
    });
    call.end(body ?? undefined);
  });
}

function flatten(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
