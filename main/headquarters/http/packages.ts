import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { assetIdSchema } from "../../../shared/model/footage.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Outbox } from "../grants/outbox.ts";
import type { Stations } from "../stations.ts";
import { readByteRange } from "./byte-range.ts";
import { sendPart } from "./send-part.ts";
import { refuse, stationOf } from "./server.ts";

/**
 * Serves footage packages: ciphertext only, and only to a station that holds a grant for the asset.
 *
 * The keys travel in grants, so this check protects traffic and metadata; what protects the picture is
 * that the bytes do not open (rule R1).
 */
export function registerPackages(
  server: FastifyInstance,
  parts: {
    readonly stations: Stations;
    readonly catalogue: Catalogue;
    readonly outbox: Outbox;
    readonly objects: string;
  },
): void {
  const { stations, catalogue, outbox, objects } = parts;

  server.get<{ Params: { asset: string } }>("/v1/packages/:asset", async (request, reply) => {
    const station = stationOf(request, stations);
    const asset = assetIdSchema.safeParse(request.params.asset);
    if (station === null || !asset.success) {
      return refuse(reply, { code: "bad-request", field: "asset" });
    }
    if (!(await outbox.holdsGrant(station.station, asset.data))) {
      return refuse(reply, { code: "not-permitted", action: "package.fetch" });
    }
    const name = await catalogue.packageOf(asset.data);
    const file = name === null ? null : join(objects, name);
    const size = file === null ? null : await sizeOf(file);
    if (file === null || size === null) {
      return refuse(reply, { code: "footage-unavailable", asset: asset.data });
    }
    const range = readByteRange(request.headers.range, size);
    reply
      .header("accept-ranges", "bytes")
      .header("content-type", "application/octet-stream")
      .header("cache-control", "no-store");
    if (range.kind === "unsatisfiable") {
      return reply.code(416).header("content-range", `bytes */${size}`).send();
    }
    if (range.kind === "whole") {
      return reply.header("content-length", size).send(createReadStream(file));
    }
    return sendPart(reply, file, range, size);
  });
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch {
    return null;
  }
}
