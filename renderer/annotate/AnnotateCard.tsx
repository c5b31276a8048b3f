import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { seek, usePlayer } from "../player/control.ts";
import { usePicture } from "../player/picture.ts";
import { Empty, Loaded } from "../ui/states.tsx";
import { Composer } from "./Composer.tsx";
import { begin, nothing } from "./draft.ts";
import { NoteRows } from "./NoteRows.tsx";
import { Signing } from "./Signing.tsx";
import { draftOn, takePen, useAnnotate } from "./store.ts";
import { Thread } from "./Thread.tsx";
import { Tools } from "./Tools.tsx";

/** Whether somebody from outside is in the room: the station then gives only what was written for the room. */
export function isOutsideWatching({ roster }: Viewing): boolean {
  return roster.some(({ outside, checkedOutAt }) => outside !== undefined && checkedOutAt === undefined);
}

/** Drawing, writing and reading notes, beside the picture and never over it. */
export function AnnotateCard({
  viewing,
  footage,
}: {
  readonly viewing: Viewing;
  readonly footage: Footage;
}): ReactNode {
  const { t } = useLanguage();
  const notes = useAnnotate((store) => store.notes);
  const draft = useAnnotate(({ drafting }) => drafting.present);
  const queue = useAnnotate((store) => store.queue);
  const open = useAnnotate((store) => store.open);
  const offline = useAnnotate((store) => store.offline);
  const signed = useAnnotate((store) => store.signed);
  const [isSigning, setSigning] = useState(false);
  const frame = usePicture((picture) => picture.frame);
  const outside = isOutsideWatching(viewing);
  const waiting = draft === null ? queue : [...queue, draft];
  useEffect(() => () => takePen({ kind: null }), []);
  return (
    <div className="side-card annotate">
      <header>
        <h2>{t("annotate.title")}</h2>
        <Button size="small" onClick={() => usePlayer.setState({ side: "notes" })}>
          {t("common.close")}
        </Button>
      </header>
      {outside ? <p className="notice notice-amber">{t("annotate.outside")}</p> : null}
      {isSigning && waiting.length > 0 ? (
        <Signing
          act={t("annotate.signN", { n: String(waiting.length) })}
          explain={t("annotate.signExplain")}
          onCancel={() => setSigning(false)}
          onSign={async (pin) => {
            const refused = await useAnnotate.getState().sign(waiting, pin, viewing.id);
            if (refused === null) {
              setSigning(false);
              takePen({ kind: null });
            }
            return refused;
          }}
        />
      ) : (
        <>
          <Tools asset={footage.asset} isOutsideWatching={outside} />
          {queue.length === 0 ? null : (
            <p className="queue">
              <span>{t("annotate.queued", { n: String(queue.length) })}</span>
              <Button size="small" onClick={() => setSigning(true)}>
                {t("annotate.sign")}
              </Button>
              <Button size="small" onClick={() => useAnnotate.setState({ queue: [] })}>
                {t("annotate.drop")}
              </Button>
            </p>
          )}
          <p className="green" role="status">
            {signed === 0 ? null : t("annotate.signed", { n: String(signed) })}
          </p>
          {draft === null ? (
            <>
              <Begin asset={footage.asset} secrecy={outside ? "room" : "office"} />
              {offline ? <p className="hint">{t("annotate.offline")}</p> : null}
              <Loaded of={notes} rows={4}>
                {(found) => {
                  const shown = found.find(({ note }) => note === open);
                  return shown === undefined ? (
                    found.length === 0 ? (
                      <Empty what={t("annotate.empty")} hint={t("annotate.emptyHint")} />
                    ) : (
                      <NoteRows notes={found} here={frame} />
                    )
                  ) : (
                    <Thread note={shown} notes={found} viewing={viewing.id} onJump={seek} />
                  );
                }}
              </Loaded>
            </>
          ) : (
            <Composer draft={draft} onSign={() => setSigning(true)} />
          )}
        </>
      )}
    </div>
  );
}

/** A note without a drawing, on the frame on screen. */
function Begin({
  asset,
  secrecy,
}: {
  readonly asset: Footage["asset"];
  readonly secrecy: "room" | "office";
}): ReactNode {
  const { t } = useLanguage();
  const frame = usePicture((picture) => picture.frame);
  const isSettled = usePicture(({ confirmed, state }) => confirmed && state !== "playing");
  return (
    <Button
      block
      disabled={!isSettled || frame === null}
      onClick={() => {
        if (frame !== null) {
          useAnnotate.setState({ open: null });
          draftOn(() => ({ ...nothing, ...begin(asset, frame, secrecy) }));
        }
      }}
    >
      {t("annotate.new")}
    </Button>
  );
}
