/** Markup that is safe to put into a page; everything else is text and is written out as such. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Piece = string | number | Html | readonly Html[];

const written: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function markupOf(piece: Piece): string {
  if (piece instanceof Html) {
    return piece.markup;
  }
  return typeof piece === "object"
    ? piece.map(({ markup }) => markup).join("")
    : String(piece).replaceAll(/[&<>"']/gu, (letter) => written[letter] ?? "");
}

/** Builds markup; whatever is filled in is text unless it was built by this function too. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.reduce((whole, part, index) => `${whole}${markupOf(pieces[index - 1] ?? "")}${part}`));
}
