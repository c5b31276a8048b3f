import { z } from "zod";
import { extensionReasons, suspensionReasons } from "../declarations.ts";
import { assetIdSchema } from "./footage.ts";
import { personSchema } from "./person.ts";

/** Headquarters' name for a declaration. */
export const declarationIdSchema = z
  .string()
  .regex(/^t-[0-9a-z]{6,40}$/u)
  .brand<"DeclarationId">();
export type DeclarationId = z.infer<typeof declarationIdSchema>;

const moment = z.iso.datetime({ offset: true });
const device = z.string().trim().min(1).max(64);

/** 《执法记录仪暂停使用登记表》, form F15: a camera that recorded nothing from one true time to another, and why (O-66, O-67). */
export const suspensionSchema = z.strictObject({
  kind: z.literal("suspension"),
  device,
  from: moment,
  to: moment,
  reason: z.enum(suspensionReasons),
  /** Where it was explained aloud on resuming (语音说明位置). */
  spoken: z.strictObject({ asset: assetIdSchema, frame: z.int().nonnegative() }).optional(),
  /** 报告对象与时间 */
  reportedTo: z.string().trim().min(2).max(60),
  reportedAt: moment,
  /** 事后书面说明 */
  account: z.string().trim().min(10).max(2000),
});

/** 延期移交审批, form F19: recordings of a camera from one true time to another are handed in later than the law says (O-56). */
export const extensionSchema = z.strictObject({
  kind: z.literal("extension"),
  device,
  from: moment,
  to: moment,
  returnedAt: moment.optional(),
  reason: z.enum(extensionReasons),
  /** 证明 */
  proof: z.string().trim().min(2).max(300),
  account: z.string().trim().min(10).max(2000),
  /** 新时限 */
  until: moment,
});

export const declarationFormSchema = z
  .discriminatedUnion("kind", [suspensionSchema, extensionSchema])
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ["to"], message: "ends before it begins" });
export type DeclarationForm = z.infer<typeof declarationFormSchema>;

/** The leader's word on it. */
export const declarationDecisionSchema = z.strictObject({
  agree: z.boolean(),
  opinion: z.string().trim().min(2).max(500),
});
export type DeclarationDecision = z.infer<typeof declarationDecisionSchema>;

const signed = { by: personSchema, at: z.iso.datetime(), digest: z.string() };

/** A declaration as headquarters keeps it; nothing of it is ever removed. */
export const declarationSchema = z.object({
  id: declarationIdSchema,
  /** `{authority}-F15-{yyyy}-{seq}`, also the number under which it is archived. */
  number: z.string(),
  state: z.enum(["filed", "approved", "refused"]),
  form: declarationFormSchema,
  ...signed,
  decision: z.object({ form: declarationDecisionSchema, ...signed }).optional(),
});
export type Declaration = z.infer<typeof declarationSchema>;
