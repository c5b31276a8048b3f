import type { Import } from "./imports.ts";

/** One sentence about who may import whom, and the imports that break it. */
export interface Rule {
  readonly says: string;
  readonly forbids: (edge: Import) => boolean;
}

/** Rooms of `main/` by level: an import goes to a lower level or stays home. */
export const levels: Readonly<Record<string, number>> = {
  formats: 0,
  diagnostics: 0,
  setup: 0,
  storage: 1,
  auditlog: 2,
  identity: 2,
  seal: 2,
  guard: 3,
  vault: 3,
  access: 3,
  updates: 3,
  annotations: 3,
  inspections: 3,
  paper: 3,
  sync: 3,
  ipc: 4,
  shell: 4,
  headquarters: 4,
  station: 5,
  commands: 5,
  packaging: 5,
};

/** Headquarters is another machine that happens to share our code: what it may take from these rooms. */
const headquartersMayUse = new Set(["formats", "storage", "auditlog", "diagnostics", "headquarters"]);

/** Files of one room that others import by name instead of through its `index.ts`. */
const openFiles = [/^main\/formats\/[\w-]+\.ts$/u, /^main\/shell\/port\.ts$/u, /^main\/headquarters\/port\.ts$/u];

const entries = new Set(["main/index.ts", "main/chromium.ts", "main/cli.ts", "main/launch.ts"]);

const within = (room: string, path: string): boolean => path.startsWith(`${room}/`);
const room = (path: string): string => /^main\/([\w-]+)\//u.exec(path)?.[1] ?? "";
const isPackage = (name: string, to: string): boolean => to === name || to.startsWith(`${name}/`);
const level = (path: string): number => levels[room(path)] ?? Number.POSITIVE_INFINITY;
const crossesRooms = ({ from, to }: Import): boolean =>
  within("main", from) && within("main", to) && !entries.has(from) && room(from) !== room(to);

const onlyIn = (name: string, allowed: (from: string) => boolean, says: string): Rule => ({
  says,
  forbids: ({ from, to }) => isPackage(name, to) && !allowed(from),
});

/** The walls of the house (design §3). */
export const rules: readonly Rule[] = [
  {
    says: "shared/ imports only itself and zod",
    forbids: ({ from, to }) => within("shared", from) && !within("shared", to) && to !== "zod",
  },
  {
    says: "preload/ carries the channel names and nothing else",
    forbids: ({ from, to, typeOnly }) =>
      within("preload", from) &&
      !within("preload", to) &&
      to !== "electron" &&
      to !== "shared/ipc/channels.ts" &&
      !typeOnly,
  },
  {
    says: "renderer/ reaches neither main/ nor preload/",
    forbids: ({ from, to }) => within("renderer", from) && (within("main", to) || within("preload", to)),
  },
  {
    says: "renderer/ ships no schemas: it may use shared types, never zod",
    forbids: ({ from, to, typeOnly }) =>
      within("renderer", from) &&
      !typeOnly &&
      (to === "zod" || to === "shared/ipc/contract.ts" || within("shared/model", to)),
  },
  {
    says: "the picture frame shares no code with the interface",
    forbids: ({ from, to, typeOnly }) =>
      !typeOnly &&
      within("renderer", from) &&
      within("renderer", to) &&
      within("renderer/picture", from) !== within("renderer/picture", to),
  },
  {
    says: "main/ reaches neither renderer/ nor preload/",
    forbids: ({ from, to }) => within("main", from) && (within("renderer", to) || within("preload", to)),
  },
  {
    says: "no product code imports tests",
    forbids: ({ from, to }) => !within("tests", from) && within("tests", to),
  },
  {
    says: "every room of main/ has a level",
    forbids: ({ from }) => within("main", from) && room(from) !== "" && !Object.hasOwn(levels, room(from)),
  },
  {
    says: "inside main/ an import goes to a lower level or stays home; the shell port is a type anyone may name",
    forbids: (edge) =>
      crossesRooms(edge) && level(edge.to) >= level(edge.from) && !(edge.typeOnly && edge.to === "main/shell/port.ts"),
  },
  {
    says: "rooms inside main/ meet only at index.ts, formats/*.ts and the ports",
    forbids: (edge) =>
      crossesRooms(edge) && !edge.to.endsWith("/index.ts") && !openFiles.some((pattern) => pattern.test(edge.to)),
  },
  {
    says: "headquarters uses formats, storage, the log engine and diagnostics, nothing of a workstation",
    forbids: (edge) =>
      within("main/headquarters", edge.from) && crossesRooms(edge) && !headquartersMayUse.has(room(edge.to)),
  },
  {
    says: "formats/ knows no room, no disk and no network",
    forbids: ({ from, to }) =>
      within("main/formats", from) &&
      ((within("main", to) && !within("main/formats", to)) ||
        /^node:(?:fs|net|http|https|tls|dgram|child_process)/u.test(to)),
  },
  onlyIn(
    "electron",
    (from) => within("main/shell/electron", from) || within("preload", from) || from === "main/index.ts",
    "only the Electron shell, its entry and the preload import electron",
  ),
  onlyIn("better-sqlite3", (from) => within("main/storage", from), "only storage/ opens SQLite"),
  onlyIn(
    "kysely",
    (from) => within("main/storage", from) || within("main/headquarters", from),
    "only storage/ and headquarters/ build SQL",
  ),
  onlyIn("playwright-core", (from) => within("main/shell/chromium", from), "only the Chromium shell drives a browser"),
];
