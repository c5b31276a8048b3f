import type { z } from "zod";
import { footageSchema } from "../../../shared/model/footage.ts";

/**
 * What people know about a recording and its bytes do not say (form F21).
 *
 * `gaps` lists interruptions that were explained or that fall between two files; gaps found in the
 * timeline of the recording itself are added by ingest.
 */
export const ingestMetadataSchema = footageSchema
  .omit({
    kind: true,
    frames: true,
    frameRate: true,
    timecode: true,
    rendition: true,
    durationMs: true,
    width: true,
    height: true,
    originalDigest: true,
    manifestDigest: true,
    bytes: true,
  })
  .strict();

/** Metadata before it is checked, as it is typed or read from a file. */
export type IngestMetadataInput = z.input<typeof ingestMetadataSchema>;
export type IngestMetadata = z.output<typeof ingestMetadataSchema>;
