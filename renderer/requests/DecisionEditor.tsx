import { Button, Input, InputNumber, Radio, Select } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { shownFrames, withheldFault } from "../../shared/access/withheld.ts";
import type { DecisionForm, RefusalGround, RequestRecord } from "../../shared/model/request.ts";
import { isNarrower } from "../../shared/access/chain.ts";
import { countFrames, isWithin } from "../footage/timing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { nameOf } from "../shell/names.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { Field, Panel } from "../ui/parts.tsx";
import { RangeRuler } from "./form/RangeRuler.tsx";
import { WithheldEditor } from "./form/WithheldEditor.tsx";
import { WindowPicker } from "./form/WindowPicker.tsx";

type Approval = Extract<DecisionForm, { outcome: "approve" }>;

/** Approve (and narrow: ranges, window, supervisors, openings) or refuse on a ground from the list. */
export function DecisionEditor({
  record,
  onSign,
}: {
  readonly record: RequestRecord;
  readonly onSign: (form: DecisionForm) => void;
}): ReactNode {
  const { t } = useLanguage();
  const budget = useStation((store) => valueOf(store.policy)?.playBudget);
  const proposed = record.withholding?.proposals.at(-1);
  const [outcome, setOutcome] = useState<DecisionForm["outcome"] | null>(null);
  const [opinion, setOpinion] = useState("");
  const [ground, setGround] = useState<RefusalGround | null>(null);
  const [approval, setApproval] = useState<Approval>(
    () =>
      termsBefore(record) ?? {
        outcome: "approve",
        opinion: "",
        supervisors: [record.form.supervisor],
        room: record.form.room,
        validFrom: record.form.validFrom,
        validTo: record.form.validTo,
        playBudget: budget?.default ?? 3,
        assets: record.form.assets,
        // What a clerk proposed stands in the form; whoever decides confirms it, changes it or takes it out.
        ...(proposed === undefined ? {} : { withheld: proposed.lines }),
      },
  );
  const form = formOf(outcome, approval, ground, opinion, record);
  return (
    <Panel title={t("decide.outcome")}>
      <Radio.Group
        aria-label={t("decide.outcome")}
        className="outcome"
        value={outcome}
        options={[
          { value: "approve", label: t("decide.approve") },
          { value: "refuse", label: t("decide.refuse") },
        ]}
        onChange={(event) => {
          // The group offers outcomes only.
          setOutcome(event.target.value as DecisionForm["outcome"]);
        }}
      />
      {outcome === "approve" ? <ApprovalFields record={record} approval={approval} onChange={setApproval} /> : null}
      {outcome === "refuse" ? <GroundField ground={ground} onChange={setGround} /> : null}
      {outcome === null ? null : (
        <>
          <Field label={t("decide.opinion")} wide>
            {(id) => (
              <Input.TextArea
                id={id}
                rows={2}
                maxLength={2000}
                value={opinion}
                onChange={(event) => {
                  setOpinion(event.target.value);
                }}
              />
            )}
          </Field>
          <div className="acts acts-stay">
            <Button
              type="primary"
              size="large"
              disabled={form === null}
              onClick={() => {
                if (form !== null) {
                  onSign(form);
                }
              }}
            >
              {t("decide.act")}
            </Button>
          </div>
        </>
      )}
    </Panel>
  );
}

function formOf(
  outcome: DecisionForm["outcome"] | null,
  approval: Approval,
  ground: RefusalGround | null,
  opinion: string,
  record: RequestRecord,
): DecisionForm | null {
  if (outcome === "approve") {
    const isSound =
      approval.supervisors.length > 0 &&
      Date.parse(approval.validFrom) < Date.parse(approval.validTo) &&
      withheldFault(approval.withheld ?? [], approval.assets, () => true) === null &&
      approval.assets.every((asset) => isWithin(asset.ranges, askedRanges(record, asset.asset))) &&
      isWithinBefore(approval, termsBefore(record));
    return isSound ? { ...approval, opinion } : null;
  }
  return outcome === "refuse" && ground !== null && opinion.trim().length >= 2 ? { outcome, ground, opinion } : null;
}

function isWithinBefore(approval: Approval, before: Approval | null): boolean {
  return before === null || isNarrower(approval, before);
}

/** What the step before allowed; a later one may only narrow it. */
function termsBefore({ decisions }: RequestRecord): Approval | null {
  const last = decisions.at(-1)?.form;
  return last?.outcome === "approve" ? last : null;
}

function askedRanges(record: RequestRecord, asset: string): RequestRecord["form"]["assets"][number]["ranges"] {
  const { assets } = termsBefore(record) ?? record.form;
  return assets.find((one) => one.asset === asset)?.ranges ?? [];
}

