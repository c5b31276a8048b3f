import type { Frame, Locator, Page } from "playwright-core";
import { demonstrationPeople } from "../../main/headquarters/demonstration/index.ts";
import { translator, type Translate } from "../../renderer/i18n/translate.ts";
import type { Locale } from "../../shared/model/station.ts";

/** The persons of the demonstration, by token. */
export const persons = {
  wearer: "p-0001",
  caseOfficer: "p-0003",
  approver: "p-0004",
  supervisor: "p-0005",
  legalOfficer: "p-0006",
  compliance: "p-0007",
  administrator: "p-0008",
  secondAdministrator: "p-0010",
} as const;

/** PIN of an invented person, as the sign-in page lists it. */
export function pinOf(person: string): string {
  return find(person).pin;
}

function find(person: string): (typeof demonstrationPeople)[number] {
  const found = demonstrationPeople.find((one) => one.person === person);
  if (found === undefined) {
    throw new Error("no such person in the demonstration");
  }
  return found;
}

/** What a request asks for. */
export interface Wish {
  readonly asset: string;
  /** First and last frame, both inside. */
  readonly from: number;
  readonly to: number;
}

/**
 * Walks the interface as a person would: by the words on screen, in either language, with mouse and keys.
 * The tour and the browser suites share it, so that both prove the same doors.
 */
export class Journey {
  readonly page: Page;
  readonly locale: Locale;
  readonly t: Translate;

  constructor(page: Page, locale: Locale) {
    this.page = page;
    this.locale = locale;
    this.t = translator(locale);
  }

