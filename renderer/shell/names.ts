import { useCallback } from "react";
import type { CertificateToken, Person } from "../../shared/model/person.ts";
import type { Locale } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";

/** A person's name as this screen writes it: Chinese characters, or pinyin on an English screen. */
export function nameOf(person: Pick<Person, "name" | "latinName">, locale: Locale): string {
  return locale === "en" && person.latinName !== "" ? person.latinName : person.name;
}

/** Somebody whom a record names without saying how their name is written in another language. */
export interface Named {
  readonly person: string;
  readonly name: string;
}

/**
 * Writes names that records carry in Chinese only: an English screen looks the person up in the directory.
 *
 * Whoever is not in it, e.g. an outside viewer, keeps the name of the record.
 */
export function useNames(): (named: Named) => string {
  const { locale } = useLanguage();
  const directory = useSession((store) => store.directory);
  return useCallback(
    ({ person, name }) => {
      const known = locale === "en" ? directory.get(person) : undefined;
      return known === undefined ? name : nameOf(known, locale);
    },
    [locale, directory],
  );
}

/** Writes somebody of whom a record has the id only; an id the directory does not know stays as it is. */
export function usePersonName(): (person: string) => string {
  const { locale } = useLanguage();
  const directory = useSession((store) => store.directory);
  return useCallback(
    (person) => {
      const known = directory.get(person);
      return known === undefined ? person : nameOf(known, locale);
    },
    [locale, directory],
  );
}

/** Writes the owner of a certificate token; a token the directory does not know keeps its own label. */
export function useTokenNames(): (token: CertificateToken) => string {
  const { locale } = useLanguage();
  const directory = useSession((store) => store.directory);
  return useCallback(
    ({ id, label, demonstration }) => {
      const known = demonstration ?? directory.get(id);
      return known === undefined ? label : nameOf(known, locale);
    },
    [locale, directory],
  );
}
