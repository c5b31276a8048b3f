import { z } from "zod";
import { dueSchema, holdClassSchema } from "./due.ts";
import { assetIdSchema, footageSchema } from "./footage.ts";
import { personIdSchema } from "./person.ts";
import { caseClassSchema, triggerSchema } from "./policy/periods.ts";
import { impediments } from "../refusals.ts";

const text = z.string().trim().max(500);
const reason = z.string().trim().min(2).max(500);
const digest = z.string().regex(/^[0-9a-f]{64}$/u);

export const holdIdSchema = z
  .string()
  .regex(/^h-[0-9a-z]{6,40}$/u)
  .brand<"HoldId">();
export type HoldId = z.infer<typeof holdIdSchema>;

export const destructionIdSchema = z
  .string()
  .regex(/^d-[0-9a-z]{6,40}$/u)
  .brand<"DestructionId">();
export type DestructionId = z.infer<typeof destructionIdSchema>;

/** What people have established about a recording's case. */
export const caseFactsSchema = z.strictObject({
  evidence: z.boolean(),
  caseClass: caseClassSchema.optional(),
  caseClosedOn: z.iso.date().optional(),
  litigationEndsOn: z.iso.date().optional(),
});
export type CaseFacts = z.infer<typeof caseFactsSchema>;

/** Who signed which step, and when. */
export const signedStepSchema = z.object({
  act: z.string(),
  person: personIdSchema,
  name: z.string(),
  at: z.iso.datetime(),
  /** SHA-256 of the CMS bytes, lower-case hex. */
  digest,
  note: z.string().optional(),
});
export type SignedStep = z.infer<typeof signedStepSchema>;

export const mediumSchema = z.enum(["disc", "portable", "dedicatedDisk"]);

/** 长期保存登记, form F13. A proposal waits for a person; one in force keeps the recording until it is released. */
export const holdSchema = z.object({
  hold: holdIdSchema,
  asset: assetIdSchema,
  state: z.enum(["proposed", "inForce", "releaseAsked", "released", "dismissed"]),
  triggers: z.array(z.object({ trigger: triggerSchema, article: z.string() })).min(1),
  /** Where it came from: a mark or an objection at a station, what hand-in entered, or a person's registration. */
  source: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("station"),
      station: z.string(),
      entry: z.int(),
      mark: z.string().optional(),
      frame: z.int().optional(),
    }),
    z.object({ kind: z.literal("entered"), text: z.string() }),
    z.object({ kind: z.literal("person") }),
  ]),
  level: holdClassSchema,
  from: z.iso.date(),
  evidence: z.string(),
  medium: mediumSchema.optional(),
  serial: z.string().optional(),
  releaseWhen: z.string().optional(),
  reviewOn: z.iso.date().optional(),
  /** Where the pack asks for a second signature on a registration: whether it is there. It keeps the recording either way. */
  approval: z.enum(["waiting", "given"]).optional(),
  steps: z.array(signedStepSchema),
});
export type Hold = z.infer<typeof holdSchema>;

/** One recording of a destruction list, as it stood when the list was drawn. */
export const listItemSchema = z.object({
  asset: assetIdSchema,
  title: z.string(),
  originalDigest: digest,
  manifestDigest: digest,
  recordedOn: z.iso.date(),
  articles: z.array(z.string()),
  /** Day on which its period ends. */
  dueOn: z.iso.date(),
  state: z.enum(["listed", "destroying", "erased", "leftOut"]),
  /** Why it was left out after it had been listed. */
  impediment: z.enum(impediments).optional(),
  article: z.string().optional(),
  /** Stations that must confirm, and the entry of their log by which they did. */
  stations: z.array(
    z.object({
      station: z.string(),
      name: z.string(),
      entry: z.int().optional(),
      at: z.iso.datetime().optional(),
      /** The station's machine is gone; somebody signed that its disk was destroyed. */
      wiped: z.boolean().optional(),
      /** It destroyed nothing, because its log has holds that headquarters did not know; and the entry that says so. */
      keeps: z
        .object({ entry: z.int(), at: z.iso.datetime(), holds: z.array(z.string().max(64)).min(1).max(200) })
        .optional(),
    }),
  ),
});
export type ListItem = z.infer<typeof listItemSchema>;

