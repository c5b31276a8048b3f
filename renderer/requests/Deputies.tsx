import { Button, Input, Select } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { Person, PersonId } from "../../shared/model/person.ts";
import type { Delegation, DelegationForm } from "../../shared/model/request-steps.ts";
import { endOfDate, startOfDate } from "../../shared/time/local-day.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { nameOf, usePersonName } from "../shell/names.ts";
import { useStation } from "../station/store.ts";
import { DayPicker } from "../ui/DayPicker.tsx";
import { Field, Panel, Tag } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Loaded } from "../ui/states.tsx";
import { useRequests } from "./store.ts";

type Signing = { readonly give: DelegationForm } | { readonly end: Delegation };

/** My deputies (代): who decides for me while I am away, for whom I decide, and how to end it. */
export function Deputies(): ReactNode {
  const { t, formats, locale } = useLanguage();
  const personName = usePersonName();
  const [isOpen, setOpen] = useState(false);
  const given = useRequests((store) => store.delegations);
  const load = useRequests((store) => store.loadDelegations);
  const [signing, setSigning] = useState<Signing | null>(null);
  const [named, setNamed] = useState(0);
  useEffect(() => {
    if (isOpen) {
      void load();
    }
  }, [isOpen, load]);
  const sign = async (pin: string): Promise<Failure | null> => {
    if (signing === null) {
      return null;
    }
    const answer =
      "give" in signing
        ? await workstation.requests.delegate({ form: signing.give, pin })
        : await workstation.requests.endDelegation({ digest: signing.end.digest, pin });
    if (!answer.ok) {
      return answer.failure;
    }
    setSigning(null);
    // What was signed leaves the form empty for the next.
    setNamed((count) => count + 1);
    await load();
    return null;
  };
  return (
    <Panel
      title={t("deputies.title")}
      acts={
        <button type="button" className="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "form.fold" : "deputies.open")}
        </button>
      }
    >
      <p className="quiet">{t("deputies.note")}</p>
      {isOpen ? (
        <>
          <Loaded of={given} rows={2} onRetry={() => void load()}>
            {(delegations) =>
              delegations.length === 0 ? (
                <p className="quiet">{t("deputies.none")}</p>
              ) : (
                <ul className="way">
                  {delegations.map((one) => (
                    <Row key={one.digest} delegation={one} onEnd={() => setSigning({ end: one })} />
                  ))}
                </ul>
              )
            }
          </Loaded>
          <Naming key={named} onSign={(give) => setSigning({ give })} />
        </>
      ) : null}
      {signing === null ? null : (
        <Signature
          summary={
            "give" in signing
              ? t("deputies.summaryGive", {
                  name: personName(signing.give.deputy),
                  from: formats.moment(signing.give.from),
                  to: formats.moment(signing.give.to),
                })
              : t("deputies.summaryEnd", { name: nameOf(signing.end.deputy, locale) })
          }
          onClose={() => setSigning(null)}
          sign={sign}
        />
      )}
    </Panel>
  );
}

function Row({ delegation, onEnd }: { readonly delegation: Delegation; readonly onEnd: () => void }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const me = useSession(({ current }) => current?.person.person);
  const now = Date.parse(useStation(({ status }) => valueOf(status)?.now) ?? delegation.from);
  const { by, deputy, from, to, reason, endedAt } = delegation;
  const isOver = endedAt !== undefined || Date.parse(to) <= now;
  return (
    <li>
      <Tag tone={isOver ? "quiet" : "green"}>{t(isOver ? "deputies.over" : "deputies.inForce")}</Tag>
      <div>
        {t("way.deputyFor", { name: nameOf(deputy, locale), holder: nameOf(by, locale) })}
        <span className="row-note figures">
          {`${formats.moment(from)} ${t("common.to")} ${formats.moment(endedAt ?? to)}`}
        </span>
        <span className="row-note">{reason}</span>
        {!isOver && by.person === me ? (
          <Button size="small" onClick={onEnd}>
            {t("deputies.end")}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function Naming({ onSign }: { readonly onSign: (form: DelegationForm) => void }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const me = useSession(({ current }) => current?.person.person);
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [deputy, setDeputy] = useState<PersonId | null>(null);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  useEffect(() => {
    const load = async (): Promise<void> => {
      const answer = await workstation.identity.people({});
      setPeople(answer.ok ? answer.value : []);
    };
    void load();
  }, []);
  const isWhole = deputy !== null && from !== "" && to !== "" && from <= to && reason.trim().length >= 2;
  const day = (label: "deputies.from" | "deputies.to", value: string, change: (value: string) => void): ReactNode => (
    <Field label={t(label)}>{(id) => <DayPicker id={id} value={value} onChange={change} />}</Field>
  );
  return (
    <>
      <Field label={t("deputies.deputy")}>
        {(id) => (
          <Select
            id={id}
            value={deputy}
            showSearch={{ optionFilterProp: "label" }}
            options={people
              .filter(({ person, certificate }) => person !== me && certificate !== undefined)
              .map((person) => ({ value: person.person, label: `${nameOf(person, locale)} · ${person.post}` }))}
            onChange={setDeputy}
          />
        )}
      </Field>
      {day("deputies.from", from, setFrom)}
      {day("deputies.to", to, setTo)}
      <Field label={t("way.field.reason")} wide>
        {(id) => (
          <Input
            id={id}
            value={reason}
            maxLength={500}
            onChange={(event) => {
              setReason(event.target.value);
            }}
          />
        )}
      </Field>
      <div className="acts acts-stay">
        <Button
          type="primary"
          disabled={!isWhole}
          onClick={() => {
            if (deputy !== null) {
              const last = endOfDate(formats.timeZone, to);
              onSign({
                deputy,
                from: new Date(startOfDate(formats.timeZone, from)).toISOString(),
                to: new Date(last).toISOString(),
                reason: reason.trim(),
              });
            }
          }}
        >
          {t("deputies.act")}
        </Button>
      </div>
    </>
  );
}
