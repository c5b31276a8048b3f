// oxlint-disable no-await-in-loop -- a person does one thing after the other
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openToken } from "../../main/formats/pkcs12.ts";
import type { Locale } from "../../shared/model/station.ts";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons } from "../support/journey.ts";
import { keepShot } from "../support/shots.ts";

const root = join(import.meta.dirname, "../..");
const locales: readonly Locale[] = ["zh-CN", "en"];
const custodians = ["p-0004", "p-0005"] as const;

let app: DemonstrationStation;

beforeAll(async () => {
  app = await startDemonstrationStation({ size: { width: 1366, height: 768 } });
});
afterAll(() => app.close());

describe.each(locales)("administration, in %s", (locale) => {
  const shots = join(root, "out/e2e", `administration-${locale}`);
  const found: Record<string, string[]> = {};
  let journey: Journey;
  const look = async (screen: string): Promise<void> => {
    const here = await flaws(app.page);
    if (here.length > 0) {
      found[screen] = here;
    }
    await keepShot(app.page, join(shots, `${screen}.png`), { fullPage: true });
  };
  const part = (name: "people" | "stations" | "rooms" | "keys"): Promise<void> =>
    app.page
      .locator(".screen-head .switch")
      .getByRole("button", { name: journey.t(`admin.part.${name}`), exact: true })
      .click();
  const orders = (): Promise<void> => app.page.locator(".screen-head .switch button").nth(1).click();
  const done = (state: "applied" | "waiting"): Promise<void> => app.page.locator(`[data-done=${state}]`).waitFor();
  const choose = async (person: string): Promise<void> => {
    await part("people");
    await app.page.locator(`tr[data-person="${person}"] .row-act`).click();
  };
  const change = async (to: string): Promise<void> => {
    await journey.signOut();
    await journey.signIn(to);
    await journey.place("administration");
  };
  const countersign = async (order: string): Promise<void> => {
    await orders();
    await app.page
      .locator(`tr[data-order="${order}"][data-state=waiting]`)
      .first()
      .getByRole("button", { name: journey.t("admin.orders.countersign") })
      .click();
    await journey.sign(persons.secondAdministrator);
    await done("applied");
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    journey = new Journey(app.page, locale);
    await journey.useLanguage();
  });

  it("R8 shows administrators their place, and nothing to do about themselves", async () => {
    const { t } = journey;
    await journey.signIn(persons.caseOfficer);
    expect(await app.page.locator("nav.rail").getByText(t("rail.administration"), { exact: true }).count()).toBe(0);
    await change(persons.administrator);
  });

  it("adds a person, authorises them, and lets a second administrator sign for the certificate", async () => {
    const { page, t } = { page: app.page, t: journey.t };
    await look("people");
    await choose(persons.administrator);
    expect(await page.getByText(t("admin.person.self")).count()).toBe(1);
    expect(await journey.button(t("admin.cert.renew")).count()).toBe(0);
    await journey.button(t("admin.people.add")).click();
    await page.getByLabel(t("admin.person.name"), { exact: true }).fill("何平");
    await page.getByRole("checkbox", { name: t("role.officer"), exact: true }).check();
    const number = await page.getByLabel(t("admin.person.number")).inputValue();
    await look("person-new");
    await journey.button(t("admin.toSign")).click();
    await look("signature");
    await journey.sign(persons.administrator);
    await done("applied");

    await choose(number);
    await journey.button(t("admin.auth.change")).click();
    await page.getByLabel(t("admin.auth.duty")).fill("日常检查");
    await page.getByLabel(t("admin.auth.post")).fill("执法人员");
    await page.getByLabel(t("admin.auth.power")).fill("查阅本人记录");
    await look("authorisation");
    await journey.button(t("admin.toSign")).click();
    await journey.sign(persons.administrator);
    await done("applied");

    await choose(number);
    await journey.button(t("admin.cert.issue")).click();
    await journey.sign(persons.administrator);
    await done("waiting");
    await look("person");
    await change(persons.secondAdministrator);
    await countersign("certificate.issue");
    await orders();
    await look("orders");
    await journey.button(t("admin.orders.handOver")).first().click();
    await page.getByLabel(t("admin.collect.pin")).fill("246810");
    await page.getByLabel(t("admin.collect.again")).fill("246810");
    await look("hand-over");
    await journey.button(t("admin.collect.act")).click();
    await page.locator("[data-files]").waitFor();
    const token = join(app.folder, "exports", `${number}.p12`);
    expect(existsSync(token) && openToken(readFileSync(token), "246810").ok).toBe(true);
    expect(found).toEqual({});
  });

  it("imports persons from a file only when every row is right", async () => {
    const { page, t } = { page: app.page, t: journey.t };
    const file = (name: string, text: string): void => writeFileSync(join(app.folder, "imports", name), text);
    file("wrong.csv", "姓名,单位,角色\n,支队,执法人员\n=1+1,支队,厨师\n");
    file("right.csv", `姓名,单位,角色\n${locale === "en" ? "李一" : "张一"},支队,执法人员\n`);
    await part("people");
    await journey.button(t("admin.people.import")).click();
    await journey.button("wrong.csv").click();
    await page.locator("[data-preview='2']").waitFor();
    expect(await page.locator("tr[data-line='3'] .amber").count()).toBe(2);
    expect(await journey.button(t("admin.import.act", { n: 2 })).isDisabled()).toBe(true);
    await look("import-wrong");
    await journey.button("right.csv").click();
    await journey.button(t("admin.import.act", { n: 1 })).click();
    await journey.sign(persons.secondAdministrator);
    await done("applied");
    expect(found).toEqual({});
  });

  it("splits the master key, and custodians rehearse its restoration", async () => {
    const { page, t } = { page: app.page, t: journey.t };
    await part("keys");
    await look("keys");
    await page.getByRole("combobox", { name: t("admin.keys.custodians") }).click();
    const options = page.locator(".ant-select-item-option");
    await options.nth(3).click();
    await options.nth(4).click();
    await page.keyboard.press("Escape");
    await journey.button(t("admin.toSign")).click();
    await journey.sign(persons.secondAdministrator);
    await done("waiting");
    await change(persons.administrator);
    await orders();
    await page
      .locator("tr[data-order='keys.backup'][data-state=waiting]")
      .getByRole("button", { name: t("admin.orders.countersign") })
      .click();
    await journey.sign(persons.administrator);
    await done("applied");
    await page
      .locator("tr[data-order='keys.backup']")
      .first()
      .getByRole("button", { name: t("admin.orders.takeShares") })
      .click();
    await journey.button(t("admin.collect.act")).click();
    const files = (await page.locator("[data-files]").getAttribute("data-files"))?.split(" ") ?? [];
    for (const file of files) {
      copyFileSync(file, join(app.folder, "imports", file.split("/").at(-1) ?? ""));
    }
    expect(files.map((file) => file.slice(-10, -4))).toEqual([...custodians]);

    await part("keys");
    const select = async (label: string, option: string): Promise<void> => {
      await page.getByRole("combobox", { name: label }).click();
      await page
        .locator(`.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option[title="${option}"]`)
        .click();
    };
    for (const [index, file] of files.entries()) {
      const holder = custodians[index] ?? "";
      await select(t("admin.rehearse.file"), file.split("/").at(-1) ?? "");
      await page.getByRole("combobox", { name: t("admin.rehearse.token") }).click();
      await page
        .locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option")
        .nth(Number(holder.slice(-2)) - 1)
        .click();
      await page.getByLabel(t("pin.label")).fill(`1357${holder.slice(-2)}`);
      await journey.button(t("admin.rehearse.open")).click();
      await page.locator(`[data-brought="${index + 1}"]`).waitFor();
    }
    await look("rehearsal");
    await journey.button(t("admin.rehearse.act")).click();
    await page.locator("[data-proved]").waitFor();
    await look("rehearsed");
    for (const name of readdirSync(join(app.folder, "imports"))) {
      rmSync(join(app.folder, "imports", name));
    }
    expect(found).toEqual({});
  });

  it("shows rooms and stations, and registers a room", async () => {
    const { page, t } = { page: app.page, t: journey.t };
    await part("rooms");
    await page.getByLabel(t("admin.room.room"), { exact: true }).fill(`room-${locale.toLowerCase()}`);
    await page.getByLabel(t("admin.room.zh")).fill("四楼查阅室");
    await page.getByLabel(t("admin.room.en")).fill("Viewing room, 4th floor");
    await journey.button(t("admin.toSign")).click();
    await journey.sign(persons.administrator);
    await done("applied");
    await look("rooms");
    await part("stations");
    await page.locator("tr[data-station] .row-act").first().click();
    await look("stations");
    await journey.signOut();
    expect(found).toEqual({});
  });
});