  /** Chooses the language with the switch that is on every page. */
  async useLanguage(): Promise<void> {
    await this.page.locator(`.switch button[lang="${this.locale}"]`).click();
    await this.page.locator(`html[lang="${this.locale}"]`).waitFor({ state: "attached" });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  async place(
    place:
      | "tasks"
      | "footage"
      | "requests"
      | "room"
      | "registers"
      | "evidence"
      | "retention"
      | "findings"
      | "log"
      | "administration"
      | "station",
  ): Promise<void> {
    await this.page
      .locator("nav.rail")
      .getByRole("button", { name: this.t(`rail.${place}`), exact: true })
      .click();
  }

  async signIn(person: string): Promise<void> {
    await this.page.locator(`[data-token="${person}"]`).click();
    await this.button(this.t("signIn.act")).click();
    await this.page.locator("nav.rail").waitFor();
  }

  async signOut(): Promise<void> {
    await this.button(this.t("bar.signOut")).click();
    await this.page.locator("[data-token]").first().waitFor();
  }

  /** Fills form F1 up to the signature moment. */
  async fillRequest({ asset, from, to }: Wish): Promise<void> {
    const { page, t } = this;
    await this.place("footage");
    await page.getByLabel(t("footage.searchLabel")).fill(asset);
    await page.locator(`tr[data-asset="${asset}"] .row-act`).click();
    await page
      .locator(`tr[data-asset="${asset}"]`)
      .getByRole("button", { name: t("footage.mayRequest") })
      .click();
    const part = async (name: "applicant" | "purpose" | "footage" | "manner" | "place"): Promise<Locator> => {
      const section = page.getByRole("region", { name: t(`form.part.${name}`), exact: true });
      const fold = section.locator("header button[aria-expanded]");
      await fold.waitFor();
      // A part that is complete folds to its summary when the person goes on to another.
      if ((await fold.getAttribute("aria-expanded")) === "false") {
        await fold.click();
      }
      return section;
    };
    await (
      await part("applicant")
    )
      .getByLabel(t("form.dutyBasis"))
      .fill(this.words("案件承办人，负责本案调查", "Case officer in charge of this case"));
    await (await part("purpose")).getByRole("radio", { name: t("purpose.caseReview") }).check();
    await (
      await part("purpose")
    )
      .getByLabel(t("form.detail"))
      .fill(
        this.words(
          "核对现场检查笔录记载的告知时间与经营场所状况",
          "Compare the notice and the scene with the inspection record",
        ),
      );
    const range = (await part("footage")).locator(".range-row").first();
    await range.getByLabel(t("form.toFrame")).fill(String(to));
    await range.getByLabel(t("form.fromFrame")).fill(String(from));
    await range.getByLabel(t("form.toFrame")).press("Tab");
    await (await part("place")).getByLabel(t("form.supervisor")).click();
    await page.locator(".ant-select-item-option").first().click();
  }

  /** Signs what is on screen; `person` must be the one signed in. */
  async sign(person: string): Promise<void> {
    const dialog = this.page.getByRole("dialog", { name: this.t("sign.title") });
    await dialog.getByLabel(this.t("pin.label")).fill(pinOf(person));
    await dialog.getByRole("button", { name: this.t("sign.act"), exact: true }).click();
  }

  /** Files a request and returns its number. */
  async fileRequest(wish: Wish, person: string): Promise<string> {
    await this.fillRequest(wish);
    await this.button(this.t("form.submit")).click();
    await this.sign(person);
    return this.filedNumber();
  }

  /** Number of the request that has just been filed. */
  async filedNumber(): Promise<string> {
    const heading = this.page.locator(".done h1");
    await heading.waitFor();
    const number = /[A-Z0-9]+-F1-\d{4}-\d+/u.exec(await heading.innerText())?.[0];
    if (number === undefined) {
      throw new Error("the filed request shows no number");
    }
    return number;
  }

  /** Opens the decision page of a pending request. */
  async openDecision(number: string): Promise<void> {
    await this.place("requests");
    await this.page.getByRole("button", { name: number, exact: true }).click();
    await this.page.getByRole("heading", { name: this.t("decide.title") }).waitFor();
  }

  async approve(person: string): Promise<void> {
    await this.page.getByRole("radio", { name: this.t("decide.approve") }).check();
    await this.page
      .getByRole("textbox", { name: this.t("decide.opinion"), exact: true })
      .fill(this.words("同意，限本人在查阅室内查阅。", "Approved, in the viewing room only."));
    await this.button(this.t("decide.act")).click();
    await this.sign(person);
    await this.page.getByText(this.t("decide.doneApprove")).waitFor();
  }

  async refuse(person: string, ground: "scopeTooWide" | "noAuthority"): Promise<void> {
    await this.page.getByRole("radio", { name: this.t("decide.refuse") }).check();
    await this.page.getByRole("radio", { name: this.t(`ground.${ground}`) }).check();
    await this.page
      .getByRole("textbox", { name: this.t("decide.opinion"), exact: true })
      .fill(this.words("范围过宽，请缩小后重新申请。", "Too wide; ask for less."));
    await this.button(this.t("decide.act")).click();
    await this.sign(person);
    await this.page.getByText(this.t("decide.doneRefuse")).waitFor();
  }

  /** Waits for the grant of a request to arrive and opens its room. */
  async prepare(number: string): Promise<void> {
    await this.place("room");
    const grant = this.page.locator(".grant", { hasText: number });
    await grant.getByRole("button", { name: this.t("room.prepare") }).click();
  }

  async checkIn(person: string, pin = pinOf(person)): Promise<void> {
    await this.chooseToken(person);
    await this.page.getByRole("checkbox", { name: this.t("room.papers") }).check();
    await this.page.getByRole("checkbox", { name: this.t("room.devices") }).check();
    await this.page.locator(".room-form").getByLabel(this.t("pin.label")).fill(pin);
    await this.button(this.t("room.checkIn")).click();
  }

  async acceptNotice(): Promise<void> {
    await this.button(this.t("room.noticeAccept")).click();
  }

  async unlock(person: string, pin = pinOf(person)): Promise<void> {
    await this.chooseToken(person);
    await this.page.locator(".room-form").getByLabel(this.t("pin.label")).fill(pin);
    await this.button(this.t("room.unlock")).click();
  }

  /** Check-in of both, notice, unlock. */
  async openRoom(): Promise<void> {
    await this.checkIn(persons.caseOfficer);
    await this.page.getByRole("heading", { name: this.t("room.step.supervisor") }).waitFor();
    await this.checkIn(persons.supervisor);
    await this.acceptNotice();
    await this.unlock(persons.supervisor);
    await this.page.getByRole("heading", { name: this.t("room.step.ready") }).waitFor();
  }

  async view(): Promise<void> {
    await this.button(this.t("room.view")).first().click();
    await this.confirmed();
  }

  /** The picture frame that is open now. */
  picture(): Frame {
    const frame = this.page.frames().find((candidate) => new URL(candidate.url()).hostname.startsWith("vault."));
    if (frame === undefined) {
      throw new Error("no picture is open");
    }
    return frame;
  }

  /** Waits until a confirmed frame rests on screen, and returns its index. */
  async confirmed(wanted?: number): Promise<number> {
    const readout = this.page.locator(
      wanted === undefined
        ? ".readout-frame[data-confirmed=true]"
        : `.readout-frame[data-confirmed=true][data-frame="${String(wanted)}"]`,
    );
    await readout.waitFor().catch(async (error: unknown) => {
      const words = await this.page.locator("body").innerText();
      throw new Error(`no confirmed frame rests on this screen:\n${words.slice(0, 1500)}`, { cause: error });
    });
    return Number(await readout.getAttribute("data-frame"));
  }

  async play(): Promise<void> {
    await this.button(this.t("player.play")).click();
    await this.button(this.t("player.pause")).waitFor();
  }

  /** From normal speed to a quarter of it. */
  async slowDown(): Promise<void> {
    const slower = this.button(this.t("player.slower"));
    await slower.click();
    await this.page.getByText("0.5×", { exact: true }).waitFor();
    await slower.click();
    await this.page.getByText("0.25×", { exact: true }).waitFor();
  }

  async pause(): Promise<number> {
    await this.button(this.t("player.pause")).click();
    await this.button(this.t("player.play")).waitFor();
    return this.confirmed();
  }

  async saveNote(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: this.t("player.noteText"), exact: true }).fill(text);
    await this.button(this.t("player.noteSave")).click();
    await this.page.locator(".note", { hasText: text }).waitFor();
  }

  async leave(): Promise<void> {
    await this.button(this.t("player.leave")).click();
    await this.button(this.t("player.leaveAct")).click();
    await this.page.getByRole("heading", { name: this.t("room.ended") }).waitFor();
  }

  words(zh: string, en: string): string {
    return this.locale === "zh-CN" ? zh : en;
  }

  private async chooseToken(person: string): Promise<void> {
    await this.page.locator(`.tokens [data-id="${person}"]`).getByRole("button").first().click();
  }
}
