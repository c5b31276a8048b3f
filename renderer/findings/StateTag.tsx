import type { ReactNode } from "react";
import type { Finding } from "../../shared/model/finding.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Tag } from "../ui/parts.tsx";

/** Amber waits for a person; nothing here is red or green: the monitor does not judge. */
export function StateTag({ finding: { state } }: { readonly finding: Finding }): ReactNode {
  const { t } = useLanguage();
  return <Tag tone={state === "open" ? "amber" : "quiet"}>{t(`findings.state.${state}`)}</Tag>;
}
