/** Content of the margin boxes of a sheet, as CSS has it. */
export interface Margins {
  readonly left: string;
  readonly right: string;
  /** What the sheet is, above every page but the first, whose heading says it. */
  readonly top?: string;
}

/** Text as a string of CSS; what people typed ends neither the string nor its line. */
export function cssString(text: string): string {
  return `"${text.replaceAll(/[\\"]/gu, String.raw`\$&`).replaceAll(/[\n\r\f]+/gu, " ")}"`;
}

/** Black on white, A4; no row, code or heading is cut by a page's end. */
export function paperStyle({ left, right, top }: Margins): string {
  const above = top === undefined ? "" : `@top-left { content: ${top}; font: 8pt sans-serif; }`;
  return `
@page { size: A4; margin: 14mm 15mm 15mm;
  ${above}
  @bottom-left { content: ${left}; font: 8pt sans-serif; }
  @bottom-right { content: ${right}; font: 8pt sans-serif; }
}
@page :first { @top-left { content: none; } }
* { box-sizing: border-box; }
html { background: #fff; color: #000; font: 10pt/1.45 "Noto Serif CJK SC", "Songti SC", SimSun, serif; }
body { margin: 0; }
h1 { margin: 1mm 0 2mm; font-size: 20pt; text-align: center; }
html:lang(zh-CN) h1 { letter-spacing: 0.12em; }
/* The Chinese face sets quotation marks a full square wide unless it is asked for narrow ones. */
html:lang(en) { font-variant-east-asian: proportional-width; }
.authority { margin: 0; font-size: 12pt; text-align: center; }
.number { margin: 0 0 3mm; text-align: right; }
h2 { margin: 4mm 0 1.5mm; font-size: 11pt; break-after: avoid; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 1.4mm 2mm; border: 0.3mm solid #000; text-align: left; vertical-align: top; font-weight: normal; }
.facts th { width: 17%; white-space: nowrap; }
.facts td { width: 33%; }
thead { display: table-header-group; }
tr, .state, .codes figure, .how { break-inside: avoid; }
.state { margin: 3mm 0 0; padding: 1.8mm 2.5mm; border: 0.3mm solid #000; }
.state strong { font-size: 11pt; }
.state[data-state="promised"] { border: 0.9mm double #000; }
.state p, .how p { margin: 0; }
.note { margin: 1mm 0 0; font-size: 8.5pt; }
.line { display: block; }
.when { white-space: nowrap; }
.figures { font-family: "Noto Sans Mono CJK SC", "DejaVu Sans Mono", monospace; font-size: 8.5pt; overflow-wrap: anywhere; }
.digests { margin: 2mm 0 0; font-size: 8pt; }
.digests div { display: flex; gap: 2mm; }
.digests dt { flex: 0 0 42mm; }
.digests dd { margin: 0; }
.codes { display: flex; flex-wrap: wrap; gap: 3mm; justify-content: center; margin: 3mm 0 0; }
.codes figure { margin: 0; width: 57mm; text-align: center; font-size: 8pt; }
.codes svg { display: block; width: 57mm; height: 57mm; shape-rendering: crispEdges; }
`;
}

/**
 * The same sheet for registers and forms, whose fields stand on a grid of sixty columns.
 *
 * A usual case fits one page; the foot never stands alone on the next one.
 */
export function formStyle(margins: Margins): string {
  return `${paperStyle(margins)}
h1 { margin: 0 0 1mm; font-size: 17pt; }
h2 { margin: 2.5mm 0 1mm; }
.number { margin: 0 0 1.5mm; }
.form-grid, .form-register { table-layout: fixed; margin: 0 0 1.5mm; }
.form-grid th, .form-grid td { padding: 0.9mm 1.5mm; }
.form-grid th, .form-register th { font-size: 8.5pt; line-height: 1.35; background: none; }
.form-register th { text-align: center; vertical-align: middle; }
.form-grid td, .form-register td { font-size: 8.5pt; line-height: 1.35; overflow-wrap: anywhere; }
.form-register th, .form-register td { padding: 0.9mm 1.1mm; }
.form-register tbody { break-inside: avoid; border-bottom: 0.6mm solid #000; }
.form-register thead { border-bottom: 0.6mm solid #000; }
.form-register thead tr, .form-register tbody tr { break-inside: avoid; }
.none { padding: 5mm; text-align: center; }
td.place-line { height: 7mm; }
td.place-signature { height: 12mm; }
.foot { display: grid; grid-template-columns: 1fr 32mm; gap: 0 4mm; margin-top: 2mm; border-top: 0.6mm solid #000; padding-top: 1.5mm; break-inside: avoid; break-before: avoid; }
.foot .digests { margin: 0; line-height: 1.3; }
.foot .digests dt { flex-basis: 46mm; }
.foot .figures { font-size: 7.5pt; }
.cell-code { width: 42mm; height: 42mm; shape-rendering: crispEdges; }
.foot svg { grid-area: 1 / 2 / 3 / 3; width: 32mm; height: 32mm; shape-rendering: crispEdges; }
.foot .note { margin: 1mm 0 0; font-size: 8pt; line-height: 1.3; }
`;
}
