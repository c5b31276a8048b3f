// oxlint-disable no-await-in-loop -- a person presses one key after the other
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Locator, Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong on the page as it is now: `rule: place`, WCAG 2.2 levels A and AA. */
export async function flaws(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.evaluate(axe);
  }
  return page.evaluate(async () => {
    interface Finding {
      readonly id: string;
      readonly nodes: readonly { readonly target: readonly unknown[] }[];
    }
    interface Axe {
      run(context: unknown, options: unknown): Promise<{ readonly violations: readonly Finding[] }>;
    }
    // The script above has put it there.
    const tool = (window as unknown as { axe: Axe }).axe;
    // The picture is another origin's page; nothing may be put into it.
    const { violations } = await tool.run(
      { exclude: [["iframe"]] },
      { iframes: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    );
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}

/** Presses Tab until the focus is there; fails when it never comes. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}
