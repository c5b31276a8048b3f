import { Button, Select } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { paperWords } from "../../../shared/access/policy/names.ts";
import { papersNeeded } from "../../../shared/access/policy/room.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Paper } from "../../../shared/model/request-steps.ts";
import { workstation } from "../../bridge.ts";
import { useLanguage } from "../../i18n/language.tsx";
import { ArticleLink } from "../../ui/article.tsx";
import { Field } from "../../ui/parts.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import type { PartProps } from "./parts.tsx";

/** The papers that the pack asks of this class, each with its article, and the scans handed in with the form. */
export function PaperChoice({ draft, policy, change }: PartProps): ReactNode {
  const { t, formats, pick } = useLanguage();
  const [found, setFound] = useState<{ readonly folder: string; readonly names: readonly string[] } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const needed = papersNeeded(policy, draft.applicantClass);
  const look = async (): Promise<void> => {
    const answer = await workstation.requests.scans();
    setFailure(answer.ok ? null : answer.failure);
    setFound(answer.ok ? answer.value : null);
  };
  const attach = async (paper: Paper, name: string): Promise<void> => {
    const answer = await workstation.requests.attach({ name });
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) {
      const others = draft.attachments.filter((one) => one.paper !== paper);
      change({ attachments: [...others, { paper, digest: answer.value.digest }] });
    }
  };
  return needed.length === 0 ? null : (
    <Field label={t("way.papers")} hint={t("way.scan.hint")} wide>
      {() => (
        <>
          <ul className="way">
            {needed.map(({ paper, article }) => {
              const handedIn = draft.attachments.find((one) => one.paper === paper);
              return (
                <li key={paper}>
                  <span className={handedIn === undefined ? "quiet" : "green"}>
                    {t(handedIn === undefined ? "way.scan.none" : "way.scan.attached")}
                  </span>
                  <div>
                    {pick(paperWords[paper])} <ArticleLink id={article} />
                    {handedIn === undefined ? null : <span className="row-note digest">{handedIn.digest}</span>}
                    {found === null ? null : (
                      <Select
                        aria-label={t("way.scan.choose", { paper: pick(paperWords[paper]) })}
                        placeholder={t("way.scan.choose", { paper: pick(paperWords[paper]) })}
                        value={null}
                        options={found.names.map((name) => ({ value: name, label: name }))}
                        onChange={(name: string) => void attach(paper, name)}
                      />
                    )}
                  </div>
                </li>
              );
            })}
          </ul>
          <Button size="small" onClick={() => void look()}>
            {t("way.scan.look")}
          </Button>
          {found === null ? null : (
            <p className="hint">
              {t("way.scan.folder", { folder: found.folder, n: formats.number(found.names.length) })}
            </p>
          )}
          {failure === null ? null : <Refusal failure={failure} />}
        </>
      )}
    </Field>
  );
}
