import { z } from "zod";
import { personIdSchema } from "./person.ts";
import { verbSchema } from "./request.ts";

/** What a person does by virtue of their post, beside the verbs of footage: 申请、审批、监督、标注、审核. */
export const officialActSchema = z.enum(["apply", "approve", "supervise", "annotate", "audit"]);
export type OfficialAct = z.infer<typeof officialActSchema>;

/** 密级上限, form F17: the highest class a person may deal with. What is pending (待定) counts as `privacy` inside the unit. */
export const ceilingSchema = z.enum(["none", "internal", "privacy", "confidential", "secret", "topSecret"]);
export type Ceiling = z.infer<typeof ceilingSchema>;

const name = z.string().min(1).max(128);

/** 范围（本人/本中队/本单位/下级/指定案件）, form F17. */
export const scopeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("self") }),
  z.object({ kind: z.literal("squad"), unit: name, squad: name }),
  z.object({ kind: z.literal("unit"), unit: name }),
  /** The unit itself and those below it, by name. */
  z.object({ kind: z.literal("subordinates"), units: z.array(name).min(1).max(64) }),
  z.object({ kind: z.literal("cases"), cases: z.array(z.string().min(1).max(64)).min(1).max(64) }),
]);
export type Scope = z.infer<typeof scopeSchema>;

/**
 * One graded authorisation (分级授权表, form F17; S1A 16, S1E 16, S2 三(四)3).
 *
 * The three grounds are all required: a role name alone gives nothing (O-4). Grade 1 is the highest.
 */
export const authorisationSchema = z
  .object({
    /** 部门职责 */
    duty: z.string().trim().min(1).max(300),
    /** 岗位性质 */
    post: z.string().trim().min(1).max(300),
    /** 工作职权 */
    power: z.string().trim().min(1).max(300),
    grade: z.int().min(1).max(4),
    acts: z.array(officialActSchema).max(8),
    verbs: z.array(verbSchema).max(10),
    scope: scopeSchema,
    ceiling: ceilingSchema,
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
    /** 回避: persons whose recordings, and cases in which, this person stands back. */
    conflicts: z.array(z.string().min(1).max(64)).max(64),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ["to"] });
export type Authorisation = z.infer<typeof authorisationSchema>;

/** An authorisation with who gave it and when; the history of a person is a list of these, newest first. */
export const heldAuthorisationSchema = z.object({
  person: personIdSchema,
  /** Absent when it was withdrawn. */
  authorisation: authorisationSchema.optional(),
  /** 授权人; absent for what headquarters was founded with. */
  grantedBy: personIdSchema.optional(),
  grantedAt: z.iso.datetime(),
});
export type HeldAuthorisation = z.infer<typeof heldAuthorisationSchema>;
