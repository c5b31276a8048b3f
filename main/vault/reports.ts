import { z } from "zod";
import { fromUtf8 } from "../formats/bytes.ts";
import { enhancementLimits } from "../../shared/picture/enhancement.ts";
import { frameRangeSchema } from "../../shared/model/footage.ts";

/** Larger than anything the picture has to say. */
export const maximumReportBytes = 16 * 1024;

const level = z.int().min(enhancementLimits.least).max(enhancementLimits.most);
const frame = z.int().min(0).max(0xffff_ffff);

/** What the picture frame may report to the vault; everything else is refused. */
export const reportSchemas = {
  shown: z.strictObject({
    ranges: z.array(frameRangeSchema).max(256),
    ratePercent: z.int().min(1).max(1600),
    /** The page goes, and everything it had presented has been told with this. */
    last: z.boolean().optional(),
    /** They were shown as small pictures. */
    glance: z.boolean().optional(),
  }),
  confirmed: z.strictObject({ frame: frame.nullable() }),
  enhanced: z.strictObject({ brightness: level, contrast: level, gamma: level }),
  alarm: z.strictObject({
    reason: z.enum(["watermark-removed", "watermark-covered", "picture-covered", "cover-removed"]),
  }),
} as const;

/** Parses the body of a report; null when it is not one. */
export function readReport<T>(schema: z.ZodType<T>, body: Uint8Array): T | null {
  if (body.length > maximumReportBytes) {
    return null;
  }
  try {
    return schema.parse(JSON.parse(fromUtf8(body)));
  } catch {
    return null;
  }
}
