import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Finding, Settlement } from "../../shared/model/finding.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { useSession } from "../session/store.ts";
import { Field } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { StateTag } from "./StateTag.tsx";
import { useFindings } from "./store.ts";

const summaries = {
  explained: "findings.signExplained",
  closed: "findings.signClosed",
  open: "findings.signOpen",
} as const;

/** Where the finding stands and who put it there; acting needs a reason and the person's signature. */
export function Settle({ finding }: { readonly finding: Finding }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const me = useSession(({ current }) => current?.person.person);
  const { settled } = finding;
  return (
    <>
      <p>
        <StateTag finding={finding} />
      </p>
      {settled === undefined ? null : (
        <p>
          {t("findings.settled", {
            name: nameIt(settled),
            at: formats.moment(settled.at),
            reason: settled.reason,
          })}
        </p>
      )}
      {finding.people.some(({ person }) => person === me) ? (
        <p className="quiet">{t("findings.ownDuty")}</p>
      ) : (
        <SettleForm finding={finding} />
      )}
    </>
  );
}

function SettleForm({ finding }: { readonly finding: Finding }): ReactNode {
  const { t } = useLanguage();
  const [reason, setReason] = useState("");
  const [signing, setSigning] = useState<Settlement["outcome"] | null>(null);
  const settle = useFindings((store) => store.settle);
  const isReady = reason.trim().length >= 2;
  return (
    <div className="settle">
      <Field label={t("findings.reason")} hint={t("findings.reasonHint")} wide>
        {(id) => (
          <Input.TextArea
            id={id}
            value={reason}
            rows={4}
            maxLength={2000}
            onChange={(event) => {
              setReason(event.target.value);
            }}
          />
        )}
      </Field>
      <div className="acts">
        {finding.state === "open" ? (
          <>
            <Button disabled={!isReady} onClick={() => setSigning("explained")}>
              {t("findings.explain")}
            </Button>
            <Button type="primary" disabled={!isReady} onClick={() => setSigning("closed")}>
              {t("findings.close")}
            </Button>
          </>
        ) : (
          <Button disabled={!isReady} onClick={() => setSigning("open")}>
            {t("findings.reopen")}
          </Button>
        )}
      </div>
      {signing === null ? null : (
        <Signature
          summary={t(summaries[signing], { n: finding.id })}
          onClose={() => setSigning(null)}
          sign={async (pin) => {
            const refused = await settle(finding.id, { outcome: signing, reason: reason.trim() }, pin);
            if (refused === null) {
              setSigning(null);
              setReason("");
            }
            return refused;
          }}
        />
      )}
    </div>
  );
}
