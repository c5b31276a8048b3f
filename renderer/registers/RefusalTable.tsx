import type { ReactNode } from "react";
import type { RefusalRow } from "../../shared/model/evidence.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useNames, usePersonName } from "../shell/names.ts";
import { useRequests } from "../requests/store.ts";
import { useStation } from "../station/store.ts";
import { Seal } from "../ui/Seal.tsx";
import { useRegisters } from "./store.ts";
import { attemptWord, failureWord, triedWord } from "./words.ts";

/** Refused attempts as the log has them. */
export function RefusalTable({ rows }: { readonly rows: readonly RefusalRow[] }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const nameIt = useNames();
  const subjectOf = useSubjects(language);
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
            <td className="nowrap">
              {row.person === undefined ? <span className="quiet">{t("registers.nobody")}</span> : nameIt(row.person)}
            </td>
            <td>{attemptWord(row.attempt, language)}</td>
            <td>{failureWord(row.failure, language)}</td>
            <td className="figures">{subjectOf(row)}</td>
            <td>
              <Seal entries={[row.entry]} received={row.entry < received} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Numbers people know instead of the ids in the log; an id that leads nowhere is left out. */
function useSubjects(language: Language): (row: RefusalRow) => ReactNode {
  const nameOfId = usePersonName();
  const viewings = useRegisters((store) => valueOf(store.viewings)) ?? [];
  const requests = useRequests((store) => valueOf(store.list)) ?? [];
  return ({ attempt, subject }) => {
    if (subject === undefined) {
      return null;
    }
    if (attempt === "export") {
      return triedWord(subject, language);
    }
    if (attempt.startsWith("identity:")) {
      return nameOfId(subject);
    }
    if (/^[vg]-[0-9a-z]+$/u.test(subject)) {
      return viewings.find(({ viewing, grant }) => viewing === subject || grant === subject)?.requestNumber ?? null;
    }
    return /^r-[0-9a-z]+$/u.test(subject) ? (requests.find(({ id }) => id === subject)?.number ?? null) : subject;
  };
}
