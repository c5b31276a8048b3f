import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { AssetId } from "../../shared/model/footage.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useRouter } from "../shell/router.ts";
import { Panel, ScreenHead } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { NoteRows } from "./NoteRows.tsx";
import { Signing } from "./Signing.tsx";
import { useAnnotate } from "./store.ts";
import { Thread } from "./Thread.tsx";

/** The notes on a recording without its picture: to read, answer and settle at one's own desk. */
export function NotesScreen({ asset }: { readonly asset: AssetId }): ReactNode {
  const { t } = useLanguage();
  const notes = useAnnotate((store) => store.notes);
  const open = useAnnotate((store) => store.open);
  const offline = useAnnotate((store) => store.offline);
  useEffect(() => {
    // Whoever comes here wants what headquarters has by now.
    useAnnotate.setState({ asset: null });
    void useAnnotate.getState().load(asset);
  }, [asset]);
  return (
    <div className="screen">
      <ScreenHead title={t("annotate.page")} note={t("annotate.pageNote")}>
        <span className="quiet figures">{asset}</span>
        <Button onClick={() => useRouter.getState().go({ at: "footage", asset })}>{t("annotate.toFootage")}</Button>
      </ScreenHead>
      {offline ? <p className="notice notice-amber">{t("annotate.offline")}</p> : null}
      <Loaded of={notes} rows={8} onRetry={() => void useAnnotate.getState().load(asset)}>
        {(found) => {
          const shown = found.find(({ note }) => note === open);
          return found.length === 0 ? (
            <Empty what={t("annotate.empty")} hint={t("annotate.emptyHint")} />
          ) : (
            <div className="notes-page">
              <Panel title={t("annotate.list")}>
                <NoteRows notes={found} here={null} />
              </Panel>
              <div>
                {shown === undefined ? null : (
                  <Panel title={t("annotate.title")}>
                    <Thread note={shown} notes={found} viewing={null} />
                  </Panel>
                )}
                <Export asset={asset} />
              </div>
            </div>
          );
        }}
      </Loaded>
    </div>
  );
}

function Export({ asset }: { readonly asset: AssetId }): ReactNode {
  const { t } = useLanguage();
  const [isSigning, setSigning] = useState(false);
  const [written, setWritten] = useState<{ readonly file: string; readonly notes: number } | null>(null);
  return (
    <Panel title={t("annotate.export")}>
      {isSigning ? (
        <Signing
          act={t("annotate.export")}
          explain={t("annotate.exportExplain")}
          onCancel={() => setSigning(false)}
          onSign={async (pin) => {
            const made = await workstation.annotations.export({ asset, pin });
            if (!made.ok) {
              return made.failure;
            }
            setWritten(made.value);
            setSigning(false);
            return null;
          }}
        />
      ) : (
        <>
          <p className="hint">{t("annotate.exportExplain")}</p>
          <Button onClick={() => setSigning(true)}>{t("annotate.export")}</Button>
        </>
      )}
      <p role="status" className="green digest">
        {written === null ? null : t("annotate.exported", { n: String(written.notes), file: written.file })}
      </p>
    </Panel>
  );
}
