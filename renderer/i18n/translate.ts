import type { Locale } from "../../shared/model/station.ts";
import { en } from "./en.ts";
import { zhCN } from "./zh-CN.ts";
import type { Catalogue } from "./zh-CN.ts";

/** Name of a sentence. */
export type MessageKey = keyof Catalogue;

type Blanks<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? P | Blanks<Rest> : never;

/** What a sentence needs to be filled in; `never` when it needs nothing. */
export type BlanksOf<K extends MessageKey> = Blanks<Catalogue[K]>;

type Values<K extends MessageKey> = [BlanksOf<K>] extends [never]
  ? []
  : [values: Readonly<Record<BlanksOf<K>, string | number>>];

/** Says a sentence of the catalogue; the compiler asks for exactly the blanks of its Chinese wording. */
export type Translate = <K extends MessageKey>(key: K, ...values: Values<K>) => string;

const catalogues: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { "zh-CN": zhCN, en };

/** Makes the translator of one language. Numbers are written the way that language writes them. */
export function translator(locale: Locale): Translate {
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  const catalogue = catalogues[locale];
  return (key, ...values) => fill(catalogue[key], values[0] ?? {}, numbers, plurals);
}

type Blank = Readonly<Record<string, string | number>>;

/** `{n}` is a value; `{n|frame|frames}` is the word for one or for more. */
function fill(sentence: string, values: Blank, numbers: Intl.NumberFormat, plurals: Intl.PluralRules): string {
  return sentence.replaceAll(
    /\{([^{}|]+)(?:\|([^{}|]*)\|([^{}|]*))?\}/gu,
    (_whole, name: string, one?: string, more?: string) => {
      const value = values[name] ?? "";
      if (one !== undefined) {
        return (plurals.select(Number(value)) === "one" ? one : more) ?? "";
      }
      return typeof value === "number" ? numbers.format(value) : value;
    },
  );
}
