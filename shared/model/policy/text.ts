import { z } from "zod";

/** A wording in both languages of the product; never empty. */
export const textSchema = z.strictObject({ zh: z.string().min(1).max(4000), en: z.string().min(1).max(4000) });
export type Text = z.infer<typeof textSchema>;

/** Name of an article inside one pack, e.g. `CF-19.3`: instrument, article, paragraph. */
export const articleIdSchema = z.string().regex(/^[A-Z][A-Za-z0-9.-]{1,39}$/u);

/**
 * A provision that rules rest on.
 *
 * Without `house` it is quoted from the instrument that `cite` names. With it, it is a default of this product that
 * no instrument contains, and says so.
 */
export const articleSchema = z.strictObject({
  cite: textSchema,
  text: textSchema,
  house: z.literal(true).optional(),
  /** How the sentence was read, where the only copy at hand is damaged. */
  mended: textSchema.optional(),
});
export type Article = z.infer<typeof articleSchema>;
