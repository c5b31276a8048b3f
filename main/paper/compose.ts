import { encodeCanonical, type JsonValue } from "../formats/canonical-json.ts";
import { sha256Hex } from "../formats/digest.ts";
import type { PaperDocument } from "../shell/port.ts";
import type { Locale } from "../../shared/model/station.ts";
import type { Text } from "../../shared/model/policy/text.ts";
import type { Shown, Source } from "./cell.ts";
import { formWords, type FormWords } from "./form-words.ts";
import { html, type Html } from "./html.ts";
import { cellsOf, wholeWidth, type FormNo, type LaidCell, type LaidPart, type Layout } from "./layout.ts";
import { qrCode } from "./qr.ts";
import { spans } from "./spans.ts";
import { cssString, formStyle } from "./style.ts";

/** What stands around every form. */
export interface FormFrame {
  readonly no: string;
  readonly title: Text;
  readonly authority: Text;
  /** Provision that knows the form, as it is cited. */
  readonly cite?: Text;
  readonly printedAt: Date;
  readonly printedBy: string;
  readonly zone: string;
  /** The log as it stood when the form was drawn from it. */
  readonly log: { readonly origin: string; readonly size: number; readonly root: string };
  /** What a register was narrowed to, in words; left out when it is whole. */
  readonly narrowed?: Text;
}

/** A form ready for paper, and the digest of everything that stands on it. */
export interface PrintedForm {
  readonly form: FormNo;
  readonly no: string;
  readonly paper: PaperDocument;
  /** SHA-256 of the printed content as canonical JSON (RFC 8785), lower-case hex. */
  readonly digest: string;
  /** Entries of the log that its values are drawn from, ascending. */
  readonly entries: readonly number[];
}

interface Writer {
  readonly locale: Locale;
  readonly words: FormWords;
  readonly write: (shown: Shown) => string[];
}

/**
 * Lays a form out for its data and composes it as a page for the printer.
 *
 * Every value on it carries its origin; the foot has the state of the log, the digest of the content and a code with
 * both, so that a sheet can be checked against the entry of its printing.
 */
