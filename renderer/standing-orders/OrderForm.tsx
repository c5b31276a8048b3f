import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { isWithinCeiling } from "../../shared/access/grades.ts";
import { mayOffer, opensRoom } from "../../shared/access/policy/approval.ts";
import { orderFault, standingFailure } from "../../shared/access/standing-order.ts";
import { addDays, dateIn } from "../../shared/time/local-day.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Ceiling } from "../../shared/model/authorisation.ts";
import type { AssetId, MediaKind } from "../../shared/model/footage.ts";
import type { Person } from "../../shared/model/person.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { StandingForm } from "../../shared/model/standing-order.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { nameOf } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { Field, Panel, ScreenHead } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Signature } from "../ui/Signature.tsx";
import { DayRange } from "./DayRange.tsx";
import { useStanding } from "./store.ts";
import { BackToOrders } from "./words.tsx";

interface PartProps {
  readonly form: StandingForm;
  readonly policy: PolicyPack;
  readonly change: (part: Partial<StandingForm>) => void;
}

const kinds = ["video", "audio", "photo"] as const satisfies readonly MediaKind[];
const ceilings = ["none", "internal", "privacy", "confidential", "secret", "topSecret"] as const;

/** Draws up a standing order within what the policy pack allows. */
export function OrderForm(): ReactNode {
  const { t } = useLanguage();
  const policy = useStation((store) => valueOf(store.policy));
  const person = useSession(({ current }) => current?.person);
  const room = useStation(({ status }) => valueOf(status)?.room.id);
  return (
    <div className="screen">
      <ScreenHead title={t("standing.new")} note={t("standing.note")}>
        <BackToOrders />
      </ScreenHead>
      {policy === undefined || person === undefined || room === undefined ? null : policy.urgent.allowed ? (
        <Filling policy={policy} person={person} room={room} />
      ) : (
        <Refusal failure={standingFailure(policy, "not-provided")} />
      )}
    </div>
  );
}

function firstForm(policy: PolicyPack, person: Person, room: string, now: number): StandingForm {
  const { urgent } = policy;
  const today = dateIn(policy.authority.timeZone, now);
  const offered = policy.verbs.find(({ verb }) => opensRoom(verb));
  return {
    plan: "",
    purpose: urgent.purposes[0] ?? "supervision",
    verb: offered?.verb ?? "view",
    holders: [],
    supervisors: [],
    rooms: [room],
    frame: {
      units: [person.unit],
      recordedFrom: addDays(today, -30),
      recordedTo: today,
      kinds: [...kinds],
      ceiling: urgent.limits.ceiling,
    },
    perDay: Math.min(5, urgent.limits.perDay),
    total: Math.min(50, urgent.limits.total),
    playBudget: 1,
    validFrom: today,
    validTo: addDays(today, urgent.plan.longestDays - 1),
  };
}

function Filling({
  policy,
  person,
  room,
}: {
  readonly policy: PolicyPack;
  readonly person: Person;
  readonly room: string;
}): ReactNode {
  const { t, formats, locale } = useLanguage();
  const directory = useSession((store) => store.directory);
  const [form, setForm] = useState(() => firstForm(policy, person, room, Date.now()));
  const [isSigning, setSigning] = useState(false);
  const change = (part: Partial<StandingForm>): void => {
    setForm((before) => ({ ...before, ...part }));
  };
  const isWhole =
    form.plan.trim().length >= 10 &&
    form.holders.length > 0 &&
    form.supervisors.length > 0 &&
    form.rooms.length > 0 &&
    form.frame.units.length > 0 &&
    form.frame.kinds.length > 0;
  const fault = orderFault(policy, form);
  const sign = async (pin: string): Promise<Failure | null> => {
    const answer = await workstation.standingOrders.propose({ form, pin });
    if (!answer.ok) {
      return answer.failure;
    }
    await useStanding.getState().load();
    useRouter.getState().go({ at: "standingOrders", id: answer.value.id });
    return null;
  };
  const nameOfId = (id: string): string => {
    const known = directory.get(id);
    return known === undefined ? id : nameOf(known, locale);
  };
  return (
    <>
      <Panel title={t("standing.under")}>
        <PlanPart form={form} policy={policy} change={change} />
      </Panel>
      <Panel title={t("standing.frame")}>
        <FramePart form={form} policy={policy} change={change} />
      </Panel>
      <Panel title={t("standing.part.limits")}>
        <LimitPart form={form} policy={policy} change={change} />
        {fault === null ? null : <Refusal failure={standingFailure(policy, fault)} />}
        <div className="acts">
          <Button type="primary" size="large" disabled={!isWhole || fault !== null} onClick={() => setSigning(true)}>
            {t("standing.sign")}
          </Button>
        </div>
      </Panel>
      {isSigning ? (
        <Signature
          summary={t("standing.draftSummary", {
            holders: formats.list(form.holders.map(nameOfId)),
            from: formats.date(form.validFrom),
            to: formats.date(form.validTo),
            perDay: formats.number(form.perDay),
            total: formats.number(form.total),
          })}
          onClose={() => setSigning(false)}
          sign={sign}
        />
      ) : null}
    </>
  );
}

