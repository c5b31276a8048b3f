import {
  contentTypeOf,
  interfaceHeaders,
  invalidOrigins,
  mediaHeaders,
  pictureHeaders,
} from "../../main/seal/index.ts";
import type { ByteSource, Sender, ShellApp, ShellEvent, VaultRequest } from "../../main/shell/port.ts";

const text = (body: string): Uint8Array => new TextEncoder().encode(body);

/** The least a shell can show: a page of each origin under the real headers, and one source of footage. */
export interface SmallApp extends ShellApp {
  readonly events: ShellEvent[];
  readonly calls: { readonly channel: string; readonly input: unknown; readonly sender: Sender }[];
  readonly vaultRequests: VaultRequest[];
  /** Half-open ranges that were really read from the source. */
  readonly reads: [from: number, to: number][];
}

const interfacePage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Vitrine</title>
<link rel="stylesheet" href="./assets/page.css"></head>
<body><h1>Interface</h1><iframe id="picture" allow="autoplay" src="${invalidOrigins.vault}/ticket-1/"></iframe>
<script type="module" src="./assets/page.js"></script></body></html>`;

const picturePage = `<!doctype html><html lang="en"><head><meta charset="utf-8"></head>
<body><video id="video" muted preload="auto" src="./media"></video>
<script type="module" src="./assets/picture.js"></script></body></html>`;

/** A small application over a source of footage; `answer` says what every channel returns. */
export function smallApp(
  media: Uint8Array,
  answer: (channel: string, input: unknown) => unknown = () => null,
): SmallApp {
  const events: ShellEvent[] = [];
  const calls: SmallApp["calls"] = [];
  const vaultRequests: VaultRequest[] = [];
  const reads: [number, number][] = [];
  const source: ByteSource = {
    size: media.byteLength,
    type: "video/mp4",
    read: async (from, to) => {
      reads.push([from, to]);
      return media.subarray(from, to);
    },
  };
  const interfaceFiles: Readonly<Record<string, string>> = {
    "/": interfacePage,
    "/index.html": interfacePage,
    "/assets/page.js": "globalThis.pageRan = true;",
    "/assets/page.css": "h1 { color: rgb(1, 2, 3); }",
  };
  const pictureFiles: Readonly<Record<string, string>> = {
    "/": picturePage,
    "/assets/picture.js": "globalThis.pictureRan = true;",
  };
  const served = (
    files: Readonly<Record<string, string>>,
    path: string,
    headers: Readonly<Record<string, string>>,
  ) => ({
    status: path in files ? 200 : 404,
    headers: { ...headers, "content-type": contentTypeOf(path === "/" ? "index.html" : path) },
    body: text(files[path] ?? ""),
  });
  return {
    events,
    calls,
    vaultRequests,
    reads,
    serveInterface: async (path) => served(interfaceFiles, path, interfaceHeaders(invalidOrigins)),
    serveVault: async (request) => {
      vaultRequests.push(request);
      return request.path === "/media"
        ? { kind: "source", headers: mediaHeaders(), source }
        : { kind: "bytes", ...served(pictureFiles, request.path, pictureHeaders(invalidOrigins)) };
    },
    invoke: async (channel, input, sender) => {
      calls.push({ channel, input, sender });
      return answer(channel, input);
    },
    observe: (event) => void events.push(event),
  };
}
