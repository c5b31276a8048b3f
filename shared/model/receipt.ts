import { z } from "zod";
import { capacitySchema } from "./capacity.ts";
import { frameRangeSchema } from "./footage.ts";
import { personIdSchema } from "./person.ts";

const bothSchema = z.object({ zh: z.string(), en: z.string() });

/** One person's viewing receipt (查阅回执) as it can be given now. */
export const receiptSchema = z.object({
  person: personIdSchema,
  no: z.string(),
  /** `promised` until headquarters has countersigned the end of the viewing; the number stays the same. */
  state: z.enum(["countersigned", "promised"]),
  /** When headquarters countersigned. */
  countersignedAt: z.iso.datetime().optional(),
  name: z.string(),
  capacity: capacitySchema,
  authority: bothSchema,
  stationName: z.string(),
  room: bothSchema,
  request: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  supervisors: z.array(z.string()),
  otherViewers: z.int(),
  seen: z.array(
    z.object({
      asset: z.string(),
      title: z.string(),
      frames: z.int(),
      stretches: z.int(),
      ranges: z.array(frameRangeSchema),
      from: z.iso.datetime().optional(),
      to: z.iso.datetime().optional(),
      possible: z.int().optional(),
    }),
  ),
  /** How many parts were not shown, and how many objections were made; absent when none. */
  withheld: z.int().optional(),
  objections: z.int().optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** In which form somebody takes a receipt: on paper, or as a file for whoever checks it. */
export const receiptFormSchema = z.enum(["paper", "file"]);
export type ReceiptForm = z.infer<typeof receiptFormSchema>;

/** Where a receipt went. */
export const takenSchema = z.discriminatedUnion("to", [
  z.object({ to: z.literal("printer") }),
  z.object({ to: z.literal("folder"), file: z.string() }),
]);
export type Taken = z.infer<typeof takenSchema>;
