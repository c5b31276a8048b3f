import { z } from "zod";

/** How far a machine has come on its way to being a station. */
export const joiningSchema = z.discriminatedUnion("at", [
  z.object({ at: z.literal("joined") }),
  /** Nobody has said yet where headquarters is. */
  z.object({ at: z.literal("address") }),
  /** Asked; an administrator compares the fingerprint on both screens. */
  z.object({
    at: z.literal("waiting"),
    fingerprint: z.string(),
    authority: z.object({ zh: z.string(), en: z.string() }),
    address: z.string(),
    /** Headquarters has more machines waiting than it takes; the question goes on. */
    busy: z.boolean(),
  }),
  z.object({
    at: z.literal("refused"),
    reason: z.enum([
      "unreachable",
      "not-headquarters",
      "declined",
      "low-order-key",
      "shell-not-sealed",
      "enrolment-changed",
    ]),
  }),
]);
export type Joining = z.infer<typeof joiningSchema>;
