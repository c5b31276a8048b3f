import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { matchesRefusal } from "../../shared/registers.ts";
import { PrintForm } from "../forms/PrintForm.tsx";
import { useLanguage } from "../i18n/language.tsx";
import { ScreenHead } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { RefusalTable } from "./RefusalTable.tsx";
import { useRegisters } from "./store.ts";
import { ViewingTable } from "./ViewingTable.tsx";

/** Registers as views of the log: who watched which frames, and what was refused. */
export function RegistersScreen(): ReactNode {
  const { t } = useLanguage();
  const total = useRegisters((store) => store.total);
  const refusals = useRegisters((store) => store.refusals);
  const filter = useRegisters((store) => store.filter);
  const load = useRegisters((store) => store.load);
  const narrow = useRegisters((store) => store.narrow);
  const loadSaved = useRegisters((store) => store.loadSaved);
  const [book, setBook] = useState<"viewings" | "refusals">("viewings");
  useEffect(() => {
    void narrow(useRegisters.getState().filter);
    void loadSaved();
  }, [narrow, loadSaved]);
  useEffect(() => {
    if (book === "refusals") {
      void load();
    }
  }, [load, book]);
  return (
    <div className="screen">
      <ScreenHead title={t("registers.title")} note={t("registers.truth")}>
        <fieldset className="switch" aria-label={t("registers.title")}>
          {(["viewings", "refusals"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={one === book} onClick={() => setBook(one)}>
              {t(`registers.${one}`)}
            </button>
          ))}
        </fieldset>
        {book === "viewings" ? (
          <>
            <PrintForm order={{ form: "F2", filter }} />
            <PrintForm order={{ form: "F3", filter }} />
          </>
        ) : null}
      </ScreenHead>
      <FilterBar />
      {book === "viewings" ? (
        <Loaded of={total} rows={10} onRetry={() => void narrow(filter)}>
          {(count) =>
            count > 0 ? (
              <ViewingTable total={count} />
            ) : (
              <Empty what={t("registers.viewingsEmpty")} hint={t("registers.viewingsEmptyHint")} />
            )
          }
        </Loaded>
      ) : (
        <Loaded of={refusals} rows={10} onRetry={() => void load()}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty what={t("registers.refusalsEmpty")} hint={t("registers.refusalsEmptyHint")} />
            ) : (
              <RefusalTable rows={rows.filter((row) => matchesRefusal(row, filter))} />
            )
          }
        </Loaded>
      )}
    </div>
  );
}
