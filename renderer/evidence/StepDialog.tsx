import { Button, Input, Radio } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { mediums, receivers } from "../../shared/extractions.ts";
import type { ExtractionOrder, ExtractionView } from "../../shared/model/extraction.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { useEvidence } from "./store.ts";
import { rangeWords } from "./words.ts";

/** What somebody is about to do. */
export type Taking = "consent" | "refuse" | "withdraw" | "extract" | "verify" | "transfer";

interface Draft {
  readonly text: string;
  readonly place: string;
  readonly medium: (typeof mediums)[number];
  readonly serial: string;
  readonly to: (typeof receivers)[number];
  readonly receiver: string;
  readonly document: string;
  readonly takenBy: string;
}

const empty: Draft = {
  text: "",
  place: "",
  medium: "disc",
  serial: "",
  to: "court",
  receiver: "",
  document: "",
  takenBy: "",
};

/** Asks for what a step needs, then for the signature. */
export function StepDialog({
  record,
  taking,
  onClose,
}: {
  readonly record: ExtractionView;
  readonly taking: Taking;
  readonly onClose: () => void;
}): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const step = useEvidence((store) => store.step);
  const [draft, setDraft] = useState(empty);
  const [signing, setSigning] = useState(false);
  const change = (changes: Partial<Draft>): void => setDraft({ ...draft, ...changes });
  if (signing) {
    return (
      <Signature
        summary={summaryOf(record, taking, draft, language)}
        onClose={() => setSigning(false)}
        sign={async (pin) => {
          const refused = await step(record.id, orderOf(taking, draft), pin);
          if (refused === null) {
            onClose();
          }
          return refused;
        }}
      />
    );
  }
  return (
    <Dialog title={t(`evidence.do.${taking}`)} onClose={onClose} wide={taking === "transfer"}>
      <form
        className="admin-form"
        onSubmit={(event) => {
          event.preventDefault();
          setSigning(true);
        }}
      >
        <p>
          <strong>{record.form.name}</strong> <span className="figures">{record.number}</span>
          <span className="row-note">{rangeWords(record.form.order, language)}</span>
        </p>
        <Fields taking={taking} draft={draft} change={change} />
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={!isReady(taking, draft)}>
            {t("evidence.toSign")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const texts = {
  consent: "evidence.opinion",
  refuse: "evidence.opinion",
  withdraw: "evidence.reason",
  verify: "evidence.volume",
  transfer: "evidence.secrecy",
} as const;

function Fields({
  taking,
  draft,
  change,
}: {
  readonly taking: Taking;
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
}): ReactNode {
  const { t } = useLanguage();
  const line = (key: "place" | "serial" | "receiver" | "document" | "takenBy", most: number): ReactNode => (
    <Field key={key} label={t(`evidence.${key}`)} wide>
      {(id) => (
        <Input
          id={id}
          value={draft[key]}
          maxLength={most}
          onChange={(event) => change({ [key]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      {taking === "extract" ? (
        <>
          {line("place", 128)}
          <Field label={t("evidence.medium")} wide>
            {(id) => (
              <Radio.Group
                id={id}
                aria-label={t("evidence.medium")}
                value={draft.medium}
                options={mediums.map((one) => ({ value: one, label: t(`evidence.medium.${one}`) }))}
                onChange={(event) => change({ medium: event.target.value as Draft["medium"] })}
              />
            )}
          </Field>
          {line("serial", 64)}
        </>
      ) : null}
      {taking === "transfer" ? (
        <>
          <Field label={t("evidence.to")} wide>
            {(id) => (
              <Radio.Group
                id={id}
                aria-label={t("evidence.to")}
                value={draft.to}
                options={receivers.map((one) => ({ value: one, label: t(`evidence.to.${one}`) }))}
                onChange={(event) => change({ to: event.target.value as Draft["to"] })}
              />
            )}
          </Field>
          {line("receiver", 128)}
          {line("document", 128)}
          {line("takenBy", 64)}
        </>
      ) : null}
      {taking === "extract" ? null : (
        <Field label={t(texts[taking])} wide>
          {(id) => (
            <Input.TextArea
              id={id}
              rows={taking === "verify" ? 1 : 3}
              maxLength={taking === "verify" ? 64 : 500}
              value={draft.text}
              onChange={(event) => change({ text: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}

function has(value: string, least = 1): boolean {
  return value.trim().length >= least;
}

function isReady(taking: Taking, { text, place, serial, receiver, document, takenBy }: Draft): boolean {
  switch (taking) {
    case "consent":
    case "verify":
      return true;
    case "refuse":
    case "withdraw":
      return has(text, 2);
    case "extract":
      return has(place) && has(serial);
    case "transfer":
      return has(receiver, 2) && has(document) && has(takenBy);
  }
  return taking satisfies never;
}

function orderOf(taking: Taking, draft: Draft): ExtractionOrder {
  const { text, place, medium, serial, to, receiver, document, takenBy } = draft;
  switch (taking) {
    case "consent":
    case "refuse":
      return { step: "consent", agree: taking === "consent", opinion: text };
    case "withdraw":
      return { step: "withdraw", reason: text };
    case "extract":
      return { step: "extract", place, medium, serial };
    case "verify":
      return { step: "verify", volume: text };
    case "transfer":
      return { step: "transfer", to, receiver, document, takenBy, secrecy: text };
  }
  return taking satisfies never;
}

function summaryOf(
  { number, form }: ExtractionView,
  taking: Taking,
  { serial, receiver }: Draft,
  language: Language,
): string {
  return language.t(`evidence.sign.${taking}`, { number, range: rangeWords(form.order, language), serial, receiver });
}
