import { Button, DatePicker, Input, Radio, Select } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { exhibitKinds, manners } from "../../shared/extractions.ts";
import type { EvidenceDraft } from "../../shared/model/extraction.ts";
import type { AssetId, Footage } from "../../shared/model/footage.ts";
import type { GrantId, GrantSummary } from "../../shared/model/grant.ts";
import type { Mark, MarkId } from "../../shared/model/mark.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { momentOf, pickerTime } from "../i18n/zone.ts";
import { useSession } from "../session/store.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Empty } from "../ui/states.tsx";
import { useEvidence } from "./store.ts";
import { rangeWords } from "./words.ts";

interface Said {
  readonly first: MarkId | null;
  readonly last: MarkId | null;
  readonly exhibit: (typeof exhibitKinds)[number];
  readonly manner: (typeof manners)[number];
  readonly name: string;
  readonly fact: string;
  readonly summary: string;
  readonly documents: { readonly from: string; readonly to: string } | null;
}

const unsaid: Said = {
  first: null,
  last: null,
  exhibit: "clip",
  manner: "copy",
  name: "",
  fact: "",
  summary: "",
  documents: null,
};

/** Marks evidence: two marks on confirmed frames, what it shall prove, and how it is cut; frames are never typed (rule R6). */
export function MarkDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const me = useSession(({ current }) => current?.person.person);
  const mark = useEvidence((store) => store.mark);
  const [grants, setGrants] = useState<readonly GrantSummary[] | null>(null);
  const [place, setPlace] = useState<{ readonly grant: GrantId; readonly asset: AssetId } | null>(null);
  const [marks, setMarks] = useState<readonly Mark[]>([]);
  const [footage, setFootage] = useState<Footage | null>(null);
  const [said, setSaid] = useState(unsaid);
  const [signing, setSigning] = useState<EvidenceDraft | null>(null);
  useEffect(() => {
    const ask = async (): Promise<void> => {
      const found = await workstation.grants.list();
      const mine = (found.ok ? found.value : []).filter(({ viewers, supervisors }) =>
        [...viewers, ...supervisors].some(({ person }) => person === me),
      );
      setGrants(mine);
      const [grant] = mine;
      const [asset] = grant?.assets ?? [];
      setPlace(grant === undefined || asset === undefined ? null : { grant: grant.id, asset: asset.asset });
    };
    void ask();
  }, [me]);
  useEffect(() => {
    const ask = async (asset: AssetId): Promise<void> => {
      const found = await workstation.annotations.list({ asset });
      setMarks((found.ok ? found.value : []).filter(({ kind }) => kind === "evidence"));
      const shown = await workstation.footage.show({ asset });
      setFootage(shown.ok ? shown.value : null);
    };
    if (place !== null) {
      void ask(place.asset);
    }
  }, [place]);
  if (signing !== null) {
    const [from, last] = rangeOf(marks, said);
    return (
      <Signature
        summary={t("evidence.sign.mark", {
          asset: signing.asset,
          range: rangeWords({ from, to: last + 1 }, language),
        })}
        onClose={() => setSigning(null)}
        sign={async (pin) => {
          const refused = await mark(signing, pin);
          if (refused === null) {
            onClose();
          }
          return refused;
        }}
      />
    );
  }
  const ready = draftOf(place, footage, said);
  return (
    <Dialog title={t("evidence.markTitle")} onClose={onClose} wide>
      {grants?.length === 0 ? (
        <Empty what={t("evidence.noGrants")} hint={t("evidence.noGrantsHint")} />
      ) : (
        <form
          className="admin-form"
          onSubmit={(event) => {
            event.preventDefault();
            setSigning(ready);
          }}
        >
          <Field label={t("evidence.markGrant")} wide>
            {(id) => (
              <Select
                id={id}
                value={place === null ? null : `${place.grant} ${place.asset}`}
                options={(grants ?? []).flatMap((grant) =>
                  grant.assets.map(({ asset, title }) => ({
                    value: `${grant.id} ${asset}`,
                    label: `${grant.requestNumber} · ${title} (${asset})`,
                  })),
                )}
                onChange={(value: string) => {
                  const [grant = "", asset = ""] = value.split(" ");
                  // Both were taken from the list above.
                  setPlace({ grant: grant as GrantId, asset: asset as AssetId });
                  setSaid({ ...said, first: null, last: null });
                }}
              />
            )}
          </Field>
          {marks.length === 0 ? (
            <Empty what={t("evidence.markNone")} hint={t("evidence.markNoneHint")} />
          ) : (
            <Ends marks={marks} said={said} onChange={(changes) => setSaid({ ...said, ...changes })} />
          )}
          <Words said={said} onChange={(changes) => setSaid({ ...said, ...changes })} />
          <div className="acts">
            <Button onClick={onClose}>{t("common.cancel")}</Button>
            <Button type="primary" htmlType="submit" disabled={ready === null}>
              {t("evidence.toSign")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

interface Part {
  readonly said: Said;
  readonly onChange: (changes: Partial<Said>) => void;
}

function Ends({ marks, said, onChange }: Part & { readonly marks: readonly Mark[] }): ReactNode {
  const { t } = useLanguage();
  const options = marks.map(({ id, frame, note }) => ({
    value: id,
    label: t("evidence.markOption", { frame, note: note.slice(0, 40) }),
  }));
  return (
    <>
      <Field label={t("evidence.markFirst")} wide>
        {(id) => (
          <Select
            id={id}
            value={said.first}
            options={options}
            onChange={(first: MarkId) => onChange(said.exhibit === "still" ? { first, last: first } : { first })}
          />
        )}
      </Field>
      {said.exhibit === "still" ? null : (
        <Field label={t("evidence.markLast")} wide>
          {(id) => (
            <Select id={id} value={said.last} options={options} onChange={(last: MarkId) => onChange({ last })} />
          )}
        </Field>
      )}
      <Field label={t("evidence.exhibit")} wide>
        {(id) => (
          <Radio.Group
            id={id}
            aria-label={t("evidence.exhibit")}
            value={said.exhibit}
            options={exhibitKinds.map((one) => ({ value: one, label: t(`evidence.exhibit.${one}`) }))}
            onChange={(event) => {
              const exhibit = event.target.value as Said["exhibit"];
              onChange(exhibit === "still" ? { exhibit, last: said.first, manner: "copy" } : { exhibit });
            }}
          />
        )}
      </Field>
      {said.exhibit === "still" ? null : (
        <Field label={t("evidence.manner")} hint={t(`evidence.mannerHint.${said.manner}`)} wide>
          {(id) => (
            <Radio.Group
              id={id}
              aria-label={t("evidence.manner")}
              value={said.manner}
              options={manners.map((one) => ({ value: one, label: t(`evidence.manner.${one}`) }))}
              onChange={(event) => onChange({ manner: event.target.value as Said["manner"] })}
            />
          )}
        </Field>
      )}
    </>
  );
}

function Words({ said, onChange }: Part): ReactNode {
  const {
    t,
    formats: { timeZone },
  } = useLanguage();
  return (
    <>
      <Field label={t("evidence.name")} wide>
        {(id) => (
          <Input
            id={id}
            value={said.name}
            maxLength={120}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("evidence.fact")} hint={t("evidence.factHint")} wide>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            value={said.fact}
            maxLength={1000}
            onChange={(event) => onChange({ fact: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("evidence.summary")} wide>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={3}
            value={said.summary}
            maxLength={4000}
            onChange={(event) => onChange({ summary: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("evidence.documents")} hint={t("evidence.documentsHint")} wide>
        {(id) => (
          <DatePicker.RangePicker
            id={{ start: id, end: `${id}-end` }}
            aria-label={t("evidence.documents")}
            showTime={{ format: "HH:mm:ss" }}
            format="YYYY-MM-DD HH:mm:ss"
            value={
              said.documents === null
                ? null
                : [pickerTime(said.documents.from, timeZone), pickerTime(said.documents.to, timeZone)]
            }
            onChange={(range) => {
              const [start, end] = range ?? [null, null];
              onChange({
                documents:
                  start === null || end === null
                    ? null
                    : { from: momentOf(start, timeZone), to: momentOf(end, timeZone) },
              });
            }}
          />
        )}
      </Field>
    </>
  );
}

function rangeOf(marks: readonly Mark[], { first, last }: Said): readonly [from: number, last: number] {
  const frames = [first, last].map((id) => marks.find((mark) => mark.id === id)?.frame ?? 0);
  return [Math.min(...frames), Math.max(...frames)];
}

function draftOf(
  place: { readonly grant: GrantId; readonly asset: AssetId } | null,
  footage: Footage | null,
  { first, last, documents, ...said }: Said,
): EvidenceDraft | null {
  const isReady = said.name.trim().length >= 2 && said.fact.trim().length >= 4;
  if (place === null || footage === null || first === null || last === null || !isReady) {
    return null;
  }
  const { caseNo, caseCause, caseParty } = footage;
  return {
    ...place,
    ...said,
    first,
    last,
    caseNo,
    caseCause,
    caseParty,
    ...(documents === null ? {} : { documents }),
  };
}
