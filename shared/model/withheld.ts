import { z } from "zod";
import { regionScale } from "../picture/region-scale.ts";
import { assetIdSchema } from "./footage.ts";

/** Why something is not shown (不予展示理由): a closed list; the policy pack names the article behind each. */
export const withheldGroundSchema = z.enum([
  "stateSecret", // 国家秘密
  "businessSecret", // 商业秘密
  "privacy", // 个人隐私
  "protectedPerson", // 举报人、证人、被害人身份
  "minor", // 未成年人
  "ongoingCase", // 影响案件办理
  "unrelated", // 与本次申请无关
]);
export type WithheldGround = z.infer<typeof withheldGroundSchema>;

const place = z.int().min(0).max(regionScale);

/** A rectangle in ten-thousandths of the picture as it is shown: upright and with square pixels. */
export const regionSchema = z
  .strictObject({ x: place, y: place, width: place, height: place })
  .refine(
    ({ x, y, width, height }) => width > 0 && height > 0 && x + width <= regionScale && y + height <= regionScale,
    {
      message: "region outside the picture",
    },
  );
export type Region = z.infer<typeof regionSchema>;

const withheldFields = {
  asset: assetIdSchema,
  /** Frames `[from, to)` of the recording. */
  from: z.int().nonnegative(),
  to: z.int().positive(),
  /** Absent: the whole picture and its sound. */
  region: regionSchema.optional(),
  ground: withheldGroundSchema,
};

/** One line of the list of what is not shown (不予展示清单, form F6). */
export const withheldSchema = z.strictObject(withheldFields);
export type Withheld = z.infer<typeof withheldSchema>;

/**
 * A line as headquarters logged it: with the article behind it, and the RFC 6962 root over the leaves `[from, to)` of the
 * recording's frame tree, lower-case hex.
 */
export const witnessedSchema = z.strictObject({
  ...withheldFields,
  article: z.string().min(1).max(64),
  digest: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type Witnessed = z.infer<typeof witnessedSchema>;

const handSchema = z.strictObject({ person: z.string(), name: z.string(), at: z.iso.datetime({ offset: true }) });

/** A line that was withheld once and lifted since (解除不予展示): who asked, who agreed, and why. */
export const liftedSchema = witnessedSchema.extend({
  reason: z.string().min(2).max(500),
  asked: handSchema,
  agreed: handSchema,
});
export type Lifted = z.infer<typeof liftedSchema>;

/** Most lines that one approval may carry. */
export const withheldLimit = 48;
