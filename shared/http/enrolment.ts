import { z } from "zod";
import { protectionSchema } from "../model/station.ts";

/**
 * The one thing a machine without a device certificate may say to headquarters: that it would like to be a station.
 *
 * It travels over TLS that the machine cannot judge yet; what makes it safe is that a person compares the
 * fingerprint on both screens (`formats/enrolment-fingerprint.ts`).
 */

export const enrolmentPaths = { authority: "/v1/enrolment/authority", ask: "/v1/enrolment" } as const;

/** Who answers here, before anything is asked. */
export const enrolmentAuthoritySchema = z.object({
  /** First part of every log origin. */
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/u),
  authority: z.object({ zh: z.string(), en: z.string() }),
  /** False where only sealed shells may enrol (design §3.1). */
  trial: z.boolean(),
  trustPem: z.string(),
  /** To whom the station seals the first key of its log's seal. */
  sealRecipient: z.object({ name: z.string(), publicKey: z.string() }),
});
export type EnrolmentAuthority = z.infer<typeof enrolmentAuthoritySchema>;

export const enrolmentRequestSchema = z.strictObject({
  name: z.string().min(1).max(128),
  csrPem: z.string().max(8192),
  kemPublicKey: z.string().max(64),
  logOrigin: z.string().max(200),
  logVerifierKey: z.string().max(400),
  shell: z.enum(["electron", "chromium"]),
  protections: z.array(protectionSchema).max(32),
});
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

/** How a request stands. `busy`: ask again later. */
export const enrolmentAnswerSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("pending"), enrolment: z.string() }),
  z.object({ state: z.literal("declined"), enrolment: z.string() }),
  z.object({ state: z.literal("busy") }),
  z.object({
    state: z.literal("refused"),
    reason: z.enum(["low-order-key", "shell-not-sealed", "enrolment-changed"]),
  }),
  z.object({
    state: z.literal("enrolled"),
    station: z.string(),
    room: z.object({ id: z.string(), zh: z.string(), en: z.string() }),
    certificatePem: z.string(),
    trustPem: z.string(),
    headquarters: z.object({ origin: z.string(), verifierKey: z.string(), url: z.string(), travelKey: z.string() }),
    cosignerVerifierKey: z.string(),
  }),
]);
export type EnrolmentAnswer = z.infer<typeof enrolmentAnswerSchema>;
