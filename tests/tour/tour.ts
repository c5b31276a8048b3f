import { cpSync, mkdirSync, rmSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { stdout } from "node:process";
import { buildIfStale, ensurePrograms } from "../../main/setup/index.ts";
import { localeSchema } from "../../shared/model/station.ts";
import { Journey, persons } from "../support/journey.ts";
import { startDemonstrationStation } from "../support/demonstration-station.ts";

/**
 * `npm run tour [-- --lang zh-CN|en] [--size 1366x768] [--out DIR]`: the README's story without a person and without a display.
 *
 * Leaves its screenshots and the exported log bundle in `out/tour`, or the folder given, and prints their names.
 */

// The page is driven from inside, which only tests and this tour may do.
process.env["VITRINE_TEST"] = "1";

const say = (line: string): void => {
  stdout.write(`${line}\n`);
};

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? undefined : process.argv[at + 1];
}

const folder = resolve(option("out") ?? join(import.meta.dirname, "../../out/tour"));
const shown = (file: string): string => relative(process.cwd(), join(folder, file));

async function tour(): Promise<void> {
  const locale = localeSchema.parse(option("lang") ?? "zh-CN");
  const [width = 1366, height = 768] = (option("size") ?? "1366x768").split("x").map(Number);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const app = await startDemonstrationStation({ size: { width, height } });
  const { page } = app;
  const journey = new Journey(page, locale);
  const { t } = journey;
  let number = 0;
  const shoot = async (name: string): Promise<void> => {
    number += 1;
    const file = `${String(number).padStart(2, "0")}-${name}.png`;
    await page.screenshot({ path: join(folder, file) });
    say(shown(file));
  };
  try {
    await journey.useLanguage();
    await shoot("sign-in");

    await journey.signIn(persons.caseOfficer);
    await journey.place("footage");
    await page.locator("tr[data-asset]").first().waitFor();
    await shoot("footage");
    const wish = { asset: "WH-20261109-A017-01", from: 300, to: 899 };
    await journey.fillRequest(wish);
    await shoot("request");
    await journey.button(t("form.submit")).click();
    await shoot("request-signature");
    await journey.sign(persons.caseOfficer);
    const filed = await journey.filedNumber();
    await shoot("request-filed");
    await journey.signOut();

    await journey.signIn(persons.approver);
    await shoot("tasks");
    await journey.openDecision(filed);
    await shoot("decide");
    await journey.approve(persons.approver);
    await shoot("decided");
    await journey.signOut();

    await journey.signIn(persons.caseOfficer);
    await journey.prepare(filed);
    await shoot("room");
    await journey.openRoom();
    await shoot("room-ready");
    await journey.view();
    await journey.play();
    await page.waitForTimeout(3000);
    await shoot("playing");
    await journey.pause();
    await journey.button(t("player.on1")).click();
    const frame = await journey.confirmed();
    await journey.saveNote(journey.words("执法人员出示执法证件", "Officer shows identification"));
    await shoot("note");
    await journey.page.keyboard.press("Escape");
    await journey.button(t("player.full")).click();
    await shoot("full-window");
    await journey.button(t("player.fullExit")).click();
    say(`note saved on frame ${String(frame)}`);
    await journey.leave();
    await shoot("ended");

    await journey.place("station");
    await journey.button(t("station.syncNow")).click();
    await journey.button(t("station.verify")).click();
    await page.locator("[data-sound=true]").waitFor();
    await journey.place("registers");
    await page.locator("table tbody tr").first().waitFor();
    await page.locator("tr[data-viewing] .row-act").first().click();
    await shoot("register");
    await journey.place("station");
    await journey.button(t("station.export")).click();
    const exported = (await page.locator("[data-export]").getAttribute("data-export")) ?? "";
    await shoot("station");
    const bundle = join(folder, basename(exported));
    cpSync(exported, bundle);
    say(shown(basename(exported)));
  } catch (error) {
    await shoot("stuck");
    throw error;
  } finally {
    await app.close();
  }
}

const lacking = ensurePrograms(["chromium", "cjk-font"], say);
const broken = lacking === null ? buildIfStale(say) : null;
if (lacking !== null || broken !== null) {
  say(lacking ?? broken ?? "");
  process.exit(1);
}
await tour();
process.exit(0);
