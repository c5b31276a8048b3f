import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Declaration } from "../../shared/model/declaration.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { useDeclarations } from "./store.ts";

/** The leader's word on one declaration: agreed or not, with an opinion; then the signature. */
export function Decide({
  declaration,
  onClose,
}: {
  readonly declaration: Declaration;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const nameIt = useNames();
  const decide = useDeclarations((store) => store.decide);
  const [opinion, setOpinion] = useState("");
  const [agree, setAgree] = useState<boolean | null>(null);
  const { id, number, form, by } = declaration;
  const isReady = opinion.trim().length >= 2;
  if (agree !== null) {
    return (
      <Signature
        summary={t(agree ? "declarations.signAgree" : "declarations.signRefuse", {
          number,
          name: nameIt(by),
          device: form.device,
        })}
        onClose={() => setAgree(null)}
        sign={async (pin) => {
          const refused = await decide(id, { agree, opinion: opinion.trim() }, pin);
          if (refused === null) {
            onClose();
          }
          return refused;
        }}
      />
    );
  }
  return (
    <Dialog title={`${t(`declarations.kind.${form.kind}`)} ${number}`} onClose={onClose}>
      <div className="admin-form">
        <p>
          {nameIt(by)} · <span className="figures">{form.device}</span> · {t(`declarations.reason.${form.reason}`)}
        </p>
        <p>{form.account}</p>
        <Field label={t("declarations.opinion")} wide>
          {(field) => (
            <Input.TextArea
              id={field}
              rows={2}
              maxLength={500}
              value={opinion}
              onChange={({ target }) => setOpinion(target.value)}
            />
          )}
        </Field>
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button disabled={!isReady} onClick={() => setAgree(false)}>
            {t("declarations.refuse")}
          </Button>
          <Button type="primary" disabled={!isReady} onClick={() => setAgree(true)}>
            {t("declarations.agree")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
