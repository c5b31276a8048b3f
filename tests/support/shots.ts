import type { Locator, Page } from "playwright-core";

/** Whether this run keeps pictures of the screens for a person to look at: `VITRINE_SHOTS=1 npm run e2e`. */
const kept = process.env["VITRINE_SHOTS"] === "1";

/**
 * Keeps a picture of a screen under `path`, when pictures were asked for.
 *
 * No test reads it: composing one costs more than most of what a test does on the screen, so an ordinary run goes without.
 */
export async function keepShot(
  of: Page | Locator,
  path: string,
  more: { readonly fullPage?: boolean } = {},
): Promise<void> {
  if (kept) {
    await of.screenshot({ path, ...more });
  }
}
