import { purposes } from "../../shared/purposes.ts";
import { stopReasons } from "../../shared/refusals.ts";
import { word } from "../log/words.ts";
import { Fragment, useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { RegisterRow } from "../../shared/model/evidence.ts";
import { countFrames, framesText, mergeRanges } from "../footage/timing.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { Receipts } from "../receipts/Receipts.tsx";
import { useNames } from "../shell/names.ts";
import { useRoomName } from "../station/room-name.ts";
import { Facts, Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { Seal } from "../ui/Seal.tsx";
import { PrintForm } from "../forms/PrintForm.tsx";
import { blockRows, useRegisters } from "./store.ts";

const tones = { open: "accent", ended: "quiet", stopped: "red", interrupted: "amber" } as const satisfies Record<
  RegisterRow["outcome"],
  Tone
>;

/** The register of viewings; a row opens to persons × frames. */
export function ViewingTable({ total }: { readonly total: number }): ReactNode {
  const { t } = useLanguage();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <table className="table table-sticky" aria-rowcount={total + 1}>
      <thead>
        <tr>
          <th scope="col">{t("registers.started")}</th>
          <th scope="col">{t("registers.ended")}</th>
          <th scope="col">{t("registers.request")}</th>
          <th scope="col">{t("registers.purpose")}</th>
          <th scope="col">{t("registers.persons")}</th>
          <th scope="col" className="end">
            {t("registers.frames")}
          </th>
          <th scope="col" className="end">
            {t("registers.marks")}
          </th>
          <th scope="col">{t("registers.outcome")}</th>
          <th scope="col" className="receipt-no">
            {t("registers.receipt")}
          </th>
          <th scope="col">{t("registers.proof")}</th>
        </tr>
      </thead>
      {Array.from({ length: Math.ceil(total / blockRows) }, (_, number) => (
        <Block
          key={number}
          number={number}
          size={Math.min(blockRows, total - number * blockRows)}
          open={open}
          onToggle={(viewing) => setOpen(viewing === open ? null : viewing)}
        />
      ))}
    </table>
  );
}

/** Height of a row before it was ever seen, in CSS pixels. */
const usualHeight = 44;

/** Fifty rows. Far from what is on screen they are one empty space of the same height, and the station is not asked. */
function Block({
  number,
  size,
  open,
  onToggle,
}: {
  readonly number: number;
  readonly size: number;
  readonly open: string | null;
  readonly onToggle: (viewing: string) => void;
}): ReactNode {
  const rows = useRegisters(({ blocks }) => blocks.get(number));
  const body = useRef<HTMLTableSectionElement>(null);
  const [isNear, setIsNear] = useState(number === 0);
  const [height, setHeight] = useState(size * usualHeight);
  useEffect(() => {
    const element = body.current;
    if (element === null) {
      return undefined;
    }
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.height > 0) {
          setHeight(entry.boundingClientRect.height);
        }
        setIsNear(entry?.isIntersecting === true);
      },
      { rootMargin: "600px 0px" },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  const isMissing = isNear && rows === undefined;
  useEffect(() => {
    if (isMissing) {
      void useRegisters.getState().loadBlock(number);
    }
  }, [isMissing, number]);
  return (
    <tbody ref={body}>
      {isNear && rows !== undefined ? (
        rows.map((row) => (
          <Fragment key={row.viewing}>
            <Row row={row} isOpen={row.viewing === open} onToggle={() => onToggle(row.viewing)} />
            {row.viewing === open ? (
              <tr className="row-detail">
                <td colSpan={10}>
                  <RowDetail row={row} />
                </td>
              </tr>
            ) : null}
          </Fragment>
        ))
      ) : (
        <tr className="register-space" style={{ height }} aria-hidden="true" />
      )}
    </tbody>
  );
}

/** Frames shown in a viewing, each counted once however many people saw it. */
function framesOf(row: RegisterRow): number {
  const byAsset = new Map<string, { from: number; to: number }[]>();
  for (const { asset, ranges } of row.persons.flatMap(({ frames }) => frames)) {
    byAsset.set(asset, [...(byAsset.get(asset) ?? []), ...ranges]);
  }
  return [...byAsset.values()].reduce((sum, ranges) => sum + countFrames(mergeRanges(ranges)), 0);
}

/** Everybody who was there, once each, however often they came in. */
function personsOf({ persons }: RegisterRow): RegisterRow["persons"] {
  return persons.filter(
    ({ person, capacity }, at) => persons.findIndex((one) => one.person === person && one.capacity === capacity) === at,
  );
}

/** A purpose comes from the log as its code; one this version does not know is shown as it is. */
function purposeWord(purpose: string, { t }: Language): string {
  return word(purposes, purpose, (known) => t(`purpose.${known}`));
}

/** Reasons come from the log as their codes too. */
function stopWord(reason: string, { t }: Language): string {
  return word(stopReasons, reason, (known) => t(`stop.${known}`));
}

function Row({
  row,
  isOpen,
  onToggle,
}: {
  readonly row: RegisterRow;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const nameIt = useNames();
  return (
    <tr data-viewing={row.viewing}>
      <td className="figures nowrap">
        <button
          type="button"
          className="row-act"
          aria-expanded={isOpen}
          title={t(isOpen ? "registers.fold" : "registers.expand")}
          onClick={onToggle}
        >
          {formats.exact(row.startedAt)}
        </button>
      </td>
      <td className="figures nowrap">{row.endedAt === undefined ? "" : formats.time(row.endedAt)}</td>
      <td className="figures">
        {row.requestNumber}
        <span className="row-note">{row.caseNo}</span>
      </td>
      <td>{purposeWord(row.purpose, language)}</td>
      <td>
        {personsOf(row).map((one) => (
          <span key={`${one.person}/${one.capacity}`} className="line">
            {nameIt(one)} <span className="quiet">{t(`capacity.${one.capacity}`)}</span>
          </span>
        ))}
      </td>
      <td className="figures end">{formats.number(framesOf(row))}</td>
      <td className="figures end">{formats.number(row.marks)}</td>
      <td>
        <Tag tone={tones[row.outcome]}>{t(`outcome.${row.outcome}`)}</Tag>
        {row.stopReason === undefined ? null : <span className="row-note">{stopWord(row.stopReason, language)}</span>}
      </td>
      <td className="figures receipt-no">
        {(row.receipts ?? []).map(({ no }) => (
          <span key={no} className="line">
            {no}
          </span>
        ))}
      </td>
      <td>
        <Seal entries={row.entries} received={row.received} />
      </td>
    </tr>
  );
}

function RowDetail({ row }: { readonly row: RegisterRow }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const roomName = useRoomName();
  return (
    <div className="register-detail">
      <PrintForm order={{ form: "F6", viewing: row.viewing }} />
      <h3>{t("registers.byPerson")}</h3>
      <table className="table table-plain">
        <thead>
          <tr>
            <th scope="col">{t("registers.person")}</th>
            <th scope="col">{t("registers.capacity")}</th>
            <th scope="col">{t("registers.presence")}</th>
            <th scope="col">{t("registers.asset")}</th>
            <th scope="col">{t("registers.frames")}</th>
          </tr>
        </thead>
        <tbody>
          {row.persons.map((one) => (
            <tr key={`${one.person}/${one.from}`}>
              <td>{nameIt(one)}</td>
              <td>{t(`capacity.${one.capacity}`)}</td>
              <td className="figures nowrap">
                {formats.time(one.from)}–{one.to === undefined ? "" : formats.time(one.to)}
              </td>
              <td className="figures">
                {[...one.frames, ...(one.possible ?? [])].map(({ asset }, index) => (
                  <span key={`${asset}/${String(index)}`} className="line">
                    {asset}
                  </span>
                ))}
              </td>
              <td className="figures">
                {one.frames.length === 0 && one.possible === undefined ? (
                  <span className="quiet">{t("registers.noFrames")}</span>
                ) : null}
                {one.frames.map(({ asset, ranges }) => (
                  <span key={asset} className="line">
                    {formats.list(ranges.map(framesText))}{" "}
                    <span className="quiet">{t("common.frames", { n: countFrames(ranges) })}</span>
                  </span>
                ))}
                {(one.possible ?? []).map(({ asset, ranges }) => (
                  <span key={asset} className="line amber">
                    {t("registers.possible", {
                      frames: formats.list(ranges.map(framesText)),
                    })}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {row.receipts === undefined ? null : (
        <>
          <h3>{t("receipts.of")}</h3>
          <Receipts viewing={row.viewing} />
        </>
      )}
      <Facts
        rows={[
          [t("registers.approvers"), formats.list(row.approvers.map(nameIt))],
          [t("registers.room"), roomName(row.room)],
          [
            t("registers.entries"),
            <span key="entries" className="figures">
              {row.entries.map(String).join(", ")}
            </span>,
          ],
        ]}
      />
    </div>
  );
}
