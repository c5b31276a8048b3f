import { Button, Input, Select } from "antd";
import { useEffect, useId, useState } from "react";
import type { ReactNode } from "react";
import type { RegisterFilter } from "../../shared/model/form.ts";
import { addDays, dateIn, startOfDate } from "../../shared/time/local-day.ts";
import { useLanguage } from "../i18n/language.tsx";
import { DayPicker } from "../ui/DayPicker.tsx";
import { useRegisters } from "./store.ts";

const fields = ["person", "request", "caseNo"] as const;
const outcomes = ["open", "ended", "stopped", "interrupted"] as const;
const settleMs = 250;

/** What is typed, before it is a filter: days instead of moments. */
interface Draft {
  readonly text: string;
  readonly person: string;
  readonly request: string;
  readonly caseNo: string;
  readonly from: string;
  readonly to: string;
  readonly outcome: string;
}

const nothing: Draft = { text: "", person: "", request: "", caseNo: "", from: "", to: "", outcome: "" };

/** Narrows the register by person, request, case, days and outcome; a filter can be kept under a name. */
export function FilterBar(): ReactNode {
  const { t, formats } = useLanguage();
  const saved = useRegisters((store) => store.saved);
  const [draft, setDraft] = useState<Draft>(nothing);
  const [name, setName] = useState("");
  const days = useId();
  const filter = filterOf(draft, formats.timeZone);
  const key = JSON.stringify(filter);
  useEffect(() => {
    // What is typed settles before the station is asked.
    const timer = setTimeout(() => {
      if (JSON.stringify(useRegisters.getState().filter) !== key) {
        // It was made from a filter a line above.
        void useRegisters.getState().narrow(JSON.parse(key) as RegisterFilter);
      }
    }, settleMs);
    return () => {
      clearTimeout(timer);
    };
  }, [key]);
  const change = (field: keyof Draft, value: string): void => setDraft((before) => ({ ...before, [field]: value }));
  return (
    <div className="register-filter">
      <Input
        type="search"
        className="search-line"
        aria-label={t("registers.filter")}
        placeholder={t("registers.filter")}
        value={draft.text}
        suffix={<kbd>/</kbd>}
        onChange={(event) => change("text", event.target.value)}
      />
      {fields.map((field) => (
        <Input
          key={field}
          className="register-field"
          aria-label={t(`registers.by.${field}`)}
          placeholder={t(`registers.by.${field}`)}
          value={draft[field]}
          onChange={(event) => change(field, event.target.value)}
        />
      ))}
      {(["from", "to"] as const).map((field) => (
        <span key={field} className="register-day">
          <label htmlFor={`${days}${field}`}>{t(`registers.by.${field}`)}</label>
          <DayPicker id={`${days}${field}`} value={draft[field]} onChange={(day) => change(field, day)} />
        </span>
      ))}
      <Select
        className="register-field"
        aria-label={t("registers.outcome")}
        value={draft.outcome}
        options={[
          { value: "", label: t("registers.anyOutcome") },
          ...outcomes.map((outcome) => ({ value: outcome, label: t(`outcome.${outcome}`) })),
        ]}
        onChange={(outcome: string) => change("outcome", outcome)}
      />
      {key === "{}" ? null : (
        <>
          <Button onClick={() => setDraft(nothing)}>{t("registers.clear")}</Button>
          <Input
            className="register-field"
            aria-label={t("registers.saveAs")}
            placeholder={t("registers.saveAs")}
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button
            disabled={name.trim() === ""}
            onClick={() => {
              const others = saved.filter((one) => one.name !== name.trim());
              void useRegisters.getState().save([...others, { name: name.trim(), filter }]);
              setName("");
            }}
          >
            {t("registers.save")}
          </Button>
        </>
      )}
      {saved.map((one) => (
        <span key={one.name} className="register-saved">
          <Button size="small" onClick={() => setDraft(draftOf(one.filter, formats.timeZone))}>
            {one.name}
          </Button>
          <Button
            size="small"
            type="text"
            aria-label={t("registers.forget", { name: one.name })}
            onClick={() => void useRegisters.getState().save(saved.filter(({ name: kept }) => kept !== one.name))}
          >
            ×
          </Button>
        </span>
      ))}
    </div>
  );
}

function startOf(day: string, zone: string): string {
  return new Date(startOfDate(zone, day)).toISOString();
}

function filterOf({ from, to, outcome, ...texts }: Draft, zone: string): RegisterFilter {
  const typed = Object.entries(texts).filter(([, value]) => value.trim() !== "");
  const known = outcomes.find((one) => one === outcome);
  return {
    ...Object.fromEntries(typed),
    ...(from === "" ? {} : { from: startOf(from, zone) }),
    ...(to === "" ? {} : { to: startOf(addDays(to, 1), zone) }),
    ...(known === undefined ? {} : { outcome: known }),
  };
}

function draftOf({ from, to, ...filter }: RegisterFilter, zone: string): Draft {
  const given = Object.fromEntries(Object.entries(filter).map(([key, value]) => [key, String(value)]));
  return {
    ...nothing,
    ...given,
    from: from === undefined ? "" : dateIn(zone, Date.parse(from)),
    // The filter ends where the day after begins.
    to: to === undefined ? "" : addDays(dateIn(zone, Date.parse(to)), -1),
  };
}
