import { createGunzip } from "node:zlib";
import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sha256Hex } from "../../formats/digest.ts";
import { utf8 } from "../../formats/bytes.ts";
import { parseCheckpoint } from "../../formats/checkpoint.ts";
import { FormatError } from "../../formats/format-error.ts";
import { parseNote } from "../../formats/signed-note.ts";
import {
  mirrorInfoType,
  packageBounds,
  parseAddCheckpoint,
  readAddEntriesHeader,
  readPackage,
  sizeType,
  type AddEntriesHeader,
} from "../../formats/tlog-mirror.ts";
import type { MirroredLog, MirrorOptions } from "./index.ts";
import type { MirrorAnswer, MirrorRules } from "./mirror.ts";
import type { MirrorStore } from "./mirror-store.ts";
import { StreamInput } from "./stream-input.ts";
import { entryBundle, hashTile } from "./tiles.ts";

const largestCheckpointBody = 65_536;

interface Parts {
  readonly rules: MirrorRules;
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
  const offered = body === null ? null : orNull(() => parseAddCheckpoint(body));
  const origin = offered === null ? null : orNull(() => parseCheckpoint(parseNote(offered.note).text).origin);
  if (body === null || offered === null || origin === null) {
    return reply.code(400).send();
  }
  const log = callersLog(parts, request, origin);
  return typeof log === "number"
    ? reply.code(log).send()
    : answer(reply, parts.rules.addCheckpoint(log, offered, body));
}

/** The log if it is enrolled (else 404) and the caller's own (else 403). */
function callersLog({ options }: Parts, request: FastifyRequest, origin: string): MirroredLog | 403 | 404 {
  const log = options.logOf(origin);
  if (log === null) {
    return 404;
  }
  return options.stationOf(request) === origin ? log : 403;
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

async function addEntries(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  void reply.header("accept-encoding", "gzip");
  const stream = decoded(request);
  if (stream === null) {
    return reply.code(415).send();
  }
  const input = new StreamInput(stream);
  try {
    return answer(reply, await takeEntries(parts, request, input));
  } catch (error) {
    if (error instanceof FormatError) {
      return reply.code(400).send();
    }
    throw error;
  } finally {
    // What was not read is let go, so that the answer can leave on the same connection.
    input.drain();
  }
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

async function takeEntries(parts: Parts, request: FastifyRequest, input: StreamInput): Promise<MirrorAnswer> {
  const header = await readAddEntriesHeader(input);
  if (header === null) {
    return { status: 400 };
  }
  const log = callersLog(parts, request, header.origin);
  if (typeof log === "number") {
    return { status: log };
  }
  return parts.rules.beginEntries(log, header.start, header.end) ?? takePackages(parts.rules, log, header, input);
}

async function takePackages(
  rules: MirrorRules,
  log: MirroredLog,
  header: AddEntriesHeader,
  input: StreamInput,
): Promise<MirrorAnswer> {
  let anySaved = false;
  for (const bounds of packageBounds(header.start, header.end)) {
    // oxlint-disable-next-line no-await-in-loop -- packages of a stream come one after another
    const entries = await readPackage(input, bounds.end - bounds.start);
    if (entries === null) {
      break;
    }
    const refusal = rules.addPackage(log, bounds, entries, header.end);
    if (refusal !== null) {
      return refusal;
    }
    anySaved = true;
  }
  return rules.finishEntries(log, header.end, anySaved);
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
