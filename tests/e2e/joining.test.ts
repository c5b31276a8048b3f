import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHeadquarters, type Headquarters } from "../../main/headquarters/index.ts";
import { findChromium } from "../../main/setup/index.ts";
import { createChromiumShell } from "../../main/shell/chromium/index.ts";
import { startStation, type Station } from "../../main/station/index.ts";
import type { Locale } from "../../shared/model/station.ts";
import { flaws } from "../support/accessible.ts";
import { Journey } from "../support/journey.ts";
import { keepShot } from "../support/shots.ts";

const root = join(import.meta.dirname, "../..");
const locales: readonly Locale[] = ["zh-CN", "en"];
const folder = mkdtempSync(join(tmpdir(), "vitrine-joining-e2e-"));

let headquarters: Headquarters;
beforeAll(async () => {
  headquarters = await startHeadquarters({ folder: join(folder, "hq"), clock: { now: Date.now }, trial: true });
});
afterAll(async () => {
  await headquarters.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(locales)("a machine that is not enrolled, in %s", (locale) => {
  const shots = join(root, "out/e2e", `joining-${locale}`);
  const found: Record<string, string[]> = {};
  let shell: Awaited<ReturnType<typeof createChromiumShell>>;
  let started: Promise<Station | null>;
  let journey: Journey;

  const look = async (screen: string): Promise<void> => {
    const here = await flaws(journey.page);
    if (here.length > 0) {
      found[screen] = here;
    }
    await keepShot(journey.page, join(shots, `${screen}.png`));
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    shell = await createChromiumShell({
      executable: findChromium() ?? "",
      preloadFile: join(root, "out/preload/index.cjs"),
      headless: true,
      size: { width: 1366, height: 768 },
    });
    started = startStation({ shell, folder: join(folder, locale), demonstration: false, senses: [] }).catch(() => null);
    journey = new Journey(shell.testOnlyPage(), locale);
    await journey.page.locator("[data-joining]").waitFor();
    await journey.useLanguage();
  });
  afterAll(async () => {
    await shell.close();
    await started;
  });

  it("asks where headquarters is, says when nothing answers, and shows what to compare", async () => {
    const { page, t } = journey;
    await look("address");
    await page.getByLabel(t("join.address"), { exact: true }).fill("127.0.0.1:9");
    await page.getByLabel(t("join.name"), { exact: true }).fill("WS-401");
    await page.keyboard.press("Enter");
    await page.locator("[data-refused=unreachable]").waitFor();
    await look("unreachable");
    await page.getByLabel(t("join.address"), { exact: true }).fill(headquarters.enrolmentUrl);
    await journey.button(t("join.act")).click();
    const fingerprint = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
    expect(fingerprint).toMatch(/^(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}$/u);
    await look("waiting");
    expect(found).toEqual({});
  });
});
