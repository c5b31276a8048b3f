import { Button, DatePicker, Input, InputNumber, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import type { ReactNode } from "react";
import { entryTypes, type EntryTypeName } from "../../shared/log-entries.ts";
import type { Person } from "../../shared/model/person.ts";
import type { LogFilter } from "../../shared/model/log.ts";
import { useLanguage } from "../i18n/language.tsx";
import { momentOf } from "../i18n/zone.ts";
import { useRegisters } from "../registers/store.ts";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";
import { useLogList } from "./list.ts";
import { entryWord } from "./words.ts";

/** Kinds of entries as people look for them; each stands for its types. */
const groups = {
  viewing: ["room.", "key.open", "view.", "mark."],
  grant: ["request.", "grant."],
  session: ["session."],
  refusal: ["refuse", "session.refuse", "grant.reject", "export.try", "view.stop", "guard."],
  log: [
    "genesis",
    "boot",
    "clock",
    "key.rotate",
    "recovery",
    "hq.receipt",
    "verify.",
    "config",
    "seal.state",
    "program.",
  ],
} as const;
type Group = keyof typeof groups;
const groupNames = ["viewing", "grant", "session", "refusal", "log"] as const;

function typesOf(choice: string): EntryTypeName[] | undefined {
  const group = groupNames.find((one) => choice === `group:${one}`);
  if (group === undefined) {
    return entryTypes.filter((type) => type === choice);
  }
  const starts: readonly string[] = groups[group];
  return entryTypes.filter((type) =>
    starts.some((start) => (start.endsWith(".") ? type.startsWith(start) : type === start)),
  );
}

/** A station's own types; headquarters' are in headquarters' log. */
const stationTypes = entryTypes.filter((type) => !type.startsWith("hq.") || type === "hq.receipt");

/** Narrows the list by kind, by person, and by what an act was about. */
export function Filters(): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const [choice, setChoice] = useState<string | null>(null);
  const [person, setPerson] = useState("");
  const [subject, setSubject] = useState("");
  const isNarrow = useLogList(({ filter }) => filter !== undefined);
  const isBusy = useLogList(({ searched }) => searched !== null);
  const search = async (): Promise<void> => {
    const types = choice === null ? undefined : typesOf(choice);
    const who = idOf(person.trim(), useSession.getState().directory);
    const subjects = subject.trim() === "" ? undefined : await namesOf(subject.trim());
    const filter: LogFilter = {
      ...(types === undefined ? {} : { types }),
      ...(who === "" ? {} : { person: who }),
      ...(subjects === undefined ? {} : { subjects }),
    };
    await useLogList.getState().narrow(Object.keys(filter).length === 0 ? undefined : filter);
  };
  return (
    <form
      className="log-filter"
      role="search"
      aria-label={t("log.filter")}
      onSubmit={(event) => {
        event.preventDefault();
        void search();
      }}
    >
      <label>
        <span>{t("log.filterType")}</span>
        <Select
          value={choice}
          showSearch={{ optionFilterProp: "label" }}
          onChange={setChoice}
          aria-label={t("log.filterType")}
          options={[
            { value: null, label: t("log.filterAny") },
            ...groupNames.map((group: Group) => ({ value: `group:${group}`, label: t(`log.group.${group}`) })),
            ...stationTypes.map((type) => ({ value: type, label: entryWord(type, language) })),
          ]}
        />
      </label>
      <label>
        <span>{t("log.filterPerson")}</span>
        <Input
          value={person}
          maxLength={128}
          placeholder={t("log.filterPersonHint")}
          onChange={(event) => setPerson(event.target.value)}
        />
      </label>
      <label>
        <span>{t("log.filterSubject")}</span>
        <Input
          type="search"
          value={subject}
          maxLength={128}
          placeholder={t("log.filterSubjectHint")}
          onChange={(event) => setSubject(event.target.value)}
        />
      </label>
      <Button htmlType="submit" disabled={isBusy}>
        {t("log.filterAct")}
      </Button>
      {isNarrow ? (
        <Button
          disabled={isBusy}
          onClick={() => {
            setChoice(null);
            setPerson("");
            setSubject("");
            void useLogList.getState().narrow(undefined);
          }}
        >
          {t("log.filterClear")}
        </Button>
      ) : null}
    </form>
  );
}

/** Entries carry ids; people write names, in either script. */
function idOf(written: string, directory: ReadonlyMap<string, Pick<Person, "person" | "name" | "latinName">>): string {
  const wanted = written.toLowerCase();
  const known = [...directory.values()].find(
    ({ name, latinName }) => name === written || latinName.toLowerCase() === wanted,
  );
  return known?.person ?? written;
}

/** A request's number stands on few entries; its grant and sittings stand on the others. */
async function namesOf(written: string): Promise<string[]> {
  await useRegisters.getState().load();
  const rows = valueOf(useRegisters.getState().viewings) ?? [];
  const related = rows.filter(({ requestNumber, viewing }) => requestNumber === written || viewing === written);
  return [
    ...new Set([
      written,
      ...related.flatMap(({ viewing, grant }) => (viewing === written ? [viewing] : [viewing, grant])),
    ]),
  ];
}

/** Goes to an entry's number or to a moment. */
export function Jump(): ReactNode {
  const { t, formats } = useLanguage();
  const [index, setIndex] = useState<number | null>(null);
  const [time, setTime] = useState<Dayjs | null>(null);
  const size = useStation(({ status }) => valueOf(status)?.log.size ?? 0);
  const isBusy = useLogList(({ searched }) => searched !== null);
  const go = (): void => {
    if (index !== null) {
      void useLogList.getState().toIndex(Math.min(index, size - 1));
    } else if (time !== null) {
      void useLogList.getState().toTime(momentOf(time, formats.timeZone));
    }
  };
  return (
    <form
      className="log-filter"
      aria-label={t("log.jump")}
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <label>
        <span>{t("log.jumpIndex")}</span>
        <InputNumber
          min={0}
          precision={0}
          controls={false}
          value={index}
          onChange={(value) => {
            setIndex(value);
            setTime(null);
          }}
        />
      </label>
      <label>
        <span>{t("log.jumpTime")}</span>
        <DatePicker
          showTime
          value={time}
          onChange={(value) => {
            setTime(value);
            setIndex(null);
          }}
        />
      </label>
      <Button htmlType="submit" disabled={isBusy || (index === null && time === null)}>
        {t("log.jumpAct")}
      </Button>
    </form>
  );
}
