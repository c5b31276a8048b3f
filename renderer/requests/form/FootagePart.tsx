import { Button, Checkbox, Input } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../../shared/model/footage.ts";
import type { RequestedAsset } from "../../../shared/model/request.ts";
import { footageOfCase } from "../../footage/store.ts";
import { useLanguage } from "../../i18n/language.tsx";
import { useRouter } from "../../shell/router.ts";
import { Field } from "../../ui/parts.tsx";
import { changeAsset, withAsset, withoutAsset } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { RangeRuler } from "./RangeRuler.tsx";

/** Recordings and ranges: one ruler per recording, and the rest of the same case to choose from. */
export function FootagePart({
  draft,
  known,
  onDraft,
  onKnown,
}: {
  readonly draft: Draft;
  readonly known: ReadonlyMap<string, Footage>;
  readonly onDraft: (draft: Draft) => void;
  readonly onKnown: (footage: readonly Footage[]) => void;
}): ReactNode {
  const { t } = useLanguage();
  const [others, setOthers] = useState<readonly Footage[]>([]);
  useEffect(() => {
    let isCurrent = true;
    const find = async (): Promise<void> => {
      const found = draft.caseNo === "" ? [] : await footageOfCase(draft.caseNo);
      if (isCurrent) {
        setOthers(found);
        onKnown(found);
      }
    };
    void find();
    return () => {
      isCurrent = false;
    };
  }, [draft.caseNo, onKnown]);
  const left = others.filter(({ asset }) => !draft.assets.some((one) => one.asset === asset));
  return (
    <>
      {draft.assets.length === 0 ? (
        <div className="empty">
          <p>{t("form.noFootage")}</p>
          <Button onClick={() => useRouter.getState().go({ at: "footage" })}>{t("form.findFootage")}</Button>
        </div>
      ) : null}
      {draft.assets.map((asked) => {
        const footage = known.get(asked.asset);
        return footage === undefined ? null : (
          <Asked
            key={asked.asset}
            footage={footage}
            asked={asked}
            onChange={(changed) => {
              onDraft(changeAsset(draft, changed));
            }}
            onRemove={() => {
              onDraft(withoutAsset(draft, asked.asset));
            }}
          />
        );
      })}
      <p className="hint">{t("form.segmentNote")}</p>
      {left.length === 0 ? null : (
        <div className="others">
          <h3>{t("form.sameCase")}</h3>
          {left.map((footage) => (
            <Button
              key={footage.asset}
              size="small"
              onClick={() => {
                onDraft(withAsset(draft, footage));
              }}
            >
              {`＋ ${footage.title}`}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

function Asked({
  footage,
  asked,
  onChange,
  onRemove,
}: {
  readonly footage: Footage;
  readonly asked: RequestedAsset;
  readonly onChange: (asked: RequestedAsset) => void;
  readonly onRemove: () => void;
}): ReactNode {
  const { t } = useLanguage();
  return (
    <section className="asked" aria-label={footage.title}>
      <header>
        <strong>{footage.title}</strong>
        <span className="quiet figures">{footage.asset}</span>
        <Checkbox
          checked={asked.whole}
          onChange={(event) => {
            const whole = event.target.checked;
            onChange({ ...asked, whole, ranges: whole ? [{ from: 0, to: footage.frames }] : asked.ranges });
          }}
        >
          {t("form.whole")}
        </Checkbox>
        <Button size="small" type="text" onClick={onRemove}>
          {t("common.remove")}
        </Button>
      </header>
      {asked.whole ? (
        <Field label={t("form.wholeReason")} wide>
          {(id) => (
            <Input
              id={id}
              value={asked.wholeReason ?? ""}
              maxLength={500}
              onChange={(event) => {
                onChange({ ...asked, wholeReason: event.target.value });
              }}
            />
          )}
        </Field>
      ) : (
        <RangeRuler
          footage={footage}
          ranges={asked.ranges}
          onChange={(ranges) => {
            onChange({ ...asked, ranges });
          }}
        />
      )}
    </section>
  );
}
