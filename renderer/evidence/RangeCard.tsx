import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { tagNamed } from "../../shared/annotation/vocabulary.ts";
import { exhibitKinds, manners } from "../../shared/extractions.ts";
import type { Failure } from "../../shared/failure.ts";
import type { ExtractionView, RangeDraft } from "../../shared/model/extraction.ts";
import type { Footage } from "../../shared/model/footage.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { isOutsideWatching } from "../annotate/AnnotateCard.tsx";
import { Chips } from "../annotate/Chips.tsx";
import { Signing } from "../annotate/Signing.tsx";
import { useAnnotate } from "../annotate/store.ts";
import { Tags } from "../annotate/Tags.tsx";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { back, seek, setPoint, usePlayer } from "../player/control.ts";
import { useMarks } from "../player/marks.ts";
import { usePicture } from "../player/picture.ts";
import { valueOf } from "../shell/loadable.ts";
import { endsOf, saidAbout, sayOf, useRange, type Ends, type Said } from "./range.ts";
import { rangeWords } from "./words.ts";

const none: readonly never[] = [];
const nothing: Said = {};
type Exhibit = (typeof exhibitKinds)[number];

/**
 * Marks evidence from the player in one go: the frames between the points, or the frame on screen, with the words that are
 * known already. Both ends were confirmed when the points were set; nothing is marked before the PIN (rule R6).
 */
export function RangeCard({ viewing, footage }: { readonly viewing: Viewing; readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const [marked, setMarked] = useState<ExtractionView | null>(null);
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Keys belong to a field while somebody types; this one leads out of it.
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && event.target instanceof Node && card.current?.contains(event.target) === true) {
        event.stopPropagation();
        back();
      }
    };
    document.addEventListener("keydown", leave, true);
    return () => document.removeEventListener("keydown", leave, true);
  }, []);
  return (
    <div ref={card} className="side-card range-card">
      <h2>{t("evidence.markTitle")}</h2>
      {marked !== null ? (
        <Marked record={marked} />
      ) : isOutsideWatching(viewing) ? (
        <p className="notice notice-amber">{t("evidence.markOutside")}</p>
      ) : (
        <Writing viewing={viewing} footage={footage} onMarked={setMarked} />
      )}
    </div>
  );
}

function Marked({ record: { number, form } }: { readonly record: ExtractionView }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const act = useRef<HTMLButtonElement>(null);
  useEffect(() => act.current?.focus(), []);
  return (
    <>
      <p className="green" role="status" data-marked={number}>
        {t("evidence.markDone", { number })}
      </p>
      <p>
        {form.name}
        <span className="row-note">{rangeWords(form.order, language)}</span>
      </p>
      <p className="hint">{t("evidence.markDoneNext")}</p>
      <Button ref={act} onClick={back}>
        {t("common.close")}
      </Button>
    </>
  );
}

/** Form and frames as things stand: the frames between the points where there are any, else the one at rest. */
function useEnds(footage: Footage, said: Said): { readonly exhibit: Exhibit; readonly ends: Ends | null } {
  const inPoint = usePlayer((player) => player.inPoint);
  const outPoint = usePlayer((player) => player.outPoint);
  const resting = usePicture(({ frame, confirmed, state }) => (confirmed && state !== "playing" ? frame : null));
  const hasPoints = footage.kind === "video" && (inPoint !== null || outPoint !== null);
  const exhibit = said.exhibit ?? (hasPoints ? "clip" : "still");
  return { exhibit, ends: endsOf(exhibit, { inPoint, outPoint }, resting) };
}

/** What notes and marks say about these frames. */
function useKnown(ends: Ends | null): ReturnType<typeof saidAbout> {
  const draft = useAnnotate(({ drafting }) => drafting.present);
  const notes = valueOf(useAnnotate((store) => store.notes));
  const marks = valueOf(useMarks((store) => store.marks));
  return ends === null ? { tag: undefined, reason: "" } : saidAbout(ends, draft, notes ?? none, marks ?? none);
}

/** What the card would sign: what somebody typed, and for the rest what is known. */
function useFilled(footage: Footage): { readonly ends: Ends | null; readonly filled: Required<Said> } {
  const { t, pick } = useLanguage();
  const said = useRange(({ asset, said: typed }) => (asset === footage.asset ? typed : nothing));
  const { exhibit, ends } = useEnds(footage, said);
  const known = useKnown(ends);
  const tag = said.tag === undefined ? (known.tag ?? null) : said.tag;
  const word = tagNamed(tag ?? undefined)?.name;
  const name = t(`evidence.nameOf.${exhibit}`, { what: word === undefined ? footage.title : pick(word) });
  const filled = { exhibit, manner: "copy", tag, name, fact: known.reason, summary: "" } as const;
  return { ends, filled: { ...filled, ...said, tag } };
}

