// oxlint-disable no-await-in-loop -- a person presses one key after the other
import type { Locator, Page } from "playwright-core";

const mostTabs = 160;

/** What has the focus, in words; runs in the page. */
function nameOfStop(): string {
  const element = document.activeElement ?? document.body;
  const label = element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40);
  return element === document.body ? "body" : `${element.tagName} ${element.className} "${label}"`;
}

/** Whether the focus has a mark that a person sees, on its element or on the field around it; runs in the page. */
function isMarked(): boolean {
  const element = document.activeElement ?? document.body;
  // Nothing has it at the end of a round; and script cannot look into another origin's page.
  if (element === document.body || element instanceof HTMLIFrameElement) {
    return true;
  }
  const parent = element.parentElement ?? element;
  const above = parent.parentElement ?? parent;
  return [element, ...parent.children, parent, above, above.parentElement ?? above].some((one) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  });
}

/** Whether what has the focus lies in the window and under nothing; runs in the page. */
function isClear(): boolean {
  const element = document.activeElement ?? document.body;
  const { x, y, width, height } = element.getBoundingClientRect();
  if (element instanceof HTMLIFrameElement || height > innerHeight / 2) {
    return true;
  }
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  return hit !== null && (hit.contains(element) || (element.parentElement ?? element).contains(hit));
}

/** A person who has no mouse: moves with Tab and arrows alone, and notes each stop at which the focus could not be seen. */
export class Keyboard {
  /** What was wrong with the focus on the way. */
  readonly faults = new Set<string>();
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#page.keyboard.press(key);
    }
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Presses Tab until the focus is there; fails when it never comes. */
  async to(target: Locator): Promise<void> {
    await target.waitFor({ state: "attached" });
    await this.#tabUntil(() => target.evaluate((element) => element === document.activeElement), String(target));
  }

  /** Goes to a button, link or checkbox and works it. */
  async use(target: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> {
    await this.to(target);
    await this.press(key);
  }

  async fill(field: Locator, text: string): Promise<void> {
    await this.to(field);
    await this.press("ControlOrMeta+a");
    await this.type(text);
  }

  /** Chooses a radio button: Tab leads to its group, arrows through it. */
  async pick(radio: Locator): Promise<void> {
    await radio.waitFor({ state: "attached" });
    const isInGroup = (): Promise<boolean> =>
      radio.evaluate((element) => {
        const { activeElement } = document;
        return (
          activeElement instanceof HTMLInputElement &&
          element instanceof HTMLInputElement &&
          activeElement.name === element.name
        );
      });
    await this.#tabUntil(isInGroup, String(radio));
    for (let presses = 0; presses < 20; presses += 1) {
      if (await radio.evaluate((element) => element === document.activeElement)) {
        if (!(await radio.isChecked())) {
          await this.press("Space");
        }
        return;
      }
      await this.press("ArrowDown");
    }
    throw new Error(`arrows do not lead to ${String(radio)}`);
  }

  /** Opens a list and takes the option with this text. */
  async choose(list: Locator, option: string): Promise<void> {
    await this.to(list);
    await this.press("Enter");
    const active = this.#page.locator(".ant-select-dropdown:visible .ant-select-item-option-active");
    await active.waitFor();
    for (let presses = 0; presses < 20; presses += 1) {
      if ((await active.innerText()).includes(option)) {
        await this.press("Enter");
        return;
      }
      await this.press("ArrowDown");
    }
    throw new Error(`arrows do not lead to ${option}`);
  }

  /** Where the focus is, once it is anywhere: a step that is done may take what had it away. */
  async place(): Promise<string> {
    await this.#page.waitForFunction(() => document.activeElement !== document.body);
    return this.#page.evaluate(() => document.activeElement?.tagName.toLowerCase() ?? "");
  }

  async #tabUntil(isThere: () => Promise<boolean>, name: string): Promise<void> {
    const stops: string[] = [];
    for (let presses = 0; presses < mostTabs; presses += 1) {
      const at = await this.#page.evaluate(nameOfStop);
      if (!(await this.#page.evaluate(isMarked))) {
        this.faults.add(`${at}: the focus is not to be seen`);
      }
      if (!(await this.#page.evaluate(isClear))) {
        this.faults.add(`${at}: lies outside the window or under something`);
      }
      if (await isThere()) {
        return;
      }
      stops.push(at);
      await this.press("Tab");
    }
    throw new Error(`Tab does not lead to ${name} from ${stops.slice(0, 40).join(" → ")}`);
  }
}
