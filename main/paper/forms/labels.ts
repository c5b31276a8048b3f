import type { Text } from "../../../shared/model/policy/text.ts";
import type { Cell } from "../cell.ts";
import type { Field } from "../layout.ts";

/** A field in one line: key, Chinese and English label, width in parts of sixty, value. */
export function field<D>(key: string, zh: string, en: string, width: number, value: (data: D) => Cell): Field<D> {
  return { key, label: { zh, en }, width, value };
}

export function both(zh: string, en: string): Text {
  return { zh, en };
}

/** Values beside each other in one text, in the punctuation of each language. */
export function joined(texts: readonly Text[]): Text {
  return { zh: texts.map(({ zh }) => zh).join("、"), en: texts.map(({ en }) => en).join(", ") };
}

export function plain(text: string): Text {
  return { zh: text, en: text };
}
