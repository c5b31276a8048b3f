import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifierPage, verifyReceiptCommand } from "../../main/commands/verify-receipt.ts";
import { receiptCodes } from "../../main/formats/receipt-code.ts";
import { receiptPaper } from "../../main/paper/index.ts";
import { findChromium } from "../../main/setup/index.ts";
import { decodeCodes } from "../support/qr-reader.ts";
import { makeReceipts } from "../support/receipts.ts";
import { keepShot } from "../support/shots.ts";

const root = join(import.meta.dirname, "../..");
const shots = join(root, "out/e2e/receipt");
const made = makeReceipts({ depth: 20, hidden: true });
const folder = mkdtempSync(join(tmpdir(), "vitrine-verifier-"));
const file = join(folder, "verifier.html");
const axe = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");

/** What the command line makes of a text. */
function commandLine(text: string, cosigner: readonly string[]): string {
  let said = "";
  verifyReceiptCommand({ receipt: text, cosigner, language: "en", json: true, line: (line) => void (said = line) });
  const { outcome } = JSON.parse(said) as { readonly outcome: string };
  return outcome === "unreadable" ? "broken" : outcome;
}

/** What the page makes of many texts. */
async function inPage(page: Page, texts: readonly string[]): Promise<string[]> {
  return page.evaluate(
    async ({ given, key }) => {
      // Functions of the page under test.
      const { judge, readKey } = globalThis as unknown as {
        judge: (text: string, trusted: unknown[]) => Promise<{ readonly outcome: string }>;
        readKey: (text: string, fault: string) => Promise<unknown>;
      };
      const trusted = [await readKey(key, "key")];
      const found: string[] = [];
      for (const text of given) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- one after the other, so that memory stays small
          found.push((await judge(text, trusted)).outcome);
        } catch {
          found.push("broken");
        }
      }
      return found;
    },
    { given: texts, key: made.cosigner },
  );
}

/** The text with each of its characters changed, one at a time. */
function flips(text: string): string[] {
  return Array.from({ length: text.length }, (_none, at) => {
    const other = String.fromCharCode(text.charCodeAt(at) ^ 1);
    return text.slice(0, at) + other + text.slice(at + 1);
  });
}

