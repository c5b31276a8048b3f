import type { PaperDocument, StaticAnswer } from "../shell/port.ts";
import { contentTypeOf, paperHeaders } from "./headers.ts";

/**
 * What a page that prints a form may be given: the form at the interface's root and its stylesheet.
 *
 * @returns `null` for every other address, the interface's own files and the vault's among them.
 */
export function answerPaper(address: string, origin: string, { page, style }: PaperDocument): StaticAnswer | null {
  const bodies = new Map([
    [`${origin}/`, { name: "paper.html", body: page }],
    [`${origin}/assets/paper.css`, { name: "paper.css", body: style }],
  ]);
  const found = bodies.get(address);
  return found === undefined
    ? null
    : {
        status: 200,
        headers: { ...paperHeaders(), "content-type": contentTypeOf(found.name) },
        body: new TextEncoder().encode(found.body),
      };
}
