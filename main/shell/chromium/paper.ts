import { chromium } from "playwright-core";
import { answerPaper, invalidOrigins } from "../../seal/index.ts";
import type { PaperDocument, Printed } from "../port.ts";
import { chromiumFlags, refusedDefaults } from "./flags.ts";
import { createProfile } from "./profile.ts";

/**
 * Makes a PDF of one form in a second, headless browser of the same program, which never sees the interface or the vault:
 * no script runs in it and every request but the form's own two is refused.
 */
export async function printPaper(executable: string, paper: PaperDocument): Promise<Printed> {
  const profile = createProfile();
  const style = { width: 794, height: 1123, kiosk: false };
  try {
    const context = await chromium.launchPersistentContext(profile.folder, {
      executablePath: executable,
      headless: true,
      javaScriptEnabled: false,
      acceptDownloads: false,
      serviceWorkers: "block",
      chromiumSandbox: process.getuid?.() !== 0,
      ignoreDefaultArgs: refusedDefaults(profile.sharedMemoryIsLarge),
      args: chromiumFlags(style, { headless: true }),
      env: { ...profile.environment },
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    try {
      await context.route("**/*", async (route) => {
        const answer = answerPaper(route.request().url(), invalidOrigins.interface, paper);
        await (answer === null
          ? route.abort("blockedbyclient")
          : route.fulfill({ status: answer.status, headers: { ...answer.headers }, body: Buffer.from(answer.body) }));
      });
      const page = context.pages()[0] ?? (await context.newPage());
      await page.goto(`${invalidOrigins.interface}/`, { waitUntil: "load" });
      const bytes = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      return { kind: "pdf", bytes: new Uint8Array(bytes) };
    } finally {
      await context.close();
    }
  } finally {
    await profile.remove();
  }
}
