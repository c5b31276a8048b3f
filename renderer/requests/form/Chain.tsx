import { useEffect } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../../shared/model/footage.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { useLanguage } from "../../i18n/language.tsx";
import type { Language } from "../../i18n/language.tsx";
import { useSession } from "../../session/store.ts";
import { nameOf } from "../../shell/names.ts";
import { Article } from "../../ui/article.tsx";
import type { Draft } from "./draft.ts";

/** Who decides, appearing as the form is filled; those who must stand aside say why (rule R8). */
export function Chain({
  draft,
  footage,
  policy,
}: {
  readonly draft: Draft;
  readonly footage: readonly Footage[];
  readonly policy: PolicyPack;
}): ReactNode {
  const language = useLanguage();
  const { t, formats, locale } = language;
  const me = useSession(({ current }) => current?.person);
  const approvers = useSession(({ people }) => people.approver);
  const supervisors = useSession(({ people }) => people.roomSupervisor);
  useEffect(() => {
    void useSession.getState().loadPeople("approver");
  }, []);
  const judged = (approvers ?? []).map((person) => ({ person, why: excluded(person, draft, footage, me, language) }));
  const free = judged.filter(({ why }) => why === null);
  const supervisor = supervisors?.find(({ person }) => person === draft.supervisor);
  const rule = policy.approval.find(
    ({ applicantClass }) => applicantClass === draft.applicantClass || applicantClass === "*",
  );
  return (
    <section className="chain" aria-label={t("form.chain")}>
      <h2>{t("form.chain")}</h2>
      <ol>
        <li>
          <strong>{t("form.chainApplicant")}</strong>
          <span>{me === undefined ? "" : nameOf(me, locale)}</span>
        </li>
        <li>
          <strong>{t("form.chainApprover")}</strong>
          <span>
            {free.length === 0 ? t("form.chainNone") : formats.list(free.map(({ person }) => nameOf(person, locale)))}
          </span>
          {judged.map(({ person, why }) =>
            why === null ? null : (
              <span key={person.person} className="hint">
                {t("form.chainExcluded", { name: nameOf(person, locale), why })}
              </span>
            ),
          )}
        </li>
        <li>
          <strong>{t("form.chainSupervisor")}</strong>
          <span>{supervisor === undefined ? t("common.none") : nameOf(supervisor, locale)}</span>
        </li>
      </ol>
      <Article id={rule?.article} />
    </section>
  );
}

function excluded(
  { person }: Person,
  draft: Draft,
  footage: readonly Footage[],
  me: Person | undefined,
  { t }: Language,
): string | null {
  if (person === me?.person) {
    return t("form.excludedApplicant");
  }
  if (footage.some(({ wearers }) => wearers.some((wearer) => wearer.person === person))) {
    return t("form.excludedWearer");
  }
  return person === draft.supervisor ? t("form.excludedSupervisor") : null;
}
