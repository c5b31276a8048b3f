import type { inspections as original } from "../zh-CN/inspections.ts";

/** English, key by key with the Chinese original. */
export const inspections: Readonly<Record<keyof typeof original, string>> = {
  "entry.draw.commit": "Draw committed",
  "told.draw.commit":
    "{who} fixed what draw {round} under plan {plan} is made from: {items} lines, digest {digest}. The seed did not exist yet.",
};