/** 销毁清单与监销记录, form F14. */
export const destructionListSchema = z.object({
  list: destructionIdSchema,
  number: z.string(),
  state: z.enum(["drawn", "approved", "refused", "executing", "destroying", "erased", "closed"]),
  reason: z.string(),
  items: z.array(listItemSchema),
  /** 未销毁项及理由. */
  leftOut: z.array(
    z.object({
      asset: assetIdSchema,
      title: z.string(),
      impediment: z.enum(impediments),
      article: z.string().optional(),
    }),
  ),
  place: z.string().optional(),
  steps: z.array(signedStepSchema),
});
export type DestructionList = z.infer<typeof destructionListSchema>;

const asset = assetIdSchema;
const list = destructionIdSchema;
/** What was read is what is signed: digest of the list's recordings. */
const content = digest;

/** Everything that is signed about keeping and destroying. */
export const retentionOrderSchema = z.discriminatedUnion("order", [
  z.strictObject({ order: z.literal("case.facts"), asset, facts: caseFactsSchema, reason }),
  z.strictObject({
    order: z.literal("hold.register"),
    asset,
    /** The proposal that is confirmed by this. */
    proposal: holdIdSchema.optional(),
    triggers: z.array(triggerSchema).min(1).max(14),
    level: holdClassSchema,
    from: z.iso.date(),
    evidence: text,
    medium: mediumSchema,
    serial: z.string().trim().min(1).max(64),
    releaseWhen: text,
    reviewOn: z.iso.date().optional(),
  }),
  /** 批准人 of form F13. `registration` is the digest of the registration that was read. */
  z.strictObject({ order: z.literal("hold.approve"), hold: holdIdSchema, registration: digest }),
  z.strictObject({ order: z.literal("hold.dismiss"), hold: holdIdSchema, reason }),
  z.strictObject({ order: z.literal("hold.askRelease"), hold: holdIdSchema, reason }),
  z.strictObject({ order: z.literal("hold.release"), hold: holdIdSchema, agree: z.boolean(), reason }),
  z.strictObject({ order: z.literal("list.draw"), assets: z.array(asset).min(1).max(200), reason }),
  z.strictObject({ order: z.literal("list.approve"), list, content, agree: z.boolean(), reason }),
  z.strictObject({ order: z.literal("list.execute"), list, content, place: z.string().trim().min(1).max(128) }),
  z.strictObject({ order: z.literal("list.witness"), list, content }),
  z.strictObject({ order: z.literal("list.wiped"), list, station: z.string().max(64), reason }),
  z.strictObject({ order: z.literal("archive.handOver"), asset, reason }),
  z.strictObject({ order: z.literal("archive.accept"), asset }),
  z.strictObject({ order: z.literal("archive.sendBack"), asset, reason }),
]);
export type RetentionOrder = z.infer<typeof retentionOrderSchema>;
export type RetentionOrderName = RetentionOrder["order"];

/** One recording with everything that decides whether it stays. */
export const retentionRowSchema = z.object({
  footage: footageSchema,
  facts: caseFactsSchema,
  due: dueSchema,
  state: z.enum(["kept", "soon", "overdue", "held", "destroyed"]),
  /** What stands in the way of destroying it now, with the provision where there is one. */
  impediments: z.array(z.object({ impediment: z.enum(impediments), article: z.string().optional() })),
  /** Who handed it over to the archive, while the archive has not taken it (O-114). */
  handedOver: signedStepSchema.optional(),
});
export type RetentionRow = z.infer<typeof retentionRowSchema>;

export const retentionViewSchema = z.object({
  /** Today in the authority's zone. */
  today: z.iso.date(),
  rows: z.array(retentionRowSchema),
  /** More recordings than the rows here; those that come due first are shown. */
  total: z.int(),
  holds: z.array(holdSchema),
  lists: z.array(destructionListSchema.extend({ content })),
});
export type RetentionView = z.infer<typeof retentionViewSchema>;
