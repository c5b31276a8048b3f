import { Button, Input } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import { noteSecrecies } from "../../shared/annotation/lists.ts";
import { useLanguage } from "../i18n/language.tsx";
import { usePicture } from "../player/picture.ts";
import { Chips } from "./Chips.tsx";
import { change, isSayingSomething, nothing, redo, undo, withEnd, type Draft } from "./draft.ts";
import { People } from "./People.tsx";
import { Shapes } from "./Shapes.tsx";
import { draftOn, useAnnotate } from "./store.ts";
import { Tags } from "./Tags.tsx";

function set(part: Partial<Draft>): void {
  draftOn((before) => change(before, part));
}

/** A note being written: where it is, what it shows, what it says and to whom. Nothing is kept before it is signed. */
export function Composer({ draft, onSign }: { readonly draft: Draft; readonly onSign: () => void }): ReactNode {
  const { t } = useLanguage();
  const { past, future } = useAnnotate((store) => store.drafting);
  const isReady = isSayingSomething(draft);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      // In a field the browser's own undo is meant.
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isTyping) {
        event.preventDefault();
        draftOn(event.shiftKey ? redo : undo);
      }
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return (
    <form
      className="composer"
      aria-label={t("annotate.new")}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) {
          onSign();
        }
      }}
    >
      <Range draft={draft} />
      <Shapes draft={draft} />
      <Tags chosen={draft.tag} onChoose={(tag) => set({ tag })} />
      <Input.TextArea
        rows={3}
        maxLength={2000}
        aria-label={t("annotate.text")}
        placeholder={t("annotate.text")}
        value={draft.text}
        onChange={(event) => set({ text: event.target.value })}
      />
      <div>
        <Chips
          label={t("annotate.secrecy")}
          options={noteSecrecies.map((one) => [one, t(`annotate.secrecy.${one}`)] as const)}
          chosen={draft.secrecy}
          onChoose={(secrecy) => set({ secrecy })}
        />
        <p className="hint">{t(`annotate.secrecyHint.${draft.secrecy}`)}</p>
      </div>
      {draft.secrecy === "named" ? (
        <People label={t("annotate.named")} chosen={draft.named} onChange={(named) => set({ named })} />
      ) : null}
      <People label={t("annotate.mentions")} chosen={draft.mentions} onChange={(mentions) => set({ mentions })} />
      {draft.mentions.length === 0 ? null : <p className="hint">{t("annotate.mentionsHint")}</p>}
      <div className="composer-foot">
        <div className="chips">
          <button type="button" disabled={past.length === 0} onClick={() => draftOn(undo)}>
            {t("annotate.undo")}
          </button>
          <button type="button" disabled={future.length === 0} onClick={() => draftOn(redo)}>
            {t("annotate.redo")}
          </button>
          <button type="button" onClick={() => draftOn(() => nothing)}>
            {t("annotate.drop")}
          </button>
          <button
            type="button"
            disabled={!isReady}
            onClick={() =>
              useAnnotate.setState(({ queue }) => ({ queue: [...queue, draft].slice(0, 19), drafting: nothing }))
            }
          >
            {t("annotate.queue")}
          </button>
        </div>
        <Button type="primary" htmlType="submit" disabled={!isReady} block>
          {t("annotate.sign")}
        </Button>
      </div>
    </form>
  );
}

function Range({ draft }: { readonly draft: Draft }): ReactNode {
  const { t } = useLanguage();
  const frame = usePicture((picture) => picture.frame);
  const isSettled = usePicture(({ confirmed, state }) => confirmed && state !== "playing");
  const { from, to } = draft.range;
  const setEnd = (end: "from" | "to"): void => {
    if (frame !== null) {
      draftOn((before) =>
        before.present === null ? before : change(before, { range: withEnd(before.present, end, frame) }),
      );
    }
  };
  return (
    <div>
      <p className="note-on figures" aria-live="polite">
        {to - from === 1
          ? t("annotate.newOn", { frame: String(from) })
          : t("annotate.range", { from: String(from), to: String(to - 1), n: String(to - from) })}
      </p>
      <div className="chips">
        <button type="button" disabled={!isSettled} onClick={() => setEnd("from")}>
          {t("annotate.from")}
        </button>
        <button type="button" disabled={!isSettled} onClick={() => setEnd("to")}>
          {t("annotate.to")}
        </button>
      </div>
    </div>
  );
}
