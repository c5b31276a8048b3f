import { fromBase64url, hex } from "../formats/bytes.ts";
import { parseCheckpoint } from "../formats/checkpoint.ts";
import { receiptCodes } from "../formats/receipt-code.ts";
import { noteOfSlip, parseReceipt, type SeenRecording, type ViewingSlip } from "../formats/receipt.ts";
import { parseNote } from "../formats/signed-note.ts";
import { parseWithheldList, type ListedLine } from "../formats/withheld-list.ts";
import { withheldGroundSchema } from "../../shared/model/withheld.ts";
import { withheldWords } from "../../shared/withheld-words.ts";
import type { PaperDocument } from "../shell/port.ts";
import type { Locale } from "../../shared/model/station.ts";
import { html, type Html } from "./html.ts";
import { qrCode, type QrCode } from "./qr.ts";
import { cssString, paperStyle } from "./style.ts";
import { receiptWords, type ReceiptWords } from "./words.ts";

/**
 * A viewing receipt as an official form on A4: everything on it stands in the receipt itself, but for the name of an
 * article, which the receipt has by its mark in the pack.
 *
 * @param countersignedAt when headquarters countersigned; left out while only the station has signed.
 * @param citeOf an article as it is cited; its mark where the pack does not have it.
 */
export function receiptPaper(
  receiptText: string,
  locale: Locale,
  countersignedAt?: Date,
  citeOf: (article: string) => string = (article) => article,
): PaperDocument {
  const { slip, proof, withheld } = parseReceipt(receiptText);
  const words = receiptWords[locale];
  const time = timeIn(slip.zone, locale);
  const { origin, size } = parseCheckpoint(parseNote(proof.checkpoint).text);
  const root = parseNote(proof.checkpoint).text.split("\n")[2] ?? "";
  const digest = hex(fromBase64url(noteOfSlip(slip).digest));
  const state =
    countersignedAt === undefined
      ? html`<div class="state" data-state="promised">
          <p><strong>${words.promised}</strong></p>
          <p>${words.promisedNext}</p>
        </div>`
      : html`<div class="state" data-state="countersigned">
          <p><strong>${words.countersigned(time(countersignedAt.toISOString()))}</strong></p>
        </div>`;
  const page = html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <title>${words.title} ${slip.no}</title>
        <link rel="stylesheet" href="./assets/paper.css" />
      </head>
      <body>
        <p class="authority">${pick(slip.authority, locale)}</p>
        <h1>${words.title}</h1>
        <p class="number">${words.no} <span class="figures">${slip.no}</span></p>
        ${facts(slip, words, locale, time)} ${state}
        <h2>${words.recordings}</h2>
        ${recordings(slip.seen, words, time)}
        <p class="note">${words.timeZone(slip.zone)}</p>
        ${hiddenParts(slip, withheld, words, locale, citeOf)} ${objections(slip, words)}
        <div class="how">
          <h2>${words.howTitle}</h2>
          <p>${words.how}</p>
          <dl class="digests">
            ${digestRow(words.digest, digest)} ${digestRow(words.log, origin)}
            ${digestRow("", words.entry(proof.index, size))} ${digestRow(words.root, root)}
          </dl>
        </div>
        <div class="codes">
          ${receiptCodes(receiptText).map((code, index, all) => figure(qrCode(code), words.code(index + 1, all.length)))}
        </div>
      </body>
    </html>`;
  const style = paperStyle({ left: cssString(slip.no), right: words.page("counter(page)", "counter(pages)") });
  return { page: page.markup, style };
}

function facts(slip: ViewingSlip, words: ReceiptWords, locale: Locale, time: (iso: string) => string): Html {
  const { person } = slip;
  const rows = [
    [words.person, `${person.name}（${words.capacity[person.capacity]}）`, words.request, slip.request],
    [words.room, pick(slip.room, locale), words.station, slip.stationName],
    [
      words.supervisors,
      slip.supervisors.join(locale === "en" ? ", " : "、"),
      words.others,
      words.othersCount(slip.otherViewers),
    ],
  ] as const;
  return html`<table class="facts">
    <tbody>
      ${rows.map(
        ([a, b, c, d]) =>
          html`<tr>
            <th scope="row">${a}</th>
            <td>${locale === "en" ? b.replace("（", " (").replace("）", ")") : b}</td>
            <th scope="row">${c}</th>
            <td>${d}</td>
          </tr>`,
      )}
      <tr>
        <th scope="row">${words.presence}</th>
        <td colspan="3">${time(slip.from)} – ${time(slip.to)}</td>
      </tr>
    </tbody>
  </table>`;
}

function recordings(seen: readonly SeenRecording[], words: ReceiptWords, time: (iso: string) => string): Html {
  if (seen.length === 0) {
    return html`<p>${words.nothingSeen}</p>`;
  }
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${words.asset}</th>
        <th scope="col">${words.frames}</th>
        <th scope="col">${words.recorded}</th>
      </tr>
    </thead>
    <tbody>
      ${seen.map(
        (one) =>
          html`<tr>
            <td><span class="line figures">${one.asset}</span>${one.title}</td>
            <td>${framesOf(one, words)}</td>
            <td class="when">
              ${one.from === undefined || one.to === undefined ? "—" : html`${line(time(one.from))}${line(`– ${time(one.to)}`)}`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The list that the person concerned is entitled to (不予展示清单), with what ties it to this receipt. */
function hiddenParts(
  slip: ViewingSlip,
  list: string | undefined,
  words: ReceiptWords,
  locale: Locale,
  citeOf: (article: string) => string,
): Html {
  const lines = list === undefined ? null : parseWithheldList(list);
  if (slip.withheld === undefined || lines === null) {
    return html``;
  }
  return html`<h2>${words.withheld(slip.withheld.lines)}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${words.withheldFrames}</th>
          <th scope="col">${words.withheldWhat}</th>
          <th scope="col">${words.withheldGround}</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map((one) => hiddenRow(one, words, locale, citeOf))}
      </tbody>
    </table>
    <dl class="digests">${digestRow(words.withheldDigest, slip.withheld.digest)}</dl>`;
}

function hiddenRow(
  { asset, from, to, digest, ground, region, article }: ListedLine,
  words: ReceiptWords,
  locale: Locale,
  citeOf: (article: string) => string,
): Html {
  const known = withheldGroundSchema.safeParse(ground);
  const why = known.success ? withheldWords[locale][`withheldGround.${known.data}`] : ground;
  return html`<tr>
    <td>${line(asset)}${line(`${String(from)}–${String(to - 1)}`)}</td>
    <td>
      ${region === undefined ? words.withheldWhole : words.withheldRegion([region.x, region.y, region.width, region.height].map((part) => `${String(part / 100)}%`).join(" "))}
      <span class="line figures">${digest}</span>
    </td>
    <td>${line(why)}${line(citeOf(article))}</td>
  </tr>`;
}

function objections({ objections: made }: ViewingSlip, words: ReceiptWords): Html {
  if (made === undefined) {
    return html``;
  }
  return html`<h2>${words.objections(made.count)}</h2>
    <dl class="digests">
      ${made.first.map(({ asset, frame, digest }) => digestRow(words.objection(asset, frame), digest))}
    </dl>`;
}

function framesOf({ frames, stretches, ranges, possible }: SeenRecording, words: ReceiptWords): Html {
  const [hull] = ranges;
  const where =
    hull !== undefined && stretches > ranges.length
      ? [words.stretches(stretches, hull.from, hull.to - 1)]
      : ranges.map(({ from, to }) => (to - from === 1 ? String(from) : `${String(from)}–${String(to - 1)}`));
  const more = possible === undefined ? [] : [words.possible(possible)];
  return html`${[words.framesCount(frames), ...where, ...more].map(line)}`;
}

function line(text: string): Html {
  return html`<span class="line">${text}</span>`;
}

function digestRow(term: string, value: string): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd class="figures">${value}</dd>
  </div>`;
}

function figure({ size, path }: QrCode, words: string): Html {
  // Four squares of white all around, as the standard demands.
  const whole = String(size + 8);
  return html`<figure>
    <svg viewBox="-4 -4 ${whole} ${whole}" role="img" aria-label="${words}"><path d="${path}" /></svg>
    <figcaption>${words}</figcaption>
  </figure>`;
}

function pick(text: { readonly zh: string; readonly en: string }, locale: Locale): string {
  return locale === "en" ? text.en : text.zh;
}

/** Moments to the second with the zone's distance from UTC, in one form for both languages. */
function timeIn(zone: string, locale: Locale): (iso: string) => string {
  const format = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    timeZone: zone,
    year: "numeric",
    month: locale === "en" ? "short" : "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return (iso) => format.format(new Date(iso));
}