function ApprovalFields({
  record,
  approval,
  onChange,
}: {
  readonly record: RequestRecord;
  readonly approval: Approval;
  readonly onChange: (approval: Approval) => void;
}): ReactNode {
  const { t, locale } = useLanguage();
  const supervisors = useSession(({ people }) => people.roomSupervisor);
  const most = useStation((store) => valueOf(store.policy)?.playBudget.maximum ?? 100);
  const before = termsBefore(record);
  const maximum = before?.playBudget ?? most;
  useEffect(() => {
    void useSession.getState().loadPeople("roomSupervisor");
  }, []);
  const stand = new Set([
    record.applicant.person,
    ...record.footage.flatMap(({ wearers }) => wearers.map(({ person }) => person)),
  ]);
  return (
    <>
      <p className="hint">{t(before === null ? "decide.rangesHint" : "way.narrower")}</p>
      {before === null && record.withholding !== undefined ? <p className="hint">{t("withheld.prefilled")}</p> : null}
      {approval.assets.map((asked) => {
        const footage = record.footage.find((one) => one.asset === asked.asset);
        const within = askedRanges(record, asked.asset);
        return footage === undefined ? null : (
          <section key={asked.asset} className="asked" aria-label={footage.title}>
            <strong>{footage.title}</strong>
            <RangeRuler
              footage={footage}
              ranges={asked.ranges}
              within={within}
              onChange={(ranges) => {
                const changed = { ...asked, ranges, whole: false };
                onChange({
                  ...approval,
                  assets: approval.assets.map((one) => (one.asset === asked.asset ? changed : one)),
                });
              }}
            />
            {isWithin(asked.ranges, within) ? null : <p className="amber">{t("decide.outside")}</p>}
            <WithheldEditor
              footage={footage}
              approved={asked.ranges}
              withheld={approval.withheld ?? []}
              onChange={(withheld) => {
                onChange({ ...approval, withheld });
              }}
            />
          </section>
        );
      })}
      <Field label={t("form.window")} wide>
        {(id) => (
          <WindowPicker
            id={id}
            validFrom={approval.validFrom}
            validTo={approval.validTo}
            onChange={(chosen) => {
              onChange({ ...approval, ...chosen });
            }}
          />
        )}
      </Field>
      <Field label={t("requests.supervisors")} wide>
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            value={approval.supervisors}
            options={(supervisors ?? [])
              .filter(({ person }) => !stand.has(person) && (before?.supervisors.includes(person) ?? true))
              .map((person) => ({ value: person.person, label: nameOf(person, locale) }))}
            onChange={(chosen) => {
              onChange({ ...approval, supervisors: chosen });
            }}
          />
        )}
      </Field>
      <Field label={t("decide.budget")}>
        {(id) => (
          <InputNumber
            id={id}
            min={1}
            max={maximum}
            value={approval.playBudget}
            onChange={(value) => {
              onChange({ ...approval, playBudget: Math.trunc(value ?? 1) });
            }}
          />
        )}
      </Field>
    </>
  );
}

function GroundField({
  ground,
  onChange,
}: {
  readonly ground: RefusalGround | null;
  readonly onChange: (ground: RefusalGround) => void;
}): ReactNode {
  const { t } = useLanguage();
  const grounds = useStation((store) => valueOf(store.policy)?.refusalGrounds) ?? [];
  return (
    <>
      <Field label={t("decide.ground")} wide>
        {(id) => (
          <Radio.Group
            id={id}
            aria-label={t("decide.ground")}
            className="radios-down"
            value={ground}
            options={grounds.map((one) => ({ value: one.ground, label: t(`ground.${one.ground}`) }))}
            onChange={(event) => {
              // The group offers grounds only.
              onChange(event.target.value as RefusalGround);
            }}
          />
        )}
      </Field>
      <Article id={grounds.find((one) => one.ground === ground)?.article} />
    </>
  );
}

/** The decision in one sentence, as it will be signed. */
export function useDecisionSummary(record: RequestRecord, form: DecisionForm | null): string {
  const { t, formats, locale, pick } = useLanguage();
  const supervisors = useSession(({ people }) => people.roomSupervisor) ?? [];
  const room = useStation(({ status }) => valueOf(status)?.room);
  if (form === null) {
    return "";
  }
  const about = { name: nameOf(record.applicant, locale), number: record.number };
  if (form.outcome === "refuse") {
    return t("decide.summaryRefuse", { ...about, ground: t(`ground.${form.ground}`) });
  }
  const named = supervisors
    .filter(({ person }) => form.supervisors.includes(person))
    .map((person) => nameOf(person, locale));
  return t("decide.summaryApprove", {
    ...about,
    from: formats.moment(form.validFrom),
    to: formats.moment(form.validTo),
    room: room?.id === form.room ? pick(room) : form.room,
    // What will really be seen.
    frames: countFrames(form.assets.flatMap(({ asset, ranges }) => shownFrames(ranges, form.withheld ?? [], asset))),
    budget: form.playBudget,
    supervisors: formats.list(named),
  });
}