function PlanPart({ form, policy, change }: PartProps): ReactNode {
  const { t } = useLanguage();
  const verbs = policy.verbs.filter(({ verb }) => opensRoom(verb) && mayOffer(policy, verb, "staff").allowed);
  return (
    <>
      <Field label={t("standing.plan")} hint={t("standing.planHint")} wide>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={1000}
            value={form.plan}
            onChange={(event) => {
              change({ plan: event.target.value });
            }}
          />
        )}
      </Field>
      <Field label={t("standing.purpose")}>
        {(id) => (
          <Select
            id={id}
            value={form.purpose}
            options={policy.urgent.purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))}
            onChange={(purpose) => change({ purpose })}
          />
        )}
      </Field>
      <Field label={t("standing.verb")}>
        {(id) => (
          <Select
            id={id}
            value={form.verb}
            options={verbs.map(({ verb }) => ({ value: verb, label: t(`verb.${verb}`) }))}
            onChange={(verb) => change({ verb })}
          />
        )}
      </Field>
      <PersonPart form={form} policy={policy} change={change} />
      <Field label={t("standing.rooms")} hint={t("standing.roomsHint")}>
        {(id) => <RoomSelect id={id} rooms={form.rooms} onChange={(rooms) => change({ rooms })} />}
      </Field>
    </>
  );
}

function RoomSelect({
  id,
  rooms,
  onChange,
}: {
  readonly id: string;
  readonly rooms: readonly string[];
  readonly onChange: (rooms: string[]) => void;
}): ReactNode {
  const { pick } = useLanguage();
  const own = useStation(({ status }) => valueOf(status)?.room);
  return (
    <Select
      id={id}
      mode="tags"
      value={[...rooms]}
      options={own === undefined ? [] : [{ value: own.id, label: pick(own) }]}
      onChange={onChange}
    />
  );
}

function PersonPart({ form, policy, change }: PartProps): ReactNode {
  const { t, locale } = useLanguage();
  const [people, setPeople] = useState<readonly Person[]>([]);
  useEffect(() => {
    const load = async (): Promise<void> => {
      const answer = await workstation.identity.people({});
      setPeople(answer.ok ? answer.value : []);
    };
    void load();
  }, []);
  const options = (fits: (person: Person) => boolean) =>
    people
      .filter((person) => person.certificate !== undefined && fits(person))
      .map((person) => ({
        value: person.person,
        label: locale === "en" ? nameOf(person, locale) : `${person.name} · ${person.post}`,
      }));
  return (
    <>
      <Field label={t("standing.holders")}>
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            maxCount={policy.urgent.limits.holders}
            optionFilterProp="label"
            value={form.holders}
            options={options((person) => !isAmong(form.supervisors, person))}
            onChange={(holders) => change({ holders })}
          />
        )}
      </Field>
      <Field label={t("standing.supervisors")}>
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            optionFilterProp="label"
            value={form.supervisors}
            options={options((person) => person.roles.includes("roomSupervisor") && !isAmong(form.holders, person))}
            onChange={(supervisors) => change({ supervisors })}
          />
        )}
      </Field>
    </>
  );
}

function isAmong(list: readonly string[], { person }: Person): boolean {
  return list.includes(person);
}

