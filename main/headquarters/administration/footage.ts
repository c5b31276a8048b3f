import { fail, ok } from "../../../shared/result.ts";
import { utf8 } from "../../formats/bytes.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { hearOthers } from "../cameras/others.ts";
import { ingestFile, type IngestOptions } from "../ingest/index.ts";
import type { Administration } from "../port.ts";
import type { AdministrationParts } from "./parts.ts";

/** Takes one original in: seals it, makes its package, lists it in the catalogue. */
export async function ingest(
  parts: AdministrationParts,
  file: string,
  metadata: IngestOptions["meta"],
  { onProgress, signal }: Pick<IngestOptions, "onProgress" | "signal">,
): ReturnType<Administration["ingest"]> {
  const { catalogue, custody, journal, objects, manifestSigner, clock } = parts;
  if ((await catalogue.find(metadata.asset)) !== null) {
    return fail({ reason: "exists", detail: "listed in the catalogue" });
  }
  const taken = await ingestFile({
    file,
    meta: metadata,
    folder: objects,
    signer: manifestSigner,
    takeCustody: async (asset, keys) => {
      // Digests of random keys tell nothing about them, and let custody be checked later.
      journal.record({
        t: "hq.custody",
        b: { asset, keys: sha256Hex(Buffer.concat([utf8(asset), keys.treeRoot, keys.original])) },
      });
      // Keys of an ingest that stopped half-way open nothing that is listed.
      await custody.drop(asset);
      await custody.take(asset, keys);
    },
    now: new Date(clock.now()),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!taken.ok) {
    return taken;
  }
  const heard = await hearOthers(parts, taken.value.footage, taken.value.packageFile);
  const footage = heard === undefined ? taken.value.footage : { ...taken.value.footage, heard };
  journal.record({
    t: "hq.ingest",
    b: {
      asset: footage.asset,
      original: footage.originalDigest,
      manifest: footage.manifestDigest,
      bytes: footage.bytes,
    },
  });
  await catalogue.add({ ...taken.value, footage });
  await parts.retention.enter(footage);
  return ok(footage);
}
