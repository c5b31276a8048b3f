import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { ClipCheck, ExtractionView } from "../../shared/model/extraction.ts";
import type { Result } from "../../shared/result.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Panel } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { checkWords } from "./words.ts";

/** Exactly the ordered frames: yes, or no with the first difference; of the copy that is kept, or of a file on a medium. */
export function Check({ record }: { readonly record: ExtractionView }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const { id, verdict, form } = record;
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Result<ClipCheck, Failure> | null>(null);
  const [files, setFiles] = useState<{ readonly folder: string; readonly names: readonly string[] } | null>(null);
  useEffect(() => {
    void workstation.evidence.files().then((found) => setFiles(found.ok ? found.value : null));
  }, []);
  const compare = async (ask: () => Promise<Result<ClipCheck, Failure>>): Promise<void> => {
    setBusy(true);
    setAnswer(await ask());
    setBusy(false);
  };
  return (
    <Panel title={t("evidence.check")}>
      {verdict === undefined ? null : (
        <p className={verdict.exact ? "verdict green" : "verdict red"}>
          {checkWords({ ...verdict, ordered: form.order.to - form.order.from }, language)}
        </p>
      )}
      <p className="hint">{t("evidence.checkHint")}</p>
      <div className="acts">
        <Button loading={busy} onClick={() => void compare(() => workstation.evidence.check({ id }))}>
          {t("evidence.check")}
        </Button>
      </div>
      {files === null ? null : (
        <>
          <p className="hint">{t("evidence.checkFileHint", { folder: files.folder })}</p>
          {files.names.length === 0 ? <p className="quiet">{t("evidence.noFiles")}</p> : null}
          <ul className="lines evidence-files">
            {files.names.map((name) => (
              <li key={name}>
                <span className="figures">{name}</span>{" "}
                <Button
                  disabled={busy}
                  onClick={() => void compare(() => workstation.evidence.checkFile({ id, name }))}
                >
                  {t("evidence.checkFile")}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <div aria-live="polite">
        {answer?.ok === true ? <Said check={answer.value} /> : null}
        {answer?.ok === false ? <Refusal failure={answer.failure} /> : null}
      </div>
    </Panel>
  );
}

/** Green only for exactly the kept file: of any other one the sound is unproved. */
function Said({ check }: { readonly check: ClipCheck }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const { exact, same, clip } = check;
  const tone = exact ? (same ? "green" : "amber") : "red";
  return (
    <p className={`verdict ${tone}`} data-exact={String(exact)}>
      {checkWords(check, language)}{" "}
      {same ? t("evidence.sameFile") : t("evidence.otherFile", { digest: clip.slice(0, 16) })}
    </p>
  );
}
