import type { Person } from "../../shared/model/person.ts";
import type { Locale } from "../../shared/model/station.ts";

/** A person's name as this screen writes it: Chinese characters, or pinyin on an English screen. */
export function nameOf(person: Pick<Person, "name" | "latinName">, locale: Locale): string {
  return locale === "en" && person.latinName !== "" ? person.latinName : person.name;
}
