import { Button, Input, Select } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { reviewerOf } from "../../shared/access/declarations.ts";
import { extensionReasons, suspensionReasons, type DeclarationKind } from "../../shared/declarations.ts";
import type { DeclarationForm } from "../../shared/model/declaration.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { MomentPicker } from "../ui/MomentPicker.tsx";
import { Field, Panel } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { useDeclarations } from "./store.ts";

/** What a declaration begins with when it is made from a gap: the camera and the times of the gap. */
export interface Start {
  readonly kind: DeclarationKind;
  readonly device?: string;
  readonly from?: string;
  readonly to?: string;
}

interface Draft {
  readonly device: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly account: string;
  readonly reportedTo: string;
  readonly reportedAt: string | null;
  readonly spokenIn: string;
  readonly spokenAt: string;
  readonly returnedAt: string | null;
  readonly proof: string;
  readonly until: string | null;
}

const empty: Draft = {
  device: "",
  from: null,
  to: null,
  reason: "",
  account: "",
  reportedTo: "",
  reportedAt: null,
  spokenIn: "",
  spokenAt: "",
  returnedAt: null,
  proof: "",
  until: null,
};

/** Form F15 or F19 as it is filled in; a time that nobody has entered is not guessed, and signing sends it. */
export function Declare({
  start,
  policy,
  onClose,
}: {
  readonly start: Start;
  readonly policy: PolicyPack;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const file = useDeclarations((store) => store.file);
  const now = useStation(({ status }) => valueOf(status)?.now) ?? "";
  const { kind } = start;
  const [draft, setDraft] = useState<Draft>({
    ...empty,
    device: start.device ?? "",
    from: start.from ?? null,
    to: start.to ?? null,
  });
  const [signing, setSigning] = useState<DeclarationForm | null>(null);
  const change = (changes: Partial<Draft>): void => setDraft((before) => ({ ...before, ...changes }));
  const form = kind === "suspension" ? suspensionOf(draft) : extensionOf(draft);
  const reasons = kind === "suspension" ? suspensionReasons : extensionReasons;
  return (
    <Panel title={t(`declarations.new.${kind}`)}>
      <Article id={reviewerOf(policy, kind)?.article ?? ""} />
      <p className="hint">{t(`declarations.hint.${kind}`)}</p>
      <div className="admin-form">
        <Field label={t("declarations.device")} wide>
          {(id) => (
            <Input
              id={id}
              maxLength={64}
              value={draft.device}
              onChange={({ target }) => change({ device: target.value })}
            />
          )}
        </Field>
        <Moment name={`from.${kind}`} value={draft.from} near={now} onChange={(from) => change({ from })} />
        <Moment name={`to.${kind}`} value={draft.to} near={draft.from ?? now} onChange={(to) => change({ to })} />
        <Field label={t("declarations.why")} wide>
          {(id) => (
            <Select
              id={id}
              value={draft.reason === "" ? null : draft.reason}
              options={reasons.map((reason) => ({
                value: reason as string,
                label: t(`declarations.reason.${reason}`),
              }))}
              onChange={(reason) => change({ reason: reason ?? "" })}
            />
          )}
        </Field>
        {kind === "suspension" ? (
          <Reporting draft={draft} now={now} onChange={change} />
        ) : (
          <Extending draft={draft} now={now} onChange={change} />
        )}
        <Field label={t("declarations.account")} hint={t("declarations.accountHint")} wide>
          {(id) => (
            <Input.TextArea
              id={id}
              rows={3}
              maxLength={2000}
              value={draft.account}
              onChange={({ target }) => change({ account: target.value })}
            />
          )}
        </Field>
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" disabled={form === null} onClick={() => setSigning(form)}>
            {t("declarations.toSign")}
          </Button>
        </div>
      </div>
      {signing === null ? null : (
        <Signature
          summary={t(`declarations.sign.${kind}`, { device: signing.device })}
          onClose={() => setSigning(null)}
          sign={async (pin) => {
            const refused = await file(signing, pin);
            if (refused === null) {
              onClose();
            }
            return refused;
          }}
        />
      )}
    </Panel>
  );
}

type Part = {
  readonly draft: Draft;
  readonly now: string;
  readonly onChange: (changes: Partial<Draft>) => void;
};

function Reporting({ draft, now, onChange }: Part): ReactNode {
  return (
    <>
      <Line
        name="reportedTo"
        value={draft.reportedTo}
        onChange={(reportedTo) => onChange({ reportedTo })}
        maxLength={60}
      />
      <Moment
        name="reportedAt"
        value={draft.reportedAt}
        near={draft.to ?? now}
        onChange={(reportedAt) => onChange({ reportedAt })}
      />
      <Line
        name="spokenIn"
        hint="spokenHint"
        value={draft.spokenIn}
        onChange={(spokenIn) => onChange({ spokenIn })}
        maxLength={64}
      />
      <Line
        name="spokenFrame"
        value={draft.spokenAt}
        onChange={(spokenAt) => onChange({ spokenAt: spokenAt.replaceAll(/\D/gu, "") })}
        maxLength={9}
      />
    </>
  );
}

function Extending({ draft, now, onChange }: Part): ReactNode {
  return (
    <>
      <Moment
        name="returnedAt"
        value={draft.returnedAt}
        near={draft.to ?? now}
        onChange={(returnedAt) => onChange({ returnedAt })}
      />
      <Line name="proof" value={draft.proof} onChange={(proof) => onChange({ proof })} maxLength={300} />
      <Moment name="until" value={draft.until} near={now} onChange={(until) => onChange({ until })} />
    </>
  );
}

function Line({
  name,
  hint,
  value,
  maxLength,
  onChange,
}: {
  readonly name: "reportedTo" | "spokenIn" | "spokenFrame" | "proof";
  readonly hint?: "spokenHint";
  readonly value: string;
  readonly maxLength: number;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const { t } = useLanguage();
  return (
    <Field label={t(`declarations.${name}`)} {...(hint === undefined ? {} : { hint: t(`declarations.${hint}`) })} wide>
      {(id) => <Input id={id} value={value} maxLength={maxLength} onChange={({ target }) => onChange(target.value)} />}
    </Field>
  );
}

function Moment({
  name,
  value,
  near,
  onChange,
}: {
  readonly name:
    | "from.suspension"
    | "to.suspension"
    | "from.extension"
    | "to.extension"
    | "reportedAt"
    | "returnedAt"
    | "until";
  readonly value: string | null;
  readonly near: string;
  readonly onChange: (iso: string) => void;
}): ReactNode {
  const { t } = useLanguage();
  return (
    <Field label={t(`declarations.${name}`)} wide>
      {(id) => <MomentPicker id={id} value={value} near={near} onChange={onChange} />}
    </Field>
  );
}

const isLong = (text: string, least: number): boolean => text.trim().length >= least;

function suspensionOf({ device, from, to, reason, account, ...rest }: Draft): DeclarationForm | null {
  const known = suspensionReasons.find((one) => one === reason);
  const { reportedTo, reportedAt, spokenIn, spokenAt } = rest;
  if (known === undefined || from === null || to === null || reportedAt === null) {
    return null;
  }
  const hasPlace = spokenIn.trim() !== "" && spokenAt !== "";
  const isWhole = isLong(device, 1) && isLong(reportedTo, 2) && isLong(account, 10) && from < to;
  return isWhole
    ? {
        kind: "suspension",
        device: device.trim(),
        from,
        to,
        reason: known,
        // Headquarters says whether there is such a recording.
        ...(hasPlace ? { spoken: { asset: spokenIn.trim() as AssetId, frame: Number(spokenAt) } } : {}),
        reportedTo: reportedTo.trim(),
        reportedAt,
        account: account.trim(),
      }
    : null;
}

function extensionOf({ device, from, to, reason, account, returnedAt, proof, until }: Draft): DeclarationForm | null {
  const known = extensionReasons.find((one) => one === reason);
  if (known === undefined || from === null || to === null || until === null) {
    return null;
  }
  const isWhole = isLong(device, 1) && isLong(proof, 2) && isLong(account, 10) && from < to;
  return isWhole
    ? {
        kind: "extension",
        device: device.trim(),
        from,
        to,
        reason: known,
        proof: proof.trim(),
        account: account.trim(),
        until,
        ...(returnedAt === null ? {} : { returnedAt }),
      }
    : null;
}
