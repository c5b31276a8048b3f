import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StaticAnswer } from "../shell/port.ts";
import { contentTypeOf } from "./headers.ts";

/** The built files of one page, held in memory. */
export interface PageFiles {
  /** The file at a path such as `/` or `/assets/index.js`; 404 without a body for every other path. */
  answer(path: string): StaticAnswer;
}

/**
 * Reads a built page (`index.html` and `assets/`) once.
 *
 * No path on disk is ever made from an address: what was not there at the start does not exist.
 */
export function readPageFiles(folder: string, headers: Readonly<Record<string, string>>): PageFiles {
  const assets = readdirSync(join(folder, "assets"), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `assets/${entry.name}`);
  const files = new Map(
    ["index.html", ...assets].map((name): [string, StaticAnswer] => [
      `/${name}`,
      {
        status: 200,
        headers: { ...headers, "content-type": contentTypeOf(name) },
        body: readFileSync(join(folder, name)),
      },
    ]),
  );
  const page = files.get("/index.html");
  return {
    answer: (path) => (path === "/" ? page : files.get(path)) ?? { status: 404, headers, body: new Uint8Array() },
  };
}