function Writing({
  viewing,
  footage,
  onMarked,
}: {
  readonly viewing: Viewing;
  readonly footage: Footage;
  readonly onMarked: (record: ExtractionView) => void;
}): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const { ends, filled } = useFilled(footage);
  const [signing, setSigning] = useState<{ readonly ends: Ends; readonly draft: RangeDraft } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // The first word that is still to be said; else what comes next.
    const fields = [...(form.current?.querySelectorAll<HTMLElement>("input, textarea, [type=submit]") ?? [])];
    fields.find((field) => !("value" in field) || field.value === "" || field.matches("[type=submit]"))?.focus();
  }, []);
  const { exhibit, manner, name, fact, summary } = filled;
  const isSaid = name.trim().length >= 2 && fact.trim().length >= 4;
  const say = (change: Said): void => sayOf(footage.asset, change);
  const mark = async (pin: string): Promise<Failure | null> => {
    if (signing === null) {
      return null;
    }
    const { draft } = signing;
    const answer = await workstation.evidence.markRange({ viewing: viewing.id, range: signing.ends, draft, pin });
    await useMarks.getState().load(footage.asset);
    if (!answer.ok) {
      return answer.failure;
    }
    useRange.setState({ asset: null, said: {} });
    onMarked(answer.value);
    return null;
  };
  if (signing !== null) {
    const { from, last } = signing.ends;
    const range = rangeWords({ from, to: last + 1 }, language);
    return (
      <Signing
        act={t("evidence.markAct")}
        explain={t("evidence.sign.markNamed", { name: signing.draft.name, range })}
        onCancel={() => setSigning(null)}
        onSign={mark}
      />
    );
  }
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ends !== null && isSaid) {
          const { asset, caseNo, caseCause, caseParty } = footage;
          setSigning({ ends, draft: { asset, exhibit, manner, name, fact, summary, caseNo, caseCause, caseParty } });
        }
      }}
    >
      <p className="hint">{t("evidence.rangeHint")}</p>
      <Frames footage={footage} ends={ends} exhibit={exhibit} onSay={say} />
      {exhibit === "still" ? null : (
        <>
          <Chips
            label={t("evidence.manner")}
            options={manners.map((one) => [one, t(`evidence.manner.${one}`)] as const)}
            chosen={manner}
            onChoose={(one) => say({ manner: one })}
          />
          <p className="hint">{t(`evidence.mannerHint.${manner}`)}</p>
        </>
      )}
      <Tags chosen={filled.tag ?? undefined} onChoose={(tag) => say({ tag: tag ?? null })} />
      <Words filled={filled} onSay={say} />
      <Button type="primary" htmlType="submit" disabled={ends === null || !isSaid} block>
        {t("evidence.toSign")}
      </Button>
      <p className="hint">{t("evidence.rangeDocuments")}</p>
    </form>
  );
}

function Frames({
  footage,
  ends,
  exhibit,
  onSay,
}: {
  readonly footage: Footage;
  readonly ends: Ends | null;
  readonly exhibit: Exhibit;
  readonly onSay: (change: Said) => void;
}): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const { inPoint, outPoint } = usePlayer();
  const isTurned = inPoint !== null && outPoint !== null && outPoint < inPoint;
  return (
    <>
      <Chips
        label={t("evidence.exhibit")}
        options={exhibitKinds
          .filter((one) => one === "still" || footage.kind === "video")
          .map((one) => [one, t(`evidence.exhibit.${one}`)] as const)}
        chosen={exhibit}
        onChoose={(one) => onSay({ exhibit: one })}
      />
      <p
        className={ends === null ? "note-on amber" : "note-on figures"}
        aria-live="polite"
        data-ends={ends === null ? "" : `${String(ends.from)}-${String(ends.last)}`}
      >
        {ends === null
          ? t(exhibit === "still" ? "player.noteWait" : isTurned ? "evidence.pointsTurned" : "evidence.pointsMissing")
          : rangeWords({ from: ends.from, to: ends.last + 1 }, language)}
      </p>
      {exhibit === "still" ? null : (
        <div className="chips">
          <button type="button" onClick={() => setPoint("inPoint")}>
            {t("evidence.pointIn")}
          </button>
          <button type="button" onClick={() => setPoint("outPoint")}>
            {t("evidence.pointOut")}
          </button>
          <button type="button" disabled={inPoint === null} onClick={() => seek(inPoint ?? 0)}>
            {t("evidence.toFirst")}
          </button>
          <button type="button" disabled={outPoint === null} onClick={() => seek(outPoint ?? 0)}>
            {t("evidence.toLast")}
          </button>
        </div>
      )}
    </>
  );
}

function Words({
  filled: { name, fact, summary },
  onSay,
}: {
  readonly filled: Required<Said>;
  readonly onSay: (change: Said) => void;
}): ReactNode {
  const { t } = useLanguage();
  return (
    <>
      <label className="range-field">
        <span>{t("evidence.name")}</span>
        <Input value={name} maxLength={120} onChange={(event) => onSay({ name: event.target.value })} />
      </label>
      <label className="range-field">
        <span>{t("evidence.fact")}</span>
        <Input.TextArea
          rows={2}
          maxLength={1000}
          placeholder={t("evidence.factHint")}
          value={fact}
          onChange={(event) => onSay({ fact: event.target.value })}
        />
      </label>
      <label className="range-field">
        <span>{t("evidence.summary")}</span>
        <Input.TextArea
          rows={2}
          maxLength={4000}
          value={summary}
          onChange={(event) => onSay({ summary: event.target.value })}
        />
      </label>
    </>
  );
}
