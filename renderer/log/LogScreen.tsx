import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { useRouter } from "../shell/router.ts";
import { useStation } from "../station/store.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { ScreenHead } from "../ui/parts.tsx";
import { Loaded } from "../ui/states.tsx";
import { EntriesTab } from "./EntriesTab.tsx";
import { EntryDialog } from "./EntryDialog.tsx";
import { useLogList } from "./list.ts";
import { StateTab } from "./StateTab.tsx";

type Tab = "state" | "entries";

function show(index: number | null): void {
  useRouter.getState().go(index === null ? { at: "log" } : { at: "log", entry: index });
}

/** The signed log as evidence: how it stands, every entry of it, and the proof of each. */
export function LogScreen({ entry }: { readonly entry?: number }): ReactNode {
  const { t } = useLanguage();
  const status = useStation((store) => store.status);
  const [tab, setTab] = useState<Tab>(entry === undefined ? "state" : "entries");
  useEffect(() => {
    void useStation.getState().refresh();
  }, []);
  return (
    <div className="screen log-screen">
      <ScreenHead title={t("log.title")} note={t("log.note")}>
        <fieldset className="switch" aria-label={t("log.title")}>
          {(["state", "entries"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={one === tab} onClick={() => setTab(one)}>
              {t(`log.tab.${one}`)}
            </button>
          ))}
        </fieldset>
      </ScreenHead>
      {tab === "state" ? (
        <Loaded of={status} rows={12} onRetry={() => void useStation.getState().refresh()}>
          {(value) => <StateTab status={value} onShow={show} />}
        </Loaded>
      ) : (
        <EntriesTab chosen={entry ?? null} onShow={show} />
      )}
      {entry === undefined ? null : (
        <Dialog wide title={t("log.entry", { index: String(entry) })} onClose={() => show(null)}>
          <EntryDialog
            index={entry}
            onShow={show}
            onNarrow={(subject) => {
              show(null);
              setTab("entries");
              void useLogList.getState().narrow({ subjects: [subject] });
            }}
          />
        </Dialog>
      )}
    </div>
  );
}