export function composeForm<D>(layout: Layout<D>, data: D, frame: FormFrame, locale: Locale): PrintedForm {
  const parts = layout.parts.map((part) => part(data));
  const words = formWords[locale];
  const writer: Writer = { locale, words, write: linesIn(frame.zone, locale, words) };
  const cells = cellsOf(parts);
  const entries = entriesOf(cells);
  const content: JsonValue = {
    v: 1,
    form: layout.form,
    no: frame.no,
    locale,
    authority: frame.authority.zh,
    at: frame.printedAt.toISOString(),
    by: frame.printedBy,
    log: { ...frame.log },
    cells: cells.map(({ key, cell }) => ["blank" in cell ? [key] : [key, ...writer.write(cell.shows)]].flat()),
  };
  const digest = sha256Hex(encodeCanonical(content));
  const page = html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <title>${pick(frame.title, locale)} ${frame.no}</title>
        <link rel="stylesheet" href="./assets/paper.css" />
      </head>
      <body>
        <p class="authority">${pick(frame.authority, locale)}</p>
        <h1>${pick(frame.title, locale)}</h1>
        <p class="number">${words.no} <span class="figures">${frame.no}</span></p>
        ${frame.narrowed === undefined ? "" : html`<p class="note">${words.narrowed(pick(frame.narrowed, locale))}</p>`}
        ${parts.map((part) => partOf(part, writer))} ${foot(frame, digest, entries, writer)}
      </body>
    </html>`;
  const style = formStyle({
    left: cssString(`${frame.no}  ${digest.slice(0, 16)}`),
    right: words.page("counter(page)", "counter(pages)"),
    top: cssString(`${pick(frame.authority, locale)}  ${pick(frame.title, locale)}  ${frame.no}`),
  });
  return { form: layout.form, no: frame.no, paper: { page: page.markup, style }, digest, entries };
}

/** English labels are longer than Chinese ones. */
const labelWidths: Readonly<Record<Locale, number>> = { "zh-CN": 9, en: 11 };

function partOf(part: LaidPart, writer: Writer): Html {
  const title = part.title === undefined ? html`` : html`<h2>${pick(part.title, writer.locale)}</h2>`;
  return html`${title}${part.kind === "grid" ? gridOf(part, writer) : registerOf(part, writer)}`;
}

function gridOf({ lines }: Extract<LaidPart, { kind: "grid" }>, writer: Writer): Html {
  return html`<table class="form-grid">
    ${columns()}
    <tbody>
      ${lines.map(
        (cells) =>
          html`<tr>
            ${cells.map((one) => {
              const label = Math.min(labelWidths[writer.locale], Math.floor(one.width / 2));
              return html`<th scope="row" colspan="${label}">${pick(one.label, writer.locale)}</th>
                ${valueOf(one, one.width - label, writer)}`;
            })}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function registerOf({ heads, rows, empty }: Extract<LaidPart, { kind: "register" }>, writer: Writer): Html {
  return html`<table class="form-register">
    ${columns()}
    <thead>
      ${heads.map(
        (cells) =>
          html`<tr>
            ${cells.map(({ label, width }) => html`<th scope="col" colspan="${width}">${pick(label, writer.locale)}</th>`)}
          </tr>`,
      )}
    </thead>
    ${
      rows.length === 0
        ? html`<tbody>
            <tr>
              <td class="none" colspan="${wholeWidth}">${pick(empty, writer.locale)}</td>
            </tr>
          </tbody>`
        : rows.map(
            (lines) =>
              html`<tbody>
                ${lines.map(
                  (cells) =>
                    html`<tr>
                      ${cells.map((one) => valueOf(one, one.width, writer))}
                    </tr>`,
                )}
              </tbody>`,
          )
    }
  </table>`;
}

function columns(): Html {
  return html`<colgroup>
    ${Array.from({ length: wholeWidth }, () => html`<col />`)}
  </colgroup>`;
}

function valueOf({ key, cell }: LaidCell, width: number, { write }: Writer): Html {
  if ("blank" in cell) {
    return html`<td class="place-${cell.blank}" colspan="${width}" data-key="${key}"></td>`;
  }
  const lines =
    typeof cell.shows === "object" && "codes" in cell.shows
      ? cell.shows.codes.map(codeOf)
      : write(cell.shows).map((line) => html`<span class="line">${line}</span>`);
  return html`<td colspan="${width}" data-key="${key}" data-from="${cell.from.map(sourceWord).join(" ")}">
    ${lines}
  </td>`;
}

/** A code with its quiet zone; what it says is in the digest of the form. */
function codeOf(text: string): Html {
  const { size, path } = qrCode(text);
  const whole = String(size + 8);
  return html`<svg class="cell-code" viewBox="-4 -4 ${whole} ${whole}" role="img" aria-label="${text.slice(0, 40)}">
    <path d="${path}" />
  </svg>`;
}

function sourceWord(source: Source): string {
  if ("log" in source) {
    return `log:${source.log.join(",")}`;
  }
  return "signed" in source ? `signed:${source.signed}` : `kept:${source.kept}`;
}

function foot(
  { log, printedAt, printedBy, no, cite }: FormFrame,
  digest: string,
  entries: readonly number[],
  { words, write, locale }: Writer,
): Html {
  const rows = [
    [words.printed, `${write({ moment: printedAt.toISOString() }).join("")} ${printedBy}`],
    ...(cite === undefined ? [] : [[words.basis, pick(cite, locale)]]),
    [words.log, log.origin],
    [words.size, words.sizeOf(log.size)],
    [words.root, log.root],
    [words.entries, entries.length === 0 ? words.none : spans(entries)],
    [words.digest, digest],
  ] as const;
  const { size, path } = qrCode(`vitrine-form 1\n${no}\n${digest}\n${log.origin}\n${String(log.size)}\n${log.root}`);
  const whole = String(size + 8);
  return html`<div class="foot">
    <dl class="digests">
      ${rows.map(
        ([term, value]) =>
          html`<div>
            <dt>${term ?? ""}</dt>
            <dd class="figures">${value ?? ""}</dd>
          </div>`,
      )}
    </dl>
    <svg viewBox="-4 -4 ${whole} ${whole}" role="img" aria-label="${words.code}"><path d="${path}" /></svg>
    <p class="note">${words.truth}</p>
  </div>`;
}

function entriesOf(cells: readonly LaidCell[]): number[] {
  const named = cells.flatMap(({ cell }) =>
    "blank" in cell ? [] : cell.from.flatMap((source) => ("log" in source ? [...source.log] : [])),
  );
  return [...new Set(named)].toSorted((a, b) => a - b);
}

function pick(text: Text, locale: Locale): string {
  return locale === "en" ? text.en : text.zh;
}

/** Writes values in one language and zone, line by line. */
function linesIn(zone: string, locale: Locale, words: FormWords): (shown: Shown) => string[] {
  const day = { year: "numeric", month: locale === "en" ? "short" : "2-digit", day: "2-digit" } as const;
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  const shape = locale === "en" ? "en-GB" : locale;
  const moments = new Intl.DateTimeFormat(shape, { ...day, ...time, timeZone: zone });
  const days = new Intl.DateTimeFormat(shape, { ...day, timeZone: zone });
  const times = new Intl.DateTimeFormat(shape, { ...time, timeZone: zone });
  const write = (shown: Shown): string[] => {
    if (typeof shown === "string") {
      return [shown];
    }
    if (isList(shown)) {
      return shown.flatMap(write);
    }
    if ("zh" in shown) {
      return [pick(shown, locale)];
    }
    if ("moment" in shown) {
      return [moments.format(new Date(shown.moment))];
    }
    if ("day" in shown) {
      return [days.format(new Date(shown.day))];
    }
    if ("span" in shown) {
      return [shown.span.map((at) => times.format(new Date(at ?? 0))).join("–")];
    }
    if ("codes" in shown) {
      return [...shown.codes];
    }
    if ("time" in shown) {
      return [times.format(new Date(shown.time))];
    }
    const ranges = shown.frames.map(({ from, to }) =>
      to - from === 1 ? String(from) : `${String(from)}–${String(to - 1)}`,
    );
    return [shown.asset, ranges.length === 0 ? words.noFrames : words.frames(ranges.join(", "))];
  };
  return write;
}

function isList(shown: Shown): shown is readonly Shown[] {
  return Array.isArray(shown);
}
