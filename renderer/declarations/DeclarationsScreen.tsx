import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { reviewerOf } from "../../shared/access/declarations.ts";
import { declarationForms, declarationKinds, declaringRoles, type DeclarationKind } from "../../shared/declarations.ts";
import type { Declaration } from "../../shared/model/declaration.ts";
import { PrintForm } from "../forms/PrintForm.tsx";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useNames } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { useStation } from "../station/store.ts";
import { ArticleLink } from "../ui/article.tsx";
import { ScreenHead, Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Decide } from "./Decide.tsx";
import { Declare, type Start } from "./Declare.tsx";
import { useDeclarations } from "./store.ts";

const tones: Readonly<Record<Declaration["state"], Tone>> = { filed: "amber", approved: "green", refused: "quiet" };

/** 暂停使用登记与延期移交: the register of forms F15 and F19; declared by whoever wore the camera, decided by their leader. */
export function DeclarationsScreen({ start }: { readonly start?: Start }): ReactNode {
  const { t } = useLanguage();
  const declarations = useDeclarations((store) => store.declarations);
  const load = useDeclarations((store) => store.load);
  const roles = useSession(({ current }) => current?.person.roles) ?? [];
  const policy = useStation((store) => valueOf(store.policy));
  const [drafting, setDrafting] = useState<Start | null>(start ?? null);
  useEffect(() => {
    void load();
  }, [load]);
  const mayDeclare = declaringRoles.some((role) => roles.includes(role));
  // Where the pack knows no extension, none is offered.
  const kinds: readonly DeclarationKind[] = declarationKinds.filter(
    (kind) => mayDeclare && policy !== undefined && reviewerOf(policy, kind) !== null,
  );
  return (
    <div className="screen">
      <ScreenHead title={t("declarations.title")} note={t("declarations.note")}>
        {kinds.map((kind) => (
          <Button key={kind} type="primary" disabled={drafting?.kind === kind} onClick={() => setDrafting({ kind })}>
            {t(`declarations.new.${kind}`)}
          </Button>
        ))}
        <Button onClick={() => useRouter.getState().go({ at: "footage" })}>{t("declarations.back")}</Button>
      </ScreenHead>
      {drafting === null || policy === undefined ? null : (
        <Declare key={drafting.kind} start={drafting} policy={policy} onClose={() => setDrafting(null)} />
      )}
      <Loaded of={declarations} rows={8} onRetry={() => void load()}>
        {(list) =>
          list.length === 0 ? (
            <Empty what={t("declarations.empty")} hint={t("declarations.emptyHint")} />
          ) : (
            <Register list={list} />
          )
        }
      </Loaded>
    </div>
  );
}

function Register({ list }: { readonly list: readonly Declaration[] }): ReactNode {
  const { t } = useLanguage();
  const [deciding, setDeciding] = useState<Declaration | null>(null);
  return (
    <>
      <table className="table table-roomy">
        <thead>
          <tr>
            <th scope="col">{t("declarations.number")}</th>
            <th scope="col">{t("declarations.who")}</th>
            <th scope="col">{t("declarations.period")}</th>
            <th scope="col">{t("declarations.why")}</th>
            <th scope="col">{t("declarations.state")}</th>
            <th scope="col">{t("declarations.acts")}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((one) => (
            <Row key={one.id} declaration={one} onDecide={setDeciding} />
          ))}
        </tbody>
      </table>
      {deciding === null ? null : <Decide declaration={deciding} onClose={() => setDeciding(null)} />}
    </>
  );
}

function Row({
  declaration,
  onDecide,
}: {
  readonly declaration: Declaration;
  readonly onDecide: (declaration: Declaration) => void;
}): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const { id, number, state, form, by, at, decision } = declaration;
  return (
    <tr data-declaration={id} data-state={state}>
      <td>
        <span className="figures nowrap">{number}</span>
        <span className="row-note">{t(`declarations.kind.${form.kind}`)}</span>
        <span className="row-note figures nowrap">{formats.moment(at)}</span>
      </td>
      <td>
        {nameIt(by)}
        <span className="row-note figures nowrap">{form.device}</span>
      </td>
      <td className="figures">
        <span className="line nowrap">{formats.exact(form.from)}</span>
        <span className="line nowrap">{formats.exact(form.to)}</span>
        {form.kind === "extension" ? (
          <span className="row-note">{t("declarations.untilOf", { at: formats.exact(form.until) })}</span>
        ) : null}
      </td>
      <td>
        {t(`declarations.reason.${form.reason}`)}
        <span className="row-note">{form.account}</span>
        <Report declaration={declaration} />
      </td>
      <td>
        <Tag tone={tones[state]}>{t(`declarations.state.${state}`)}</Tag>
        {decision === undefined ? null : (
          <>
            <span className="row-note">{decision.form.opinion}</span>
            <span className="row-note figures">
              {nameIt(decision.by)} {formats.moment(decision.at)}
            </span>
          </>
        )}
      </td>
      <td>
        <Acts declaration={declaration} onDecide={onDecide} />
      </td>
    </tr>
  );
}

/** To whom it was reported and where it was said aloud, or the proof of an extension. */
function Report({ declaration: { form } }: { readonly declaration: Declaration }): ReactNode {
  const { t, formats } = useLanguage();
  if (form.kind === "extension") {
    return (
      <span className="row-note">
        {t("declarations.proof")} {form.proof}
      </span>
    );
  }
  return (
    <>
      <span className="row-note">
        {t("declarations.reported", { name: form.reportedTo, at: formats.moment(form.reportedAt) })}
      </span>
      {form.spoken === undefined ? null : (
        <span className="row-note figures">
          {t("declarations.spokenAt", { asset: form.spoken.asset, frame: form.spoken.frame })}
        </span>
      )}
    </>
  );
}

function Acts({
  declaration,
  onDecide,
}: {
  readonly declaration: Declaration;
  readonly onDecide: (declaration: Declaration) => void;
}): ReactNode {
  const { t } = useLanguage();
  const { id, state, form, by } = declaration;
  const person = useSession(({ current }) => current?.person);
  const policy = useStation((store) => valueOf(store.policy));
  const reviewer = policy === undefined ? null : reviewerOf(policy, form.kind);
  const mayDecide = reviewer !== null && person?.roles.includes(reviewer.role) === true && person.person !== by.person;
  return (
    <div className="acts">
      {state === "filed" && mayDecide ? (
        <Button size="small" type="primary" onClick={() => onDecide(declaration)}>
          {t(`declarations.decide.${form.kind}`)}
        </Button>
      ) : null}
      <PrintForm order={{ form: declarationForms[form.kind], declaration: id }} />
      {reviewer === null ? null : <ArticleLink id={reviewer.article} />}
    </div>
  );
}