function FramePart({ form: { frame }, policy, change }: PartProps): ReactNode {
  const { t } = useLanguage();
  const [units, setUnits] = useState<readonly string[]>([]);
  useEffect(() => {
    const load = async (): Promise<void> => {
      const answer = await workstation.footage.search({ pageSize: 1 });
      const facet = answer.ok ? answer.value.facets.find(({ name }) => name === "unit") : undefined;
      setUnits((facet?.values ?? []).map(({ value }) => value));
    };
    void load();
  }, []);
  const set = (part: Partial<StandingForm["frame"]>): void => change({ frame: { ...frame, ...part } });
  const within = ceilings.filter((ceiling) => isWithinCeiling(policy, ceiling, policy.urgent.limits.ceiling));
  return (
    <>
      <Field label={t("standing.units")}>
        {(id) => (
          <Select
            id={id}
            mode="tags"
            value={frame.units}
            options={units.map((value) => ({ value, label: value }))}
            onChange={(chosen) => set({ units: chosen })}
          />
        )}
      </Field>
      <Field label={t("standing.recorded")}>
        {(id) => (
          <DayRange
            id={id}
            label={t("standing.recorded")}
            from={frame.recordedFrom}
            to={frame.recordedTo}
            onChange={(recordedFrom, recordedTo) => set({ recordedFrom, recordedTo })}
          />
        )}
      </Field>
      <Field label={t("standing.kinds")}>
        {() => (
          <Checkbox.Group
            aria-label={t("standing.kinds")}
            value={[...frame.kinds]}
            options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(chosen) => set({ kinds: kinds.filter((kind) => chosen.includes(kind)) })}
          />
        )}
      </Field>
      <Field label={t("standing.ceiling")}>
        {(id) => (
          <Select<Ceiling>
            id={id}
            value={frame.ceiling}
            options={within.map((value) => ({ value, label: t(`secrecy.${value}`) }))}
            onChange={(ceiling) => set({ ceiling })}
          />
        )}
      </Field>
      <SampleField frame={frame} onChange={(next) => change({ frame: next })} />
    </>
  );
}

/** The drawn sample, one code a line; an order without one is limited by the rest of the frame. */
function SampleField({
  frame,
  onChange,
}: {
  readonly frame: StandingForm["frame"];
  readonly onChange: (frame: StandingForm["frame"]) => void;
}): ReactNode {
  const { t } = useLanguage();
  const [text, setText] = useState((frame.sample ?? []).join("\n"));
  return (
    <Field label={t("standing.sample")} hint={t("standing.sampleHint")} wide>
      {(id) => (
        <Input.TextArea
          id={id}
          rows={3}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            const codes = [...new Set(event.target.value.split(/\s+/u).filter((code) => code !== ""))];
            const { sample: _before, ...rest } = frame;
            // The station checks the shape of each code.
            onChange(codes.length === 0 ? rest : { ...rest, sample: codes as AssetId[] });
          }}
        />
      )}
    </Field>
  );
}

function LimitPart({ form, policy, change }: PartProps): ReactNode {
  const { t, formats } = useLanguage();
  const { limits, plan } = policy.urgent;
  const budget = Math.min(limits.playBudget, policy.playBudget.maximum);
  const number = (field: "perDay" | "total" | "playBudget", label: string, most: number): ReactNode => (
    <Field label={label}>
      {(id) => (
        <InputNumber
          id={id}
          min={1}
          max={most}
          precision={0}
          value={form[field]}
          onChange={(value) => change({ [field]: value ?? 1 })}
        />
      )}
    </Field>
  );
  return (
    <>
      <Field label={t("standing.validity")}>
        {(id) => (
          <DayRange
            id={id}
            label={t("standing.validity")}
            from={form.validFrom}
            to={form.validTo}
            onChange={(validFrom, validTo) => change({ validFrom, validTo })}
          />
        )}
      </Field>
      {number("perDay", t("standing.perDay"), limits.perDay)}
      {number("total", t("standing.total"), limits.total)}
      {number("playBudget", t("standing.budget"), budget)}
      <p className="hint">
        {t("standing.limits", {
          perDay: formats.number(limits.perDay),
          total: formats.number(limits.total),
          budget,
          days: plan.longestDays,
        })}
      </p>
      <Article id={limits.article} />
    </>
  );
}
