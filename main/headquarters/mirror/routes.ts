import { createGunzip } from "node:zlib";
import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sha256Hex } from "../../formats/digest.ts";
import { utf8 } from "../../formats/bytes.ts";
import { mirrorInfoType, sizeType } from "../../formats/tlog-mirror.ts";
import { largestCheckpointBody, type CallersLog, type MirrorDoor } from "./door.ts";
import type { MirrorOptions } from "./index.ts";
import type { MirrorAnswer, MirrorRules } from "./mirror.ts";
import type { MirrorStore } from "./mirror-store.ts";
import { StreamInput } from "./stream-input.ts";
import { entryBundle, hashTile } from "./tiles.ts";

/** Sizes as checkpoints write them, and no greater than a log can grow. */
const sizePattern = /^(?:0|[1-9][0-9]{0,14})$/u;

interface Parts {
  readonly rules: MirrorRules;
  readonly door: MirrorDoor;
  readonly store: MirrorStore;
  readonly options: MirrorOptions;
}

/** Adds the routes. Bodies are read as streams, so an upload that breaks off keeps what it had proved. */
export function serveMirror(fastify: FastifyInstance, parts: Parts): void {
  const plugin = async (scope: FastifyInstance): Promise<void> => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => {
      done(null, payload);
    });
    scope.post("/add-checkpoint", async (request, reply) => addCheckpoint(parts, request, reply));
    scope.post("/add-entries", async (request, reply) => addEntries(parts, request, reply));
    scope.get("/:log/checkpoint", async (request, reply) => showCheckpoint(parts, request, reply));
    scope.get("/:log/receipts/:size", async (request, reply) => showReceipt(parts, request, reply));
    scope.get("/:log/tile/*", async (request, reply) => showTile(parts, request, reply));
  };
  void fastify.register(plugin, { prefix: "/tlog" });
}

function bodyOf(request: FastifyRequest): Readable {
  // The parser above hands the stream itself on.
  return request.body as Readable;
}

async function addCheckpoint(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const body = await new StreamInput(bodyOf(request)).rest(largestCheckpointBody);
  return answer(reply, parts.door.addCheckpoint(callersLog(parts, request), body));
}

/** The log if it is enrolled (else 404) and the caller's own (else 403). */
function callersLog({ options }: Parts, request: FastifyRequest): CallersLog {
  return (origin) => {
    const log = options.logOf(origin);
    if (log === null) {
      return 404;
    }
    return options.stationOf(request) === origin ? log : 403;
  };
}

async function addEntries(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  void reply.header("accept-encoding", "gzip");
  const stream = decoded(request);
  return stream === null
    ? reply.code(415).send()
    : answer(reply, await parts.door.addEntries(callersLog(parts, request), stream));
}

function decoded(request: FastifyRequest): Readable | null {
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") {
    return bodyOf(request);
  }
  if (encoding !== "gzip") {
    return null;
  }
  const source = bodyOf(request);
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  source.on("aborted", () => gunzip.destroy(new Error("upload broke off")));
  return source.pipe(gunzip);
}

function answer(reply: FastifyReply, said: MirrorAnswer): FastifyReply {
  void reply.code(said.status);
  if ("lines" in said) {
    return reply.type("text/plain; charset=utf-8").send(said.lines);
  }
  if ("info" in said) {
    // The exact type: the specification allows no parameter.
    return reply.header("content-type", mirrorInfoType).send(utf8(said.info));
  }
  return "size" in said ? reply.header("content-type", sizeType).send(utf8(`${said.size}\n`)) : reply.send();
}

interface TilePath {
  readonly log: string;
  readonly size?: string;
  readonly "*"?: string;
}

/** Origin behind the digest in the path, when the caller may read it. */
function readable({ options, store }: Parts, request: FastifyRequest): string | null {
  // Fastify fills the parameters named in the route.
  const { log } = request.params as TilePath;
  const origin = store.origins().find((known) => sha256Hex(utf8(known)) === log);
  if (origin === undefined) {
    return null;
  }
  const mayRead = options.mayRead?.(request, origin) ?? options.stationOf(request) === origin;
  return mayRead ? origin : null;
}

async function showCheckpoint(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const origin = readable(parts, request);
  const head = origin === null ? null : parts.rules.tree(origin).head();
  return head === null ? reply.code(404).send() : reply.type("text/plain; charset=utf-8").send(head.note);
}

/** The note that was cosigned at exactly this size: a log that has lost its receipts gets them back. */
async function showReceipt(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const origin = readable(parts, request);
  const { size = "" } = request.params as TilePath;
  const given = origin === null || !sizePattern.test(size) ? "never" : parts.store.given(origin, Number(size));
  return typeof given === "string" ? reply.code(404).send() : reply.type("text/plain; charset=utf-8").send(given.note);
}

async function showTile(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const origin = readable(parts, request);
  const path = (request.params as TilePath)["*"] ?? "";
  if (origin === null) {
    return reply.code(404).send();
  }
  const tree = parts.rules.tree(origin);
  const size = tree.head()?.size ?? 0;
  const tile = path.startsWith("entries/") ? entryBundle(tree, size, path) : hashTile(tree, size, path);
  return tile === null ? reply.code(404).send() : reply.type("application/octet-stream").send(tile);
}
