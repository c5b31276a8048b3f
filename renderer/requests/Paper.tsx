import type { ReactNode } from "react";
import { maskedNumber, outsidersOf } from "../../shared/access/outside.ts";
import type { RequestRecord, RequestState } from "../../shared/model/request.ts";
import { countFrames, msOfFrame } from "../footage/timing.ts";
import { span } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import { nameOf, useNames, usePersonName } from "../shell/names.ts";
import { useRoomName } from "../station/room-name.ts";
import { Facts, Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";

const tones = {
  papers: "amber",
  consultation: "amber",
  returned: "amber",
  revoked: "red",
  pending: "amber",
  approved: "green",
  refused: "red",
  withdrawn: "quiet",
  expired: "quiet",
} as const satisfies Record<RequestState, Tone>;

export function StateTag({ state }: { readonly state: RequestState }): ReactNode {
  const { t } = useLanguage();
  return <Tag tone={tones[state]}>{t(`requestState.${state}`)}</Tag>;
}

/** A filed request as the one page it is on paper. */
export function Paper({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const { form, applicant } = record;
  const roomName = useRoomName();
  const nameOfId = usePersonName();
  const secrecy = (["stateSecret", "businessSecret", "privacy"] as const).filter((check) => form.secrecyCheck[check]);
  return (
    <article className="paper paper-filed">
      <header className="paper-head">
        <h2>{t("form.title")}</h2>
        <p className="figures">{record.number}</p>
        <StateTag state={record.state} />
      </header>
      <h3>{t("form.part.applicant")}</h3>
      <Facts
        rows={[
          [t("form.name"), nameOf(applicant, locale)],
          [t("form.unit"), applicant.unit],
          [t("form.post"), applicant.post],
          [t("form.certificate"), applicant.certificateNo],
          [t("form.class"), t(`applicant.${form.applicantClass}`)],
          [t("form.dutyBasis"), form.dutyBasis],
          ...outsidersOf(form, record.digest).map(
            ({ shownName, capacity, idKind, idNo }) =>
              [
                t(capacity === "viewer" ? "viewer.title" : `capacity.${capacity}`),
                `${shownName} · ${t(`idKind.${idKind}`)} ${maskedNumber(idNo)}`,
              ] as const,
          ),
          [
            t("requests.applied"),
            <span key="at" className="figures">
              {formats.exact(record.appliedAt)}
            </span>,
          ],
        ]}
      />
      <h3>{t("form.part.purpose")}</h3>
      <Facts
        rows={[
          [t("form.purpose"), t(`purpose.${form.purpose}`)],
          [t("form.detail"), form.purposeDetail],
          [t("form.caseNo"), form.caseNo],
          [t("form.caseCause"), form.caseCause],
          [t("form.caseParty"), form.caseParty],
          [t("form.inspected"), form.inspectedUnit],
        ]}
      />
      <h3>{t("form.part.footage")}</h3>
      <AskedList record={record} />
      <h3>{t("form.part.manner")}</h3>
      <Facts
        rows={[
          [t("form.verb"), t(`verb.${form.verb}`)],
          [t("form.route"), t(`route.${form.legalRoute}`)],
          [t("form.original"), form.original === true ? t("form.originalHint") : ""],
          [
            t("form.secrecy"),
            secrecy.length === 0 ? t("form.secrecyNone") : formats.list(secrecy.map((one) => t(`form.${one}`))),
          ],
        ]}
      />
      <h3>{t("form.part.place")}</h3>
      <Facts
        rows={[
          [t("form.room"), roomName(form.room)],
          [t("form.supervisor"), nameOfId(form.supervisor)],
          [t("form.window"), <Window key="window" from={form.validFrom} to={form.validTo} />],
          [
            t("requests.digest"),
            <span key="digest" className="digest">
              {record.digest}
            </span>,
          ],
        ]}
      />
    </article>
  );
}

export function Window({ from, to }: { readonly from: string; readonly to: string }): ReactNode {
  const { t, formats } = useLanguage();
  return (
    <span className="figures">
      {formats.moment(from)} {t("common.to")} {formats.moment(to)}
    </span>
  );
}

function AskedList({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  return (
    <table className="table table-plain">
      <tbody>
        {record.form.assets.map(({ asset, ranges, whole, wholeReason }) => {
          const footage = record.footage.find((one) => one.asset === asset);
          return (
            <tr key={asset}>
              <td>
                {footage?.title ?? asset}
                <span className="row-note figures">{asset}</span>
                {footage === undefined ? null : (
                  <span className="row-note">{formats.list(footage.wearers.map(nameIt))}</span>
                )}
              </td>
              <td className="figures">
                {ranges.map(({ from, to }) => (
                  <span key={from} className="line nowrap">
                    {t("common.frameRange", { from, to: to - 1 })}
                    {footage === undefined ? null : (
                      <span className="quiet">
                        {` · ${span(msOfFrame(footage, from))}–${span(msOfFrame(footage, to))}`}
                      </span>
                    )}
                  </span>
                ))}
                {whole ? <span className="row-note">{`${t("form.whole")} · ${wholeReason ?? ""}`}</span> : null}
              </td>
              <td className="figures end nowrap">{t("common.frames", { n: countFrames(ranges) })}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
