import { Input } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { ScreenHead } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { RefusalTable } from "./RefusalTable.tsx";
import { useRegisters } from "./store.ts";
import { ViewingTable } from "./ViewingTable.tsx";

/** Registers as views of the log: who watched which frames, and what was refused. */
export function RegistersScreen(): ReactNode {
  const { t } = useLanguage();
  const viewings = useRegisters((store) => store.viewings);
  const refusals = useRegisters((store) => store.refusals);
  const load = useRegisters((store) => store.load);
  const [book, setBook] = useState<"viewings" | "refusals">("viewings");
  const [filter, setFilter] = useState("");
  useEffect(() => {
    void load();
  }, [load]);
  const matches = (row: unknown): boolean => JSON.stringify(row).toLowerCase().includes(filter.trim().toLowerCase());
  return (
    <div className="screen">
      <ScreenHead title={t("registers.title")} note={t("registers.truth")}>
        <Input
          type="search"
          className="search-line"
          aria-label={t("registers.filter")}
          placeholder={t("registers.filter")}
          value={filter}
          suffix={<kbd>/</kbd>}
          onChange={(event) => {
            setFilter(event.target.value);
          }}
        />
        <fieldset className="switch" aria-label={t("registers.title")}>
          {(["viewings", "refusals"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={one === book} onClick={() => setBook(one)}>
              {t(`registers.${one}`)}
            </button>
          ))}
        </fieldset>
      </ScreenHead>
      {book === "viewings" ? (
        <Loaded of={viewings} rows={10} onRetry={() => void load()}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty what={t("registers.viewingsEmpty")} hint={t("registers.viewingsEmptyHint")} />
            ) : (
              <ViewingTable rows={rows.filter(matches)} />
            )
          }
        </Loaded>
      ) : (
        <Loaded of={refusals} rows={10} onRetry={() => void load()}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty what={t("registers.refusalsEmpty")} hint={t("registers.refusalsEmptyHint")} />
            ) : (
              <RefusalTable rows={rows.filter(matches)} />
            )
          }
        </Loaded>
      )}
    </div>
  );
}
