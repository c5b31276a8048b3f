import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { build, type Plugin } from "vite";
import { createLog, type AuditLog } from "../../main/auditlog/index.ts";
import { cover, treeDepth } from "../../main/formats/key-tree.ts";
import { readPackageHeader, segmentsOfFrames, type PackageHeader } from "../../main/formats/footage-package.ts";
import { ingestFile } from "../../main/headquarters/ingest/index.ts";
import { invalidOrigins } from "../../main/seal/index.ts";
import { findChromium } from "../../main/setup/index.ts";
import { createChromiumShell, type ChromiumShell } from "../../main/shell/chromium/index.ts";
import type { ByteSource, ShellApp, VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import {
  createVault,
  pictureFilesIn,
  type ConfirmedFrame,
  type LeaseDesk,
  type PackageSource,
  type PictureOrder,
  type PictureStop,
  type Vault,
} from "../../main/vault/index.ts";
import type { FrameRange } from "../../shared/model/footage.ts";
import type { Enhancement } from "../../shared/picture/enhancement.ts";
import type { PictureReport } from "../../shared/picture/protocol.ts";
import { pictureHello } from "../../shared/picture/protocol.ts";
import { buildPreload } from "./preload.ts";

/** A recording taken in by the real ingest, with the keys headquarters would hold. */
export interface TakenIn {
  readonly asset: string;
  readonly header: PackageHeader;
  readonly root: Uint8Array;
  readonly packagePath: string;
  source(): Promise<PackageSource>;
}

let taken = 0;

/** Ingests a file into `folder`. Throws when ingest refuses it. */
export async function takeIn(file: string, folder: string, withSurvey = false): Promise<TakenIn> {
  taken++;
  const asset = `WH-20261109-T${String(taken).padStart(3, "0")}-01`;
  const { privateKey } = generateKeyPairSync("ed25519");
  let root: Uint8Array | null = null;
  const result = await ingestFile({
    file,
    folder,
    signer: { name: "test.example/ingest", key: privateKey },
    survey: withSurvey,
    takeCustody: (_asset, keys) => {
      root = keys.treeRoot.slice();
    },
    meta: {
      asset,
      title: "",
      unit: "",
      squad: "",
      wearers: [{ person: "p-0001", name: "", certificateNo: "" }],
      device: "",
      source: "bodyCamera",
      recordedFrom: "2026-11-09T09:00:00+08:00",
      recordedTo: "2026-11-09T10:00:00+08:00",
      clockOffsetSeconds: 0,
      place: "",
      inspectedUnit: "",
      caseNo: "",
      caseCause: "",
      caseParty: "",
      secrecy: "none",
      volume: "main",
      custodian: "",
      state: "archived",
      retainUntil: "2036-11-09",
      holds: [],
      gaps: [],
    },
  });
  if (!result.ok || root === null) {
    throw new Error(`ingest refused the clip: ${JSON.stringify(result)}`);
  }
  const packagePath = join(folder, result.value.packageFile);
  const bytes = new Uint8Array(await readFile(packagePath));
  const source = async (): Promise<PackageSource> => ({
    size: bytes.length,
    read: async (from, to) => bytes.slice(from, to),
  });
  return { asset, header: await readPackageHeader(await source()), root, packagePath, source };
}

/** What a viewing would have heard from the vault. */
export interface Heard {
  readonly shown: {
    readonly ranges: readonly FrameRange[];
    readonly ratePercent: number;
    readonly last?: boolean;
    readonly glance?: boolean;
  }[];
  readonly confirmed: ConfirmedFrame[];
  readonly enhanced: Enhancement[];
  readonly stopped: { readonly reason: PictureStop; readonly at: number }[];
}

/** A log and a vault as a station has them, on one folder. */
export interface VaultBench {
  readonly vault: Vault;
  readonly log: AuditLog;
  readonly heard: Heard;
  /** Folder of the picture page. */
  readonly picture: string;
  /** Lines of the visible watermark; may be replaced while a picture is open. */
  watermark: readonly string[];
  /** What the vault's clock says; null for the real one. */
  clock: number | null;
  /** Order for the whole of `ranges`, with exactly the keys a grant would carry. */
  order(clip: TakenIn, ranges: readonly FrameRange[], changes?: Partial<PictureOrder>): PictureOrder;
  close(): void;
}

/** `desk` may stand between the vault and the log, to see or to break what passes. */
export function openVaultBench(
  folder: string,
  clips: readonly TakenIn[],
  picture: string,
  desk: (log: AuditLog) => LeaseDesk = (log) => log,
): VaultBench {
  const log = createLog(join(folder, "log"), {
    origin: "test.example/ws/t-01/1",
    clock: { wall: () => new Date(), mono: () => process.hrtime.bigint() },
    keyStore: null,
  });
  const heard: Heard = { shown: [], confirmed: [], enhanced: [], stopped: [] };
  const bench: VaultBench = {
    log,
    heard,
    picture,
    watermark: ["周明 p-0003 · 李岚 p-0004", "观看室 A-101 · 工作站 WS-01", "调阅单 2026-0117"],
    clock: null,
    vault: createVault({
      leases: desk(log),
      cacheFolder: join(folder, "cache"),
      picture: pictureFilesIn(picture),
      interfaceOrigin: invalidOrigins.interface,
      now: () => bench.clock ?? Date.now(),
      async fetchPackage(asset) {
        const clip = clips.find((candidate) => candidate.asset === asset);
        if (clip === undefined) {
          throw new Error("no such package");
        }
        return clip.source();
      },
    }),
    order: (clip, ranges, changes = {}) => ({
      viewing: "v-000001",
      grant: "g-000001",
      opening: 1,
      asset: clip.asset,
      manifestDigest: clip.header.manifestDigest,
      nodes: ranges.flatMap((range) => {
        const { from, to } = segmentsOfFrames(clip.header.manifest, range);
        return cover(clip.root, treeDepth(clip.header.manifest.segments.length), from, to);
      }),
      ranges,
      notAfter: Number.MAX_SAFE_INTEGER,
      watermark: () => bench.watermark,
      onShown: (frames, ratePercent, last, glance) =>
        heard.shown.push({ ranges: frames, ratePercent, ...(last ? { last } : {}), ...(glance ? { glance } : {}) }),
      onConfirmed: (frame) => heard.confirmed.push(frame),
      onEnhanced: (enhancement) => heard.enhanced.push(enhancement),
      onStopped: (reason) => heard.stopped.push({ reason, at: Date.now() }),
      ...changes,
    }),
    close() {
      bench.vault.closeAll();
      log.close();
    },
  };
  return bench;
}

/** A defence of the picture page taken out: in this file of it, this text becomes that one. */
export interface PictureMutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function mutating({ file, from, to }: PictureMutation): Plugin {
  let isDone = false;
  return {
    name: "mutant",
    transform(code, id) {
      if (!id.endsWith(`/picture/${file}`)) {
        return null;
      }
      if (code.split(from).length !== 2) {
        throw new Error(`mutation does not fit ${file}: ${from}`);
      }
      isDone = true;
      return code.replace(from, () => to);
    },
    buildEnd(error) {
      if (error === undefined && !isDone) {
        throw new Error(`mutation found no ${file}`);
      }
    },
  };
}

/** Builds the picture page as the product does, or with one defence taken out. */
export async function buildPicture(folder: string, mutation?: PictureMutation): Promise<string> {
  await build({
    configFile: false,
    root: join(import.meta.dirname, "../../renderer/picture"),
    base: "./",
    logLevel: "error",
    plugins: mutation === undefined ? [] : [{ ...mutating(mutation), enforce: "pre" }],
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  return folder;
}

const screenPage = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>Vitrine</title>
<link rel="stylesheet" href="./assets/screen.css"></head>
<body><div id="room"></div><script type="module" src="./assets/screen.js"></script></body></html>`;

const screenStyle = `html, body { margin: 0; height: 100%; background: #222 } #room { position: fixed; inset: 0 }
iframe { border: 0; width: 100%; height: 100%; display: block }`;

const screenScript = `
globalThis.reports = [];
globalThis.show = (address) => {
  // What the picture before still says is no report of this one.
  const reports = [];
  globalThis.reports = reports;
  const frame = document.createElement("iframe");
  frame.allow = "autoplay";
  frame.id = "picture";
  frame.src = address;
  globalThis.shownAt = performance.now();
  document.querySelector("#room").replaceChildren(frame);
  frame.addEventListener("load", () => {
    const { port1, port2 } = new MessageChannel();
    globalThis.port = port1;
    port1.onmessage = ({ data }) => reports.push({ ...data, at: performance.now() });
    frame.contentWindow.postMessage({ type: ${JSON.stringify(pictureHello)} }, new URL(address).origin, [port2]);
  });
};
globalThis.tell = (command) => globalThis.port.postMessage(command);
/** Resolves with the reports since \`from\` once the picture rests on a frame or says that it cannot. */
globalThis.settled = (from, limit = 8000) => new Promise((resolve) => {
  const start = performance.now();
  const look = () => {
    const news = globalThis.reports.slice(from);
    const done = news.find((report) => (report.type === "frame" && report.confirmed) || report.type === "unconfirmable" || report.type === "stopped");
    if (done !== undefined || performance.now() - start > limit) { resolve(news.findLast((report) => report === done) ?? null); return; }
    setTimeout(look, 4);
  };
  look();
});
`;

/** A browser with a screen that frames pictures of one vault. */
export interface PictureLab {
  readonly shell: ChromiumShell;
  readonly page: Page;
  /** Every request on the vault's origin, as the shell passed it. */
  readonly requests: VaultRequest[];
  /** Opens a picture and waits for its first report of a frame. */
  show(path: string): Promise<Frame>;
  frame(): Frame;
  tell(command: unknown): Promise<void>;
  reports(): Promise<(PictureReport & { readonly at: number })[]>;
  close(): Promise<void>;
}

/** `answer` may stand between the shell and the vault, e.g. to serve a plain file or to alter a table. */
export async function openPictureLab(
  serve: (request: VaultRequest) => Promise<VaultAnswer>,
  size = { width: 1366, height: 768 },
): Promise<PictureLab> {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-picture-"));
  const preloadFile = join(folder, "preload.cjs");
  writeFileSync(preloadFile, await buildPreload());
  const executable = findChromium();
  if (executable === null) {
    throw new Error("no Chromium on this machine; npm test installs one as root");
  }
  const shell = await createChromiumShell({ executable, preloadFile, headless: true, size });
  const requests: VaultRequest[] = [];
  const files: Readonly<Record<string, readonly [string, string]>> = {
    "/": ["text/html", screenPage],
    "/assets/screen.js": ["text/javascript", screenScript],
    "/assets/screen.css": ["text/css", screenStyle],
  };
  const app: ShellApp = {
    async serveInterface(path) {
      const [type, text] = files[path] ?? ["text/plain", ""];
      return { status: text === "" ? 404 : 200, headers: { "content-type": type }, body: Buffer.from(text) };
    },
    async serveVault(request) {
      requests.push(request);
      return serve(request);
    },
    invoke: async () => null,
    observe: () => {},
  };
  await shell.open(app);
  const page = shell.testOnlyPage();
  const frame = (): Frame => {
    const found = page.frames().find((candidate) => candidate.url().startsWith(invalidOrigins.vault));
    if (found === undefined) {
      throw new Error("no picture is open");
    }
    return found;
  };
  return {
    shell,
    page,
    requests,
    frame,
    async show(path) {
      await page.evaluate((address) => Reflect.get(globalThis, "show")(address), `${invalidOrigins.vault}${path}`);
      await page.waitForFunction(
        () =>
          Reflect.get(globalThis, "reports").some(
            ({ type, confirmed }: { type: string; confirmed?: boolean }) =>
              (type === "frame" && confirmed === true) || type === "unconfirmable" || type === "stopped",
          ),
        undefined,
        { timeout: 20_000, polling: 20 },
      );
      return frame();
    },
    tell: async (command) => {
      await page.evaluate((sent) => Reflect.get(globalThis, "tell")(sent), command);
    },
    reports: () => page.evaluate(() => Reflect.get(globalThis, "reports")),
    async close() {
      await shell.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A folder that goes away with the test. */
export function scratch(name: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `vitrine-${name}-`));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Sends one request to the vault as the picture page would. */
export function ask(bench: VaultBench, ticket: string, path: string, report?: unknown): Promise<VaultAnswer> {
  const body = report === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(report));
  return bench.vault.serve({ method: report === undefined ? "GET" : "POST", ticket, path, body });
}

/** The way to a ticket's media, which only the page itself is told. */
export async function wayOf(bench: VaultBench, ticket: string): Promise<string> {
  const answer = await ask(bench, ticket, "/");
  const html = answer.kind === "bytes" ? new TextDecoder().decode(answer.body) : "";
  return /name="vitrine-way" content="([^"]*)"/u.exec(html)?.[1] ?? "";
}

/** Media of an order, opened first when no ticket is given. The folder of the page needs an `index.html` for it. */
export async function mediaOf(
  bench: VaultBench,
  order: PictureOrder,
  ticket?: string,
  clock: number | null = null,
): Promise<ByteSource> {
  bench.clock = clock;
  let name = ticket;
  if (name === undefined) {
    const opened = await bench.vault.open(order);
    if (!opened.ok) {
      throw new Error(`the vault refused: ${JSON.stringify(opened.failure)}`);
    }
    name = opened.value.ticket;
  }
  const answer = await ask(bench, name, `/${await wayOf(bench, name)}/media`);
  if (answer.kind !== "source") {
    throw new Error("no media");
  }
  return answer.source;
}
