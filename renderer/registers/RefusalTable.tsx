import type { ReactNode } from "react";
import type { RefusalRow } from "../../shared/model/evidence.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { wordsForDuty, wordsForGrant } from "../shell/words.ts";
import { useStation } from "../station/store.ts";
import { Seal } from "../ui/Seal.tsx";

/** Refused attempts as the log has them. */
export function RefusalTable({ rows }: { readonly rows: readonly RefusalRow[] }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const received = useStation(({ status }) => valueOf(status)?.sync.receivedSize ?? 0);
  return (
    <table className="table table-sticky">
      <thead>
        <tr>
          <th scope="col">{t("registers.at")}</th>
          <th scope="col">{t("registers.who")}</th>
          <th scope="col">{t("registers.attempt")}</th>
          <th scope="col">{t("registers.reason")}</th>
          <th scope="col">{t("registers.subject")}</th>
          <th scope="col">{t("registers.proof")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.entry}>
            <td className="figures nowrap">{formats.exact(row.at)}</td>
            <td>{row.person?.name ?? <span className="quiet">{t("registers.nobody")}</span>}</td>
            <td className="figures">{row.attempt}</td>
            <td>{failureWord(row.failure, language)}</td>
            <td className="figures">{row.subject}</td>
            <td>
              <Seal entries={[row.entry]} received={row.entry < received} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const duties = [
  "requester-decides",
  "wearer-decides",
  "supervisor-decides",
  "supervisor-is-viewer",
  "wearer-supervises",
  "wearer-is-only-viewer",
] as const;

const grants = [
  "expired",
  "not-yet-valid",
  "other-station",
  "exhausted",
  "tampered",
  "unlogged",
  "revoked",
  "unknown",
  "outside-range",
  "stale-pin",
] as const;

const presences = [
  "viewer-absent",
  "supervisor-absent",
  "not-on-grant",
  "papers-unchecked",
  "devices-not-deposited",
  "notice-not-accepted",
  "not-unlocked",
  "ended",
] as const;

/** Codes that may stand in the log without their reason. */
const bareCodes = [
  "grant-refused",
  "presence",
  "duties-not-separate",
  "bad-request",
  "not-found",
  "footage-damaged",
  "footage-unavailable",
  "certificate-expired",
  "headquarters-refused",
  "station-sealed",
  "internal",
  "export-blocked",
  "wrong-pin",
] as const;

const plains = [
  "not-signed-in",
  "not-permitted",
  "certificate-locked",
  "certificate-unreadable",
  "certificate-foreign",
  "certificate-revoked",
  "headquarters-unreachable",
  "frame-unconfirmed",
  "already-decided",
  "disk-full",
  "pin-delayed",
] as const;

/**
 * The log keeps a refusal as its code, with the reason after a colon or in its place; the sentence is
 * written here. A code that this version has no words for is shown as it is.
 */
function failureWord(failure: string, language: Language): string {
  const { t } = language;
  const reason = failure.slice(failure.indexOf(":") + 1);
  const grant = grants.find((one) => one === reason);
  const duty = duties.find((one) => one === reason);
  const presence = presences.find((one) => one === reason);
  const plain = plains.find((one) => one === reason);
  if (grant !== undefined) {
    return wordsForGrant(grant, undefined, language).what;
  }
  if (duty !== undefined) {
    return wordsForDuty(duty, language).what;
  }
  if (presence !== undefined) {
    return t(`words.presence.${presence}`);
  }
  const bare = bareCodes.find((one) => one === reason);
  if (bare !== undefined) {
    return t(`registers.code.${bare}`);
  }
  return plain === undefined ? failure : t(`words.${plain}.what`);
}
