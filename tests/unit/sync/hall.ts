import Fastify, { type FastifyInstance } from "fastify";
import { request as call } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createLog, openLog, type AuditLog } from "../../../main/auditlog/index.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { registerMirror, type Cosigned, type Mirror } from "../../../main/headquarters/mirror/index.ts";
import { openSqlite, type Sqlite } from "../../../main/storage/index.ts";
import {
  startSync,
  TransportError,
  type Answer,
  type Outbox,
  type Sync,
  type SyncOptions,
  type Transport,
} from "../../../main/sync/index.ts";
import { handClock, origin, temporaryFolder, type HandClock } from "../auditlog/log-bench.ts";

/** One headquarters mirror on a real port, which can be stopped and started again on the same database. */
export interface Hall {
  readonly mirror: Mirror;
  readonly cosigned: Cosigned[];
  url(): string;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const cosigner = { name: "demo/headquarters/cosigner", ...generateSigningKey() };

interface HallOptions {
  readonly routes?: (fastify: FastifyInstance) => void;
  /** Verifier keys of the enrolled logs, by origin; read at each request. */
  readonly enrolled: ReadonlyMap<string, string>;
  /** Headquarters' clock; the tests' station and headquarters agree unless told otherwise. */
  readonly now?: () => Date;
}

export async function openHall(options: HallOptions): Promise<Hall> {
  const file = join(temporaryFolder(), "headquarters.sqlite");
  const cosigned: Cosigned[] = [];
  let running: { server: FastifyInstance; store: Sqlite; mirror: Mirror; url: string } | null = null;
  const start = async (): Promise<void> => {
    const store = openSqlite(file, { migrations: [] });
    const server = Fastify();
    const mirror = registerMirror(server, {
      store,
      cosigner,
      logOf: (name) => {
        const key = options.enrolled.get(name);
        return key === undefined ? null : { origin: name, verifierKey: key };
      },
      // Stands for the device certificate.
      stationOf: ({ headers }) => String(headers["x-station"]),
      now: options.now ?? (() => new Date(Date.UTC(2026, 10, 9, 8, 0, 0))),
      onCosigned: (one) => cosigned.push(one),
    });
    options.routes?.(server);
    const url = await server.listen({ host: "127.0.0.1", port: 0 });
    running = { server, store, mirror, url };
  };
  const stop = async (): Promise<void> => {
    const was = running;
    running = null;
    await was?.server.close();
    was?.store.close();
  };
  const now = (): NonNullable<typeof running> => {
    if (running === null) {
      throw new Error("headquarters is down");
    }
    return running;
  };
  await start();
  onTestFinished(stop);
  return {
    get mirror() {
      return now().mirror;
    },
    cosigned,
    url: () => now().url,
    restart: async () => {
      await stop();
      await start();
    },
    stop,
  };
}

/** What a transport saw and did, and what it is told to do to the next calls. */
export interface Wire extends Transport {
  readonly calls: string[];
  /** Called before each post; may throw, or answer in place of headquarters, or cut the body. */
  meddle: ((path: string, body: Uint8Array) => Answer | Uint8Array | null | Promise<Answer | Uint8Array | null>) | null;
}

/** A plain HTTP line, so that tests may cut and repeat what goes over it. */
export function wireTo(hall: Pick<Hall, "url">, station = origin): Wire {
  const send = (method: string, path: string, body: Uint8Array, headers: Record<string, string>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const refuse = (cause: unknown): void => reject(new TransportError("headquarters did not answer", { cause }));
      let target: URL;
      try {
        target = new URL(path, hall.url());
      } catch (error) {
        refuse(error);
        return;
      }
      const outgoing = call(
        target,
        { method, agent: false, headers: { "x-station": station, ...headers } },
        (response) => {
          const pieces: Buffer[] = [];
          response.on("data", (piece: Buffer) => pieces.push(piece));
          response.on("error", refuse);
          response.on("end", () => {
            const answered = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
            resolve({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(answered),
              body: new Uint8Array(Buffer.concat(pieces)),
            });
          });
        },
      );
      outgoing.on("error", refuse);
      outgoing.end(body);
    });
  const wire: Wire = {
    calls: [],
    meddle: null,
    post: async (path, body, headers = {}) => {
      const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
      wire.calls.push(path);
      const meddled = (await wire.meddle?.(path, bytes)) ?? null;
      if (meddled !== null && "status" in meddled) {
        return meddled;
      }
      const sent = meddled ?? bytes;
      return send("POST", path, sent, { ...headers, "content-length": String(sent.byteLength) });
    },
    get: (path) => send("GET", path, new Uint8Array(), {}),
    close: () => undefined,
  };
  return wire;
}

/** A station's log that can be opened again, and its line to the hall. */
export interface Desk {
  readonly log: AuditLog;
  readonly clock: HandClock;
  readonly folder: string;
  readonly enrolled: Map<string, string>;
  reopen(): AuditLog;
}

export function openDesk(): Desk {
  const folder = join(temporaryFolder(), "log");
  const clock = handClock();
  const options = { origin, clock, keyStore: null };
  let log = createLog(folder, options);
  onTestFinished(() => log.close());
  return {
    get log() {
      return log;
    },
    clock,
    folder,
    enrolled: new Map([[origin, log.verifierKey]]),
    reopen: () => {
      log.close();
      log = openLog(folder, options);
      return log;
    },
  };
}

/** A synchroniser that only moves when told to. */
export function syncOf(
  log: AuditLog,
  transport: Transport,
  hall: Hall,
  outbox?: Outbox,
  onBreach?: SyncOptions["onBreach"],
): Sync {
  const day = 86_400_000;
  const sync = startSync({
    log,
    transport,
    mirrorKey: hall.mirror.verifierKey,
    pace: { idleMs: day, settleMs: day, firstRetryMs: day, longestRetryMs: day },
    ...(outbox === undefined ? {} : { outbox }),
    ...(onBreach === undefined ? {} : { onBreach }),
  });
  onTestFinished(() => sync.close());
  return sync;
}

export function beats(log: AuditLog, count: number): void {
  for (let n = 0; n < count; n += 100) {
    const [first, ...rest] = Array.from(
      { length: Math.min(100, count - n) },
      () => ({ t: "heartbeat", b: {} }) as const,
    );
    if (first !== undefined) {
      log.append(first, ...rest);
    }
  }
}
