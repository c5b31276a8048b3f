import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { chromium, type BrowserContext, type Frame, type Page } from "playwright-core";
import { describeAddress, invalidOrigins, mayNavigate } from "../../seal/index.ts";
import type { Shell, ShellApp } from "../port.ts";
import { createAnnouncements } from "./announcements.ts";
import { growingPieces } from "./answers.ts";
import { chromiumFlags, refusedDefaults, type WindowStyle } from "./flags.ts";
import { printPaper } from "./paper.ts";
import { createProfile, type Profile } from "./profile.ts";
import { chromiumProtections } from "./protections.ts";
import { answerRoute } from "./routes.ts";
import { standInScript } from "./stand-in.ts";

export interface ChromiumOptions {
  /** An installed Chromium or Chrome. */
  readonly executable: string;
  /** The built preload, `out/preload/index.cjs`. */
  readonly preloadFile: string;
  /** Size of the window; a demonstration gets 1366×768. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Fills the screen without a frame. */
  readonly kiosk?: boolean;
  /** Without a window, for tests. */
  readonly headless?: boolean;
  /** Added to the browser's environment, e.g. the number of a virtual display. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The shell on a stock browser, with what tests may see of it. */
export interface ChromiumShell extends Shell {
  readonly kind: "chromium";
  /** The page itself. @throws outside tests. */
  testOnlyPage(): Page;
  /** Where the browser keeps its files while it runs. @throws outside tests. */
  testOnlyProfile(): string;
}

/**
 * Starts an installed browser as a shell: off the record, over a pipe, every request answered in-process.
 *
 * No TCP port is opened and the profile is gone after `closed`. Nothing is shown before `open`.
 */
export async function createChromiumShell(options: ChromiumOptions): Promise<ChromiumShell> {
  const profile = createProfile(options.environment);
  try {
    return await start(options, profile);
  } catch (error) {
    await profile.remove();
    throw error;
  }
}

async function start(options: ChromiumOptions, profile: Profile): Promise<ChromiumShell> {
  const headless = options.headless ?? false;
  const style: WindowStyle = { ...(options.size ?? { width: 1366, height: 768 }), kiosk: options.kiosk ?? false };
  const context = await chromium.launchPersistentContext(profile.folder, {
    executablePath: options.executable,
    headless,
    viewport: headless ? { width: style.width, height: style.height } : null,
    // Chromium refuses to sandbox itself for root.
    chromiumSandbox: process.getuid?.() !== 0,
    acceptDownloads: false,
    serviceWorkers: "block",
    ignoreDefaultArgs: refusedDefaults(profile.sharedMemoryIsLarge),
    args: chromiumFlags(style, { headless }),
    env: { ...profile.environment },
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const page = context.pages()[0] ?? (await context.waitForEvent("page"));
  const announcements = createAnnouncements();
  const closed = new Promise<void>((resolve) => {
    context.once("close", () => {
      announcements.close();
      void profile.remove().then(resolve);
    });
  });
  return {
    kind: "chromium",
    version: context.browser()?.version() ?? "",
    origins: invalidOrigins,
    keyStore: null,
    closed,
    protections: async () => chromiumProtections(context, style),
    open: async (app) => {
      await guardContext(context, page, app);
      await carryMessages(context, page, app, options.preloadFile, async () => announcements.next());
      const pieces = growingPieces();
      await context.route("**/*", async (route) => answerRoute(route, { origins: invalidOrigins, page, app, pieces }));
      await page.goto(`${invalidOrigins.interface}/`, { waitUntil: "load" });
    },
    print: async (paper) => printPaper(options.executable, paper),
    send: (channel, payload) => announcements.push(channel, payload),
    close: async () => {
      await context.close();
      await closed;
    },
    testOnlyPage: () => testOnly(page),
    testOnlyProfile: () => testOnly(profile.folder),
  };
}

// Closing or leaving can come too late; there is nothing left to do then.
const dropped = (): undefined => undefined;

/** Watches what a page can do that no request shows: other windows, downloads, dialogs, leaving, crashing. */
async function guardContext(context: BrowserContext, page: Page, app: ShellApp): Promise<void> {
  await closeOtherWindows(context, page, app);
  page.on("download", (download) => {
    app.observe({ kind: "blocked", what: "download", detail: describeAddress(download.url()) });
    download.cancel().catch(dropped);
  });
  page.on("dialog", (dialog) => {
    dialog.dismiss().catch(dropped);
  });
  page.on("framenavigated", (frame) => {
    if (frame === page.mainFrame() && !isInterface(frame)) {
      app.observe({ kind: "blocked", what: "navigation", detail: describeAddress(frame.url()) });
      page.goto(`${invalidOrigins.interface}/`).catch(dropped);
    }
  });
  page.on("crash", () => app.observe({ kind: "renderer-gone" }));
  page.on("close", () => {
    app.observe({ kind: "window-closed" });
    context.close().catch(dropped);
  });
}

/**
 * Closes every window but ours as soon as the browser has made it.
 *
 * Asked of the browser itself: a window whose first request was refused never becomes a page here.
 */
async function closeOtherWindows(context: BrowserContext, page: Page, app: ShellApp): Promise<void> {
  const browser = context.browser();
  if (browser === null) {
    throw new Error("the browser does not name its windows");
  }
  const own = await context.newCDPSession(page);
  const { targetInfo } = await own.send("Target.getTargetInfo");
  await own.detach();
  const session = await browser.newBrowserCDPSession();
  session.on("Target.targetCreated", ({ targetInfo: other }) => {
    if (other.type === "page" && other.targetId !== targetInfo.targetId) {
      app.observe({
        kind: "blocked",
        what: "window",
        detail: describeAddress(other.url === "" ? "about:blank" : other.url),
      });
      session.send("Target.closeTarget", { targetId: other.targetId }).catch(dropped);
    }
  });
  await session.send("Target.setDiscoverTargets", { discover: true });
}

/** Connects the preload's bridge. Who sent a message is the frame itself, not what the message says. */
async function carryMessages(
  context: BrowserContext,
  page: Page,
  app: ShellApp,
  preloadFile: string,
  next: () => Promise<unknown>,
): Promise<void> {
  const binding = `b${randomBytes(16).toString("hex")}`;
  await context.exposeBinding(binding, async ({ frame }, message: unknown) => {
    const { kind, channel, input } = readMessage(message);
    if (kind === "listen") {
      return frame === page.mainFrame() && isInterface(frame) ? next() : null;
    }
    return app.invoke(channel, input, { isMainFrame: frame === page.mainFrame(), url: frame.url() });
  });
  await context.addInitScript({
    content: standInScript(readFileSync(preloadFile, "utf8"), binding, invalidOrigins.interface),
  });
}

// A fragment never leaves the page and may hold the screen it is on.
const isInterface = (frame: Frame): boolean => mayNavigate(frame.url().replace(/#.*$/u, ""), true, invalidOrigins);

function readMessage(message: unknown): { readonly kind: string; readonly channel: string; readonly input: unknown } {
  const fields = typeof message === "object" && message !== null ? message : {};
  const kind = "kind" in fields && typeof fields.kind === "string" ? fields.kind : "";
  const channel = "channel" in fields && typeof fields.channel === "string" ? fields.channel : "";
  return { kind, channel, input: "input" in fields ? fields.input : undefined };
}

function testOnly<T>(value: T): T {
  if (process.env["VITEST"] === undefined && process.env["VITRINE_TEST"] === undefined) {
    throw new Error("this is for tests");
  }
  return value;
}
