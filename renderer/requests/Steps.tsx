import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { offeredSteps } from "../../shared/access/request-flow.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import type { RequestStep, RequestStepKind } from "../../shared/model/request-steps.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { Panel } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Scans } from "./Scans.tsx";
import { StepEditor } from "./StepEditor.tsx";
import { useRequests } from "./store.ts";

/** What this person may do to a request beside deciding: one button each, then a short form, then the signature. */
export function Steps({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t } = useLanguage();
  const me = useSession(({ current }) => current?.person);
  const [chosen, setChosen] = useState<RequestStepKind | null>(null);
  const [signing, setSigning] = useState<RequestStep | null>(null);
  const offered = me === undefined ? [] : offeredSteps(record, me);
  const hasScans = (record.form.attachments ?? []).length > 0;
  if (offered.length === 0 && !hasScans) {
    return null;
  }
  return (
    <Panel title={t("way.steps")}>
      {hasScans ? <Scans record={record} /> : null}
      <div className="acts acts-stay">
        {offered.map((step) => (
          <Button key={step} aria-pressed={step === chosen} onClick={() => setChosen(step === chosen ? null : step)}>
            {t(`way.act.${step}`)}
          </Button>
        ))}
      </div>
      {chosen !== null && offered.includes(chosen) ? (
        <StepEditor key={chosen} step={chosen} record={record} onSign={setSigning} />
      ) : null}
      {signing === null ? null : (
        <Signature
          summary={t("way.summary", { what: t(`way.act.${signing.step}`), number: record.number })}
          onClose={() => setSigning(null)}
          sign={async (pin) => {
            const failure = await useRequests.getState().step(record.id, signing, pin);
            if (failure === null) {
              setSigning(null);
              setChosen(null);
            }
            return failure;
          }}
        />
      )}
    </Panel>
  );
}
