import type { PolicyPack } from "../../shared/model/policy.ts";
import { dateIn } from "../../shared/time/local-day.ts";

/** The year in which something is numbered: the one that the authority's own calendar shows. */
export function yearOf({ authority }: PolicyPack, now: number): number {
  return Number(dateIn(authority.timeZone, now).slice(0, 4));
}

/** `{authority}-{form}-{yyyy}-{seq}`, e.g. `SLWH-F20-2026-0001`. */
export function formNumber({ authority }: PolicyPack, form: string, year: number, seq: number): string {
  return `${authority.code}-${form}-${year}-${String(seq).padStart(4, "0")}`;
}

/** Year and place of a number that `formNumber` made. */
export function placeOfNumber(number: string): { readonly year: number; readonly seq: number } {
  // Neither the code of an authority nor that of a form has a hyphen.
  const [, , year, seq] = number.split("-");
  return { year: Number(year), seq: Number(seq) };
}
