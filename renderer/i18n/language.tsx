import { createContext, use, useMemo } from "react";
import type { ReactNode } from "react";
import type { Locale } from "../../shared/model/station.ts";
import { usualTimeZone } from "../../shared/time-zone.ts";
import { formatsOf } from "./format.ts";
import type { Formats } from "./format.ts";
import { translator } from "./translate.ts";
import type { Translate } from "./translate.ts";

/** The language of this screen: its sentences, its dates and the choice between two wordings of one fact. */
export interface Language {
  readonly locale: Locale;
  readonly t: Translate;
  readonly formats: Formats;
  /** Picks the wording of a text that comes in both languages, as the policy pack's do. */
  readonly pick: (text: { readonly zh: string; readonly en: string }) => string;
}

function languageOf(locale: Locale, timeZone: string): Language {
  return {
    locale,
    t: translator(locale),
    formats: formatsOf(locale, timeZone),
    pick: (text) => (locale === "en" && text.en !== "" ? text.en : text.zh),
  };
}

const LanguageContext = createContext<Language>(languageOf("zh-CN", usualTimeZone));

export function LanguageProvider({
  locale,
  timeZone = usualTimeZone,
  children,
}: {
  readonly locale: Locale;
  /** IANA zone of the authority; the station says which. */
  readonly timeZone?: string | undefined;
  readonly children: ReactNode;
}): ReactNode {
  const language = useMemo(() => languageOf(locale, timeZone), [locale, timeZone]);
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  return use(LanguageContext);
}
