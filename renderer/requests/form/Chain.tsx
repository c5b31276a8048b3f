import { useEffect } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../../shared/model/footage.ts";
import type { Person } from "../../../shared/model/person.ts";
import { approvalChain, decidingStep } from "../../../shared/access/policy/approval.ts";
import type { ApprovalChain } from "../../../shared/access/policy/approval.ts";
import { needsConsultation } from "../../../shared/access/request-flow.ts";
import { paperWords } from "../../../shared/access/policy/names.ts";
import { papersBeforehand } from "../../../shared/access/policy/room.ts";
import { approvalFacts } from "../../../shared/access/policy/facts.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { ChainStep } from "../../../shared/model/policy/chains.ts";
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
  const { t, formats, locale, pick } = language;
  const me = useSession(({ current }) => current?.person);
  const chain = approvalChain(policy, approvalFacts(policy, { form: draft, footage, applicantUnit: me?.unit ?? "" }));
  const role = decidingStep(chain)?.role;
  const approvers = useSession(({ people }) => (role === undefined ? undefined : people[role]));
  const supervisors = useSession(({ people }) => people.roomSupervisor);
  useEffect(() => {
    if (role !== undefined) {
      void useSession.getState().loadPeople(role);
    }
  }, [role]);
  const judged = (approvers ?? []).map((person) => ({ person, why: excluded(person, draft, footage, me, language) }));
  const free = judged.filter(({ why }) => why === null);
  const supervisor = supervisors?.find(({ person }) => person === draft.supervisor);
  return (
    <section className="chain" aria-label={t("form.chain")}>
      <h2>{t("form.chain")}</h2>
      <ol>
        <li>
          <strong>{t("form.chainApplicant")}</strong>
          <span>{me === undefined ? "" : nameOf(me, locale)}</span>
        </li>
        {papersBeforehand(policy, draft.applicantClass).map(({ paper }) => (
          <li key={paper}>
            <strong>
              {t("way.papers")} · {pick(paperWords[paper])}
            </strong>
          </li>
        ))}
        {needsConsultation(
          draft,
          footage.map(({ secrecy }) => secrecy),
        ) ? (
          <li>
            <strong>{t("way.thirdParty")}</strong>
            <span>
              {t(policy.thirdParty.counts === "days" ? "way.withinDays" : "way.withinWorkingDays", {
                n: policy.thirdParty.days,
              })}
            </span>
          </li>
        ) : null}
        {stepsOf(chain).map(({ kind, title, article }) => (
          <li key={`${kind} ${article} ${title.zh}`}>
            <strong>
              {t(`form.chainStep.${kind}`)} · {pick(title)}
            </strong>
            {kind === "decide" ? (
              <>
                <span>
                  {free.length === 0
                    ? t("form.chainNone")
                    : formats.list(free.map(({ person }) => nameOf(person, locale)))}
                </span>
                {judged.map(({ person, why }) =>
                  why === null ? null : (
                    <span key={person.person} className="hint">
                      {t("form.chainExcluded", { name: nameOf(person, locale), why })}
                    </span>
                  ),
                )}
              </>
            ) : null}
          </li>
        ))}
        {chain.kind === "steps" ? null : (
          <li>
            <strong>{t("form.chainRefused")}</strong>
            <span>{t(`ground.${chain.kind === "refused" ? chain.ground : "noAuthority"}`)}</span>
          </li>
        )}
        <li>
          <strong>{t("form.chainSupervisor")}</strong>
          <span>{supervisor === undefined ? t("form.chainOpen") : nameOf(supervisor, locale)}</span>
        </li>
      </ol>
      {chain.articles.map((article) => (
        <Article key={article} id={article} />
      ))}
    </section>
  );
}

function stepsOf(chain: ApprovalChain): readonly ChainStep[] {
  return chain.kind === "steps" ? chain.steps : [];
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
