import Fastify from "fastify";
import { request } from "node:http";
import { join } from "node:path";
import { openLog } from "../../main/auditlog/index.ts";
import { generateSigningKey } from "../../main/formats/ed25519.ts";
import { registerMirror } from "../../main/headquarters/mirror/index.ts";
import { openSqlite } from "../../main/storage/index.ts";
import { startSync, type Answer, type Transport } from "../../main/sync/index.ts";

/**
 * Carries a station's whole log to a mirror in this very process, over HTTP, and says as JSON how long it
 * took and the most memory the process ever held. A program of its own, so that nothing else counts.
 *
 * Arguments: folder that holds the log in `log`, origin.
 */
const [folder = "", origin = ""] = process.argv.slice(2);
const clock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };

function lineTo(url: string): Transport {
  const post: Transport["post"] = (path, body, headers = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const all = { ...headers, "content-length": Buffer.byteLength(body) };
      const call = request(new URL(path, url), { method: "POST", headers: all }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on("data", (piece: Buffer) => pieces.push(piece));
        answer.on("end", () => {
          const said = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
          const whole = new Uint8Array(Buffer.concat(pieces));
          resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(said), body: whole });
        });
      });
      call.on("error", reject);
      call.end(body);
    });
  return { post, get: () => Promise.reject(new Error("nothing is read here")), close: () => undefined };
}

const log = openLog(join(folder, "log"), { origin, clock, keyStore: null });
const store = openSqlite(join(folder, "headquarters.sqlite"), { migrations: [] });
const server = Fastify({ bodyLimit: 64 * 1024 * 1024 });
const mirror = registerMirror(server, {
  store,
  cosigner: { name: "demo/headquarters/cosigner", ...generateSigningKey() },
  logOf: (name) => ({ origin: name, verifierKey: log.verifierKey }),
  stationOf: () => origin,
});
const url = await server.listen({ host: "127.0.0.1", port: 0 });
const start = process.hrtime.bigint();
const day = 86_400_000;
const sync = startSync({
  log,
  transport: lineTo(url),
  mirrorKey: mirror.verifierKey,
  pace: { idleMs: day, settleMs: day, firstRetryMs: day, longestRetryMs: day },
});
const { status } = await sync.now();
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const { size } = mirror.head(origin);
process.stdout.write(JSON.stringify({ status, size, seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
await sync.close();
await server.close();
log.close();
store.close();
