import type { Limit } from "../../shared/model/policy/periods.ts";
import type { Language } from "../i18n/language.tsx";

/** By when, in a word. */
export function limitWords(limit: Limit, { t }: Language): string {
  return limit.unit === "promptly" || limit.unit === "sameDay"
    ? t(`policy.limit.${limit.unit}`)
    : t(`policy.limit.${limit.unit}`, { n: limit.count });
}
