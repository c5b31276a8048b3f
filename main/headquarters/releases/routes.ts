import type { FastifyInstance } from "fastify";
import { editions } from "../../formats/installation.ts";
import type { Journal } from "../journal.ts";
import { readByteRange } from "../http/byte-range.ts";
import { sendPart } from "../http/send-part.ts";
import { refuse, stationOf } from "../http/server.ts";
import type { Stations } from "../stations.ts";
import { openReleases } from "./releases.ts";

/** Largest piece of a package that one answer carries, in bytes; a station asks for the next one. */
const largestPiece = 1_048_576;

/** Serves releases and their packages, to enrolled stations only and a piece at a time. */
export function registerReleases(
  server: FastifyInstance,
  {
    stations,
    folder,
    journal,
  }: {
    readonly stations: Stations;
    /** Folder of headquarters. */
    readonly folder: string;
    readonly journal: Pick<Journal, "record">;
  },
): void {
  const releases = openReleases(folder, journal);
  server.get<{ Params: { edition: string; platform: string } }>(
    "/v1/updates/:edition/:platform",
    async (request, reply) => {
      const edition = editions.find((known) => known === request.params.edition);
      const isPlatform = /^[a-z0-9]{1,16}-[a-z0-9]{1,16}$/u.test(request.params.platform);
      if (stationOf(request, stations) === null || edition === undefined || !isPlatform) {
        return refuse(reply, { code: "bad-request", field: "edition" });
      }
      const file = releases.current({ edition, platform: request.params.platform });
      return file === null
        ? reply.code(404).send()
        : reply.header("content-type", "application/json").header("cache-control", "no-store").send(Buffer.from(file));
    },
  );

  // A named parameter may have a hundred characters; a digest has 128.
  server.get<{ Params: { "*": string } }>("/v1/updates/artefacts/*", async (request, reply) => {
    const sha512 = request.params["*"];
    if (stationOf(request, stations) === null || !/^[0-9a-f]{128}$/u.test(sha512)) {
      return refuse(reply, { code: "bad-request", field: "sha512" });
    }
    const found = releases.artefact(sha512);
    if (found === null) {
      return reply.code(404).send();
    }
    const range = readByteRange(request.headers.range, found.size);
    if (range.kind !== "part" || range.to - range.from > largestPiece) {
      return reply.code(416).header("content-range", `bytes */${found.size}`).send();
    }
    reply.header("content-type", "application/octet-stream").header("cache-control", "no-store");
    return sendPart(reply, found.file, range, found.size);
  });
}
