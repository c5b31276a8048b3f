/**
 * Tables as text (RFC 4180), as spreadsheets write them: UTF-8 or GB18030, with or without a byte order mark,
 * separated by comma, semicolon or tab.
 */

/** The text of a file and how it was encoded. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: "utf-8" | "gb18030";
}

const marks: readonly (readonly [encoding: DecodedText["encoding"], bytes: readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["gb18030", [0x84, 0x31, 0x95, 0x33]],
];

/** Decodes by the byte order mark if there is one, else as UTF-8 if it is UTF-8, else as GB18030; `null` for anything else. */
export function decodeTable(bytes: Uint8Array): DecodedText | null {
  const marked = marks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked !== undefined) {
    const [encoding, mark] = marked;
    return decodeAs(bytes.subarray(mark.length), encoding);
  }
  return decodeAs(bytes, "utf-8") ?? decodeAs(bytes, "gb18030");
}

function decodeAs(bytes: Uint8Array, encoding: DecodedText["encoding"]): DecodedText | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    // Nothing that people type holds a zero; UTF-16 and programs do.
    return text.includes("\0") ? null : { text, encoding };
  } catch {
    return null;
  }
}

/** One line of a table with its number in the file, from 1. */
export interface TableLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Reads a table; blank lines are left out. `null` when a quoted cell never ends or goes on after its end. */
export function readTable(text: string): TableLine[] | null {
  const separator = separatorOf(text);
  const lines: TableLine[] = [];
  let cells: string[] = [];
  let cell = "";
  let line = 1;
  let start = 1;
  let at = 0;
  const endLine = (): void => {
    cells.push(cell);
    if (cells.some((one) => one.trim() !== "")) {
      lines.push({ line: start, cells });
    }
    cells = [];
    cell = "";
    start = line;
  };
  while (at < text.length) {
    const letter = text[at] ?? "";
    if (letter === '"' && cell === "") {
      const end = endOfQuoted(text, at);
      if (end === null || !isBoundary(text[end], separator)) {
        return null;
      }
      cell = text.slice(at + 1, end - 1).replaceAll('""', '"');
      line += cell.split("\n").length - 1;
      at = end;
    } else if (letter === separator) {
      cells.push(cell);
      cell = "";
      at += 1;
    } else if (letter === "\n" || letter === "\r") {
      at += letter === "\r" && text[at + 1] === "\n" ? 2 : 1;
      line += 1;
      endLine();
    } else {
      cell += letter;
      at += 1;
    }
  }
  endLine();
  return lines;
}

function separatorOf(text: string): string {
  const head = text.slice(0, Math.max(0, text.search(/[\r\n]|$/u)));
  const counts = [",", ";", "\t"].map((one) => [one, head.split(one).length] as const);
  return counts.toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? ",";
}

/** Index after the closing quote of the cell that opens at `from`; `null` when it never closes. */
function endOfQuoted(text: string, from: number): number | null {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) {
      return null;
    }
    if (text[quote + 1] !== '"') {
      return quote + 1;
    }
    at = quote + 2;
  }
}

function isBoundary(letter: string | undefined, separator: string): boolean {
  return letter === undefined || letter === separator || letter === "\n" || letter === "\r";
}
