import { Button, Checkbox, Input, Radio } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { triggerWords } from "../../shared/access/policy/names.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { Trigger } from "../../shared/model/policy/periods.ts";
import type { Hold } from "../../shared/model/retention.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";
import { ArticleLink } from "../ui/article.tsx";
import { DayPicker } from "../ui/DayPicker.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/parts.tsx";
import { useRetention } from "./store.ts";

const levels = ["longTerm", "permanent"] as const;
const media = ["disc", "portable", "dedicatedDisk"] as const;

interface Draft {
  readonly triggers: readonly Trigger[];
  readonly level: Hold["level"];
  readonly from: string;
  readonly evidence: string;
  readonly medium: NonNullable<Hold["medium"]>;
  readonly serial: string;
  readonly releaseWhen: string;
  readonly reviewOn: string;
}

function startOf(hold: Hold | undefined, today: string): Draft {
  const empty: Draft = {
    triggers: [],
    level: "longTerm",
    from: today,
    evidence: "",
    medium: "dedicatedDisk",
    serial: "",
    releaseWhen: "",
    reviewOn: "",
  };
  if (hold === undefined) {
    return empty;
  }
  const { level, from, evidence, medium, serial, releaseWhen, reviewOn } = hold;
  const known = Object.entries({ level, from, evidence, medium, serial, releaseWhen, reviewOn });
  return {
    ...empty,
    ...Object.fromEntries(known.filter(([, value]) => value !== undefined)),
    triggers: hold.triggers.map(({ trigger }) => trigger),
  };
}

/** Form F13: circumstances each with its provision, proof, level, medium and serial number, release and review. */
export function HoldDialog({
  asset,
  today,
  hold,
  onClose,
}: {
  readonly asset: AssetId;
  readonly today: string;
  /** The proposal or the hold of a station that is completed. */
  readonly hold?: Hold;
  readonly onClose: () => void;
}): ReactNode {
  const { t, pick } = useLanguage();
  const ask = useRetention((store) => store.ask);
  const policy = useStation(({ policy: pack }) => valueOf(pack));
  const listed = policy?.retention.triggers ?? [];
  const before = hold?.triggers.filter(({ trigger }) => !listed.some((row) => row.trigger === trigger)) ?? [];
  const rows = [...before, ...listed];
  const [form, setForm] = useState(() => startOf(hold, today));
  const change = (changes: Partial<Draft>): void => setForm({ ...form, ...changes });
  const isPermanent = listed.some(({ trigger, term }) => term.kind === "permanent" && form.triggers.includes(trigger));
  const level = isPermanent ? "permanent" : form.level;
  const isReady = form.triggers.length > 0 && form.serial.trim() !== "" && form.from !== "";
  const { reviewOn, ...rest } = form;
  return (
    <Dialog title={t("retention.holdTitle", { asset })} onClose={onClose} wide>
      <form
        className="admin-form"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          ask({
            summary: t("retention.signHold", { asset, level: t(`retention.level.${level}`) }),
            order: {
              order: "hold.register",
              asset,
              ...rest,
              triggers: [...rest.triggers],
              level,
              ...(hold === undefined ? {} : { proposal: hold.hold }),
              ...(reviewOn === "" ? {} : { reviewOn }),
            },
          });
        }}
      >
        <Field label={t("retention.triggers")} wide>
          {(id) => (
            <fieldset id={id} className="checks checks-down" aria-label={t("retention.triggers")}>
              {rows.map(({ trigger, article }) => (
                <span key={trigger} className="line">
                  <Checkbox
                    checked={form.triggers.includes(trigger)}
                    onChange={(event) =>
                      change({
                        triggers: event.target.checked
                          ? [...form.triggers, trigger]
                          : form.triggers.filter((one) => one !== trigger),
                      })
                    }
                  >
                    {pick(triggerWords[trigger])}
                  </Checkbox>
                  <ArticleLink id={article} />
                </span>
              ))}
            </fieldset>
          )}
        </Field>
        <Field label={t("retention.evidenceText")} hint={t("retention.evidenceHint")} wide>
          {(id) => (
            <Input
              id={id}
              value={form.evidence}
              maxLength={300}
              onChange={(event) => change({ evidence: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("retention.level")} wide>
          {(id) => (
            <Radio.Group
              id={id}
              value={level}
              disabled={isPermanent}
              options={levels.map((one) => ({ value: one, label: t(`retention.level.${one}`) }))}
              onChange={(event) => change({ level: event.target.value as (typeof levels)[number] })}
            />
          )}
        </Field>
        <Field label={t("retention.fromDay")} wide>
          {(id) => <DayPicker id={id} value={form.from} onChange={(from) => change({ from })} />}
        </Field>
        <Field label={t("retention.medium")} hint={t("retention.original")} wide>
          {(id) => (
            <Radio.Group
              id={id}
              value={form.medium}
              options={media.map((one) => ({ value: one, label: t(`retention.medium.${one}`) }))}
              onChange={(event) => change({ medium: event.target.value as (typeof media)[number] })}
            />
          )}
        </Field>
        <Field label={t("retention.serial")} wide>
          {(id) => (
            <Input
              id={id}
              value={form.serial}
              maxLength={64}
              onChange={(event) => change({ serial: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("retention.releaseWhen")} wide>
          {(id) => (
            <Input
              id={id}
              value={form.releaseWhen}
              maxLength={300}
              onChange={(event) => change({ releaseWhen: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("retention.reviewOn")} wide>
          {(id) => <DayPicker id={id} value={form.reviewOn} onChange={(day) => change({ reviewOn: day })} />}
        </Field>
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={!isReady}>
            {t("retention.toSign")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
