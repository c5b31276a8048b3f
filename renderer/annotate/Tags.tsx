import { useState } from "react";
import type { ReactNode } from "react";
import { enforcementKinds, tagNamed, tagsOf, type EnforcementKind } from "../../shared/annotation/vocabulary.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Chips } from "./Chips.tsx";

/** The vocabulary of the regulations, by kind of enforcement. */
export function Tags({
  chosen,
  onChoose,
}: {
  readonly chosen: string | undefined;
  readonly onChoose: (tag: string | undefined) => void;
}): ReactNode {
  const { t, pick } = useLanguage();
  const [kind, setKind] = useState<EnforcementKind | "all">("all");
  const tag = tagNamed(chosen);
  return (
    <details className="tags">
      <summary>
        {t("annotate.tag")}
        <span className="quiet">{tag === null ? t("annotate.tagNone") : pick(tag.name)}</span>
      </summary>
      <Chips
        label={t("annotate.law")}
        options={(["all", ...enforcementKinds] as const).map((one) => [one, t(`annotate.law.${one}`)] as const)}
        chosen={kind}
        onChoose={setKind}
      />
      <Chips
        label={t("annotate.tag")}
        options={tagsOf(kind === "all" ? null : kind).map(
          (one) => [one.tag, pick(one.name), pick(one.article)] as const,
        )}
        chosen={chosen ?? null}
        onChoose={(one) => onChoose(one === chosen ? undefined : one)}
      />
      {tag === null ? null : <p className="hint">{pick(tag.article)}</p>}
    </details>
  );
}