describe("the stand-alone verifier of receipts, from a file, without network", () => {
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];

  const open = async (locale: string, html = verifierPage([made.cosigner]), bypassCSP = false): Promise<Page> => {
    writeFileSync(file, html);
    const context = await browser.newContext({ locale, bypassCSP });
    const opened = await context.newPage();
    opened.on("request", (request) => void requests.push(request.url()));
    await opened.goto(pathToFileURL(file).href);
    return opened;
  };
  const check = async (of: Page, text: string): Promise<string | null> => {
    await of.locator("#receipt").fill(text);
    await of.locator("#check").click();
    await of.locator("#verdict[data-outcome]").waitFor();
    return of.locator("#verdict").getAttribute("data-outcome");
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    browser = await chromium.launch({
      executablePath: findChromium() ?? "",
      chromiumSandbox: process.getuid?.() !== 0,
    });
    page = await open("zh-CN");
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("accepts the true receipt and the texts of its codes, and shows what it says", async () => {
    expect(await check(page, made.countersigned)).toBe("verified");
    const said = await page.locator("#verdict").innerText();
    for (const fact of [
      "核验通过",
      made.slip.no,
      "王芳",
      "赵敏",
      "SCWH-F1-2026-0031",
      "示例书店现场检查",
      "SCWH/mirror",
    ]) {
      expect(said).toContain(fact);
    }
    await keepShot(page, join(shots, "verified-zh.png"), { fullPage: true });
    expect(await check(page, receiptCodes(made.countersigned).toReversed().join("\n"))).toBe("verified");
  });

  it("never shows a promise or an unknown authority as verified", async () => {
    expect(await check(page, made.promised)).toBe("promised");
    expect(await page.locator("#verdict").innerText()).toContain("待总部联署");
    await keepShot(page, join(shots, "promised-zh.png"), { fullPage: true });
    await page.locator("#authorities").fill(made.otherCosigner);
    expect(await check(page, made.countersigned)).toBe("unknown");
    await page.locator("#authorities").fill(made.stationKey);
    expect(await check(page, made.countersigned)).toBe("unknown");
    await page.locator("#authorities").fill("no key");
    expect(await check(page, made.countersigned)).toBe("broken");
    await page.locator("#authorities").fill(made.cosigner);
  });

  it("rejects the change of any one character, of the receipt and of its codes, and the command line agrees", async () => {
    const codes = receiptCodes(made.countersigned).join("\n");
    const corpus = [
      made.countersigned,
      made.promised,
      codes,
      ...[made.countersigned, made.promised, codes].flatMap(flips),
    ];
    const pages = await inPage(page, corpus);
    const commands = corpus.map((text) => commandLine(text, [made.cosigner]));
    expect(pages.slice(0, 3)).toEqual(["verified", "promised", "verified"]);
    expect(corpus.length).toBeGreaterThan(7000);
    const accepted = corpus.filter((_text, at) => at > 2 && pages[at] === "verified");
    // A blank in a code changed into another blank would be no change; there is none in these.
    expect(accepted).toEqual([]);
    expect(corpus.filter((_text, at) => at > 2 && pages[at] === "promised")).toEqual([]);
    expect(corpus.filter((_text, at) => pages[at] !== commands[at])).toEqual([]);
  });

  it.each([
    ["slip", "notes.some((note) => note.no === slip.no && note.digest === digest)", "true"],
    ["proof", "await isIncluded(leafDigest, { index, path, checkpoint })", "true"],
    ["signature", "await isSigned(authority.key, encode(message), checkpoint.signature.slice(8))", "true"],
  ])(
    "negative control: without its check of the %s, changes pass and this test would see them",
    async (_what, line, by) => {
      const shipped = verifierPage([made.cosigner]);
      const known = [line, line.replace("encode(message)", "message")].find((one) => shipped.includes(one)) ?? "";
      expect(known).not.toBe("");
      const mutant = await open("en", shipped.replace(known, by), true);
      const found = await inPage(mutant, flips(made.countersigned));
      expect(found.filter((outcome) => outcome === "verified").length).toBeGreaterThan(0);
      await mutant.context().close();
    },
  );

  it("reads the codes from a picture of the printed page, where the browser has a detector", async () => {
    const { page: html, style } = receiptPaper(made.countersigned, "zh-CN", new Date("2026-11-22T02:00:00Z"));
    const paper = await browser.newPage({ viewport: { width: 794, height: 1123 }, deviceScaleFactor: 3 });
    await paper.setContent(html.replace(/<link[^>]*>/u, `<style>${style}</style>`));
    const drawn = await paper.locator(".codes svg").all();
    const pictures = await Promise.all(drawn.map(async (one) => one.screenshot()));
    expect(pictures.length).toBe(3);
    expect(await Promise.all(pictures.map(async (png) => decodeCodes(png)))).toEqual(receiptCodes(made.countersigned));
    // No row is cut by the end of a page.
    const breaks = await paper
      .locator("tr, figure")
      .evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).breakInside))]);
    expect(breaks).toEqual(["avoid"]);
    await keepShot(paper, join(shots, "paper-zh.png"));
    await paper.close();

    expect(await page.evaluate(() => "BarcodeDetector" in globalThis)).toBe(false);
    const upload = pictures.map((buffer, at) => ({ name: `${String(at)}.png`, mimeType: "image/png", buffer }));
    await page.locator("#file").setInputFiles(upload);
    await page.getByText("此浏览器不能从照片读取二维码").waitFor();
    // A detector as Chrome has it on Android, macOS and ChromeOS, with an independent decoder behind it.
    await page.exposeFunction("decodeHere", async (base64: string) => decodeCodes(Buffer.from(base64, "base64")));
    await page.evaluate(() => {
      const decode = (globalThis as unknown as { decodeHere: (png: string) => Promise<string> }).decodeHere;
      Object.assign(globalThis, {
        BarcodeDetector: class {
          async detect(picture: ImageBitmap): Promise<{ rawValue: string }[]> {
            const canvas = new OffscreenCanvas(picture.width, picture.height);
            canvas.getContext("2d")?.drawImage(picture, 0, 0);
            const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
            const letters = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join("");
            return [{ rawValue: await decode(btoa(letters)) }];
          }
        },
      });
      return undefined;
    });
    await page.locator("#receipt").fill("");
    await page.locator("#file").setInputFiles([]);
    await page.locator("#file").setInputFiles(upload);
    await page.locator('#verdict[data-outcome="verified"]').waitFor();
  });

  it("speaks English too, takes a file, is clean by axe, and asks no network for anything", async () => {
    const english = await open("en-GB");
    await english.locator("#file").setInputFiles({
      name: "receipt.json",
      mimeType: "application/json",
      buffer: Buffer.from(made.countersigned.replace("王芳", "王方")),
    });
    await english.locator('#verdict[data-outcome="broken"]').waitFor();
    expect(await english.locator("#verdict").innerText()).toContain("Rejected");
    await keepShot(english, join(shots, "broken-en.png"), { fullPage: true });
    expect(await check(english, made.promised)).toBe("promised");
    await keepShot(english, join(shots, "promised-en.png"), { fullPage: true });
    await english.evaluate(axe);
    const violations = await english.evaluate(async () => {
      const { run } = (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } }).axe;
      return (await run()).violations.map(({ id }) => id);
    });
    expect(violations).toEqual([]);
    expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
    expect(await english.evaluate(async () => fetch("https://example.invalid/").then(String, String))).toContain(
      "Failed",
    );
  });
});
