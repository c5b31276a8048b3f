import { z } from "zod";

/** Stable name of a person across headquarters and every station, e.g. `p-0003`. */
export const personIdSchema = z
  .string()
  .regex(/^p-[0-9a-z]{2,32}$/u)
  .brand<"PersonId">();
export type PersonId = z.infer<typeof personIdSchema>;

/** What a person may be asked to do; a person holds one or more. */
export const roleSchema = z.enum([
  "officer",
  "caseOfficer",
  "approver",
  "roomSupervisor",
  "inspector",
  "legalOfficer",
  "archivist",
  "compliance",
  "administrator",
]);
export type Role = z.infer<typeof roleSchema>;

/** A person as the directory at headquarters lists them. */
export const personSchema = z.object({
  person: personIdSchema,
  name: z.string().min(1).max(64),
  /** Name for an English screen; Chinese names keep their order in pinyin. */
  latinName: z.string().max(96),
  unit: z.string().max(128),
  post: z.string().max(64),
  certificateNo: z.string().max(64),
  roles: z.array(roleSchema),
  /** SHA-256 of the DER certificate, lower-case hex; absent for outside viewers. */
  certificate: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .optional(),
});
export type Person = z.infer<typeof personSchema>;

/** One certificate token (PKCS#12) that the station can see. */
export const certificateTokenSchema = z.object({
  id: z.string().regex(/^[\w.-]{1,128}$/u),
  label: z.string(),
  state: z.enum(["ready", "delayed", "locked"]),
  retryAfterSeconds: z.int().optional(),
  /** Present on a demonstration station only. */
  demonstration: z
    .object({ name: z.string(), latinName: z.string(), roles: z.array(roleSchema), pin: z.string() })
    .optional(),
});
export type CertificateToken = z.infer<typeof certificateTokenSchema>;

/** Somebody signed in at this station. */
export const signedInSchema = z.object({
  person: personSchema,
  since: z.iso.datetime(),
  certificateExpires: z.iso.datetime(),
  /** False while headquarters could not be reached to open the person's session there. */
  online: z.boolean(),
});
export type SignedIn = z.infer<typeof signedInSchema>;
