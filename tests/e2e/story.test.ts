import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Locale } from "../../shared/model/station.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons } from "../support/journey.ts";
import { look, plantProbe } from "../support/picture-probe.ts";
import { keepShot } from "../support/shots.ts";

const root = join(import.meta.dirname, "../..");
const asset = "WH-20261109-A017-01";
const range = { from: 300, to: 899 };

// Each language once and each size once; that no text runs over in the other pairs is the accessibility suite's to say.
const runs: readonly { readonly locale: Locale; readonly size: { readonly width: number; readonly height: number } }[] =
  [
    { locale: "zh-CN", size: { width: 1366, height: 768 } },
    { locale: "en", size: { width: 1920, height: 1080 } },
  ];

describe.each(runs)("one viewing from request to receipt, $locale at $size.width×$size.height", ({ locale, size }) => {
  const shots = join(root, "out/e2e", `${locale}-${String(size.width)}`);
  let app: DemonstrationStation;
  let journey: Journey;
  let number: string;
  let noted: number;
  /** Index of the frame on screen, read from the cells in its pixels. */
  const seen = async (): Promise<number | null> => (await look(journey.picture())).cells;
  const shoot = async (name: string): Promise<void> => {
    await keepShot(app.page, join(shots, `${name}.png`));
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    app = await startDemonstrationStation({ size, fromScratch: true });
    journey = new Journey(app.page, locale);
    await journey.useLanguage();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") {
      await shoot(`stuck-${task.name.replaceAll(/[^A-Za-z0-9]+/gu, "-").slice(0, 40)}`);
    }
  });
  afterAll(async () => {
    await app.close();
  });

  it("O-1, O-5 a case officer signs in with token and PIN and files a signed request for a range of frames", async () => {
    await shoot("sign-in");
    await journey.signIn(persons.caseOfficer);
    number = await journey.fileRequest({ asset, ...range }, persons.caseOfficer);
    await shoot("request-filed");
    await journey.signOut();
    expect(number).toMatch(/-F1-\d{4}-\d{4}$/u);
  });

  it("R8 the approver decides on one page, with a CMS signature; nobody else finds the button", async () => {
    await journey.signIn(persons.caseOfficer);
    await journey.place("requests");
    await app.page.getByRole("button", { name: number, exact: true }).click();
    await app.page.locator(".decide-body").waitFor();
    expect(await journey.button(journey.t("requests.decide")).count()).toBe(0);
    await journey.signOut();
    await journey.signIn(persons.approver);
    await journey.openDecision(number);
    await shoot("decide");
    await journey.approve(persons.approver);
    expect(await app.page.locator(".decide-side").innerText()).toContain(journey.t("decide.doneApprove"));
    await shoot("decided");
    await journey.signOut();
  });

  it("R4 the window cannot be printed, whoever asks the browser to", async () => {
    const { page } = app;
    const isThere = async (): Promise<boolean> => page.locator("html").isVisible();
    expect(await isThere()).toBe(true);
    await page.emulateMedia({ media: "print" });
    expect(await isThere()).toBe(false);
    await page.emulateMedia({ media: null });
    const asked = await page.evaluate(() => {
      let times = 0;
      addEventListener("beforeprint", () => {
        times += 1;
      });
      globalThis.print();
      return times;
    });
    expect(asked).toBe(0);
  });

  it("R1, R9 the grant arrives by itself; room, notice and the supervisor's PIN open it", async () => {
    await journey.signIn(persons.caseOfficer);
    await journey.prepare(number);
    await shoot("room");
    await journey.openRoom();
    await journey.view();
    await plantProbe(journey.picture());
    expect(await seen()).toBe(range.from);
    await shoot("player");
  });

  it("R6 the frame shown while paused is the one in the picture, after playing, stepping and seeking", async () => {
    await journey.play();
    await expect
      .poll(async () => app.page.locator(".readout-frame").getAttribute("data-frame"))
      .not.toBe(String(range.from));
    await shoot("playing");
    const paused = await journey.pause();
    expect(await seen()).toBe(paused);
    await journey.button(journey.t("player.on1")).click();
    expect(await journey.confirmed(paused + 1)).toBe(paused + 1);
    expect(await seen()).toBe(paused + 1);
    await journey.button(journey.t("player.back1")).click();
    await journey.confirmed(paused);
    expect(await seen()).toBe(paused);
    await journey.button(journey.t("player.on1s")).click();
    const second = await journey.confirmed(paused + 25);
    expect(await seen()).toBe(second);
  });

  it("R1 no key or click leaves the approved range", async () => {
    await app.page.keyboard.press("Home");
    for (let press = 0; press < 12; press += 1) {
      // One press after the other, as a person would.
      // oxlint-disable-next-line no-await-in-loop
      await journey.button(journey.t("player.back1s")).click();
    }
    await expect.poll(async () => journey.confirmed()).toBe(range.from);
    await journey.button(journey.t("player.back1")).click();
    expect(await journey.confirmed()).toBe(range.from);
    expect(await seen()).toBe(range.from);
  });

  it("R6 a note stays with its frame and leads back to it", async () => {
    await journey.button(journey.t("player.on1s")).click();
    noted = await journey.confirmed(range.from + 25);
    await journey.saveNote(journey.words("执法人员出示执法证件", "Officer shows identification"));
    await journey.button(journey.t("player.on1s")).click();
    await journey.confirmed(noted + 25);
    await app.page.locator(`[data-mark]`).first().getByRole("button").first().click();
    expect(await journey.confirmed(noted)).toBe(noted);
    expect(await seen()).toBe(noted);
    await shoot("note");
    await journey.button(journey.t("player.full")).click();
    await shoot("full-window");
    await journey.button(journey.t("player.fullExit")).click();
    await journey.leave();
    await shoot("ended");
  });

  it("F2, O-22 everybody takes a receipt on paper; anybody can check it with headquarters' key", async () => {
    const { page } = app;
    const mine = page.locator("[data-receipt]").first();
    await mine.waitFor();
    expect(await page.locator("[data-receipt]").count()).toBe(2);
    // Headquarters is there: the promise becomes a countersigned receipt without anybody asking.
    await page.locator('[data-receipt][data-state="countersigned"]').first().waitFor();
    const take = async (act: "print" | "file"): Promise<string> => {
      await mine.getByRole("button", { name: journey.t(`receipts.${act}`) }).click();
      const taken = mine.locator(`[data-taken$="${act === "print" ? ".pdf" : ".json"}"]`);
      await taken.waitFor();
      return (await taken.getAttribute("data-taken")) ?? "";
    };
    const paper = readFileSync(await take("print"));
    await shoot("receipts");
    expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
    expect(paper.toString("latin1").match(/\/Type\s*\/Page\b/gu)?.length).toBe(1);
    writeFileSync(join(shots, "receipt.pdf"), paper);
    const file = await take("file");
    const enrolment = readFileSync(join(app.folder, "enrolment.json"), "utf8");
    const { cosignerVerifierKey } = JSON.parse(enrolment) as { cosignerVerifierKey: string };
    const words = ["--lang", "en", "verify-receipt", file, "--cosigner", cosignerVerifierKey];
    const said = execFileSync(process.execPath, [join(root, "main/cli.ts"), ...words], { encoding: "utf8" });
    expect(said).toMatch(/^VERIFIED/u);
    expect(said).toContain(number);
  });

  it("R9, R10 the register tells who watched which frames with whom present under which request; the log verifies; headquarters receipts it", async () => {
    const { page } = app;
    const { t } = journey;
    await journey.place("station");
    await journey.button(t("station.syncNow")).click();
    await journey.button(t("station.verify")).click();
    await page.locator("[data-sound=true]").waitFor();
    await shoot("station");
    await journey.place("registers");
    const row = page.locator("tbody tr", { hasText: number }).first();
    await row.waitFor();
    await page.locator("tbody button[aria-expanded]").first().click();
    const detail = page.locator(".register-detail");
    await detail.waitFor();
    await shoot("register");
    const text = await detail.innerText();
    expect(text).toContain(asset);
    expect(await detail.locator("[data-receipt]").count()).toBe(2);
    expect(text).toContain(t("capacity.viewer"));
    expect(text).toContain(t("capacity.supervisor"));
    expect(text).toMatch(new RegExp(`${String(range.from)}–\\d+`, "u"));
    await expect.poll(async () => page.locator(".seal-received").count()).toBeGreaterThan(0);
  });

  it("R10 the exported bundle verifies on the command line, and one changed byte names its entry", async () => {
    const { page } = app;
    await journey.place("station");
    await journey.button(journey.t("station.export")).click();
    const file = (await page.locator("[data-export]").getAttribute("data-export")) ?? "";
    const verify = (bundle: string): { readonly code: number; readonly said: string } => {
      try {
        const said = execFileSync(process.execPath, [join(root, "main/cli.ts"), "--lang", "en", "verify", bundle], {
          encoding: "utf8",
        });
        return { code: 0, said };
      } catch (error) {
        // The exit code of a verifier that found something wrong.
        const { status, stdout } = error as { status: number; stdout: string };
        return { code: status, said: stdout };
      }
    };
    expect(verify(file)).toMatchObject({ code: 0, said: expect.stringMatching(/^VALID/u) as string });
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"t":"mark.add"');
    const entry = Number(/"seq":(\d+)/u.exec(bytes.subarray(at - 200, at).toString())?.[1]);
    bytes[at + 6] = "n".charCodeAt(0);
    const changed = join(shots, "changed.vlog");
    writeFileSync(changed, bytes);
    const verdict = verify(changed);
    expect(verdict.code).toBe(1);
    expect(verdict.said).toMatch(new RegExp(`number ${String(entry)}\\b`, "u"));
  });
});
