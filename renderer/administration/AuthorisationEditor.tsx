import { Button, Input, Select } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { gradeCarries } from "../../shared/access/grades.ts";
import type { AdministeredPerson } from "../../shared/model/administration.ts";
import type { Authorisation, Scope } from "../../shared/model/authorisation.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useStation } from "../station/store.ts";
import { WindowPicker } from "../requests/form/WindowPicker.tsx";
import { nameOf } from "../shell/names.ts";
import { Field, Panel } from "../ui/parts.tsx";
import { Choices } from "./Choices.tsx";
import { allActs, allCeilings, allScopes, allVerbs } from "./lists.ts";
import { useAdministration } from "./store.ts";

const grades = [1, 2, 3, 4] as const;
const year = 365 * 86_400_000;

/** Form F17: three grounds, grade, acts, verbs, scope, ceiling, period, and from what to stand back. */
export function AuthorisationEditor({
  one,
  onClose,
}: {
  readonly one: AdministeredPerson;
  readonly onClose: () => void;
}): ReactNode {
  const { t, locale } = useLanguage();
  const askOrder = useAdministration((store) => store.askOrder);
  const policy = useStation((store) => store.policy);
  const [form, setForm] = useState<Authorisation>(() => startOf(one));
  const change = (changes: Partial<Authorisation>): void => setForm({ ...form, ...changes });
  const { person } = one.person;
  const name = nameOf(one.person, locale);
  const isCarried = gradeCarries(policy.phase === "ready" ? policy.value : {}, form.grade, form.ceiling);
  return (
    <Panel title={t("admin.auth.of", { name })}>
      <div className="admin-form">
        {(["duty", "post", "power"] as const).map((ground) => (
          <Field key={ground} label={t(`admin.auth.${ground}`)} wide>
            {(id) => (
              <Input
                id={id}
                value={form[ground]}
                maxLength={300}
                onChange={(event) => change({ [ground]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field label={t("admin.auth.grade")} wide>
          {(id) => (
            <Select
              id={id}
              value={form.grade}
              options={grades.map((grade) => ({ value: grade, label: t(`admin.grade.${grade}`) }))}
              onChange={(grade: number) => change({ grade })}
            />
          )}
        </Field>
        <Field
          label={t("admin.auth.ceiling")}
          wide
          hint={isCarried ? undefined : t("words.administration.ceiling-above-grade")}
        >
          {(id) => (
            <Select
              id={id}
              value={form.ceiling}
              options={allCeilings.map((ceiling) => ({ value: ceiling, label: t(`secrecy.${ceiling}`) }))}
              onChange={(ceiling) => change({ ceiling })}
            />
          )}
        </Field>
        <Choices
          label={t("admin.auth.acts")}
          all={allActs}
          chosen={form.acts}
          word={(act) => t(`admin.act.${act}`)}
          onChange={(acts) => change({ acts })}
        />
        <Choices
          label={t("admin.auth.verbs")}
          all={allVerbs}
          chosen={form.verbs}
          word={(verb) => t(`verb.${verb}`)}
          onChange={(verbs) => change({ verbs })}
        />
        <ScopeFields scope={form.scope} unit={one.person.unit} onChange={(scope) => change({ scope })} />
        <Field label={t("admin.auth.period")} wide>
          {(id) => (
            <WindowPicker
              id={id}
              validFrom={form.from}
              validTo={form.to}
              onChange={({ validFrom, validTo }) => change({ from: validFrom, to: validTo })}
            />
          )}
        </Field>
        <Field label={t("admin.auth.conflicts")} wide hint={t("admin.auth.conflictsHint")}>
          {(id) => (
            <Input
              id={id}
              value={form.conflicts.join(" ")}
              onChange={(event) => change({ conflicts: words(event.target.value) })}
            />
          )}
        </Field>
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          {one.authorisations[0]?.authorisation === undefined ? null : (
            <Button
              danger
              onClick={() =>
                askOrder(t("admin.sum.unauthorise", { name }), {
                  order: "authorisation.withdraw",
                  person,
                  note: t("admin.auth.withdrawn"),
                })
              }
            >
              {t("admin.auth.withdraw")}
            </Button>
          )}
          <Button
            type="primary"
            disabled={!isComplete(form) || !isCarried}
            onClick={() =>
              askOrder(
                t("admin.sum.authorise", {
                  name,
                  grade: t(`admin.grade.${form.grade as 1 | 2 | 3 | 4}`),
                  scope: t(`admin.scope.${form.scope.kind}`),
                  ceiling: t(`secrecy.${form.ceiling}`),
                }),
                { order: "authorisation.set", person, authorisation: form },
              )
            }
          >
            {t("admin.toSign")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function ScopeFields({
  scope,
  unit,
  onChange,
}: {
  readonly scope: Scope;
  readonly unit: string;
  readonly onChange: (scope: Scope) => void;
}): ReactNode {
  const { t } = useLanguage();
  const starts: Readonly<Record<Scope["kind"], Scope>> = {
    self: { kind: "self" },
    squad: { kind: "squad", unit, squad: "" },
    unit: { kind: "unit", unit },
    subordinates: { kind: "subordinates", units: [unit] },
    cases: { kind: "cases", cases: [] },
  };
  return (
    <>
      <Field label={t("admin.auth.scope")} wide>
        {(id) => (
          <Select
            id={id}
            value={scope.kind}
            options={allScopes.map((kind) => ({ value: kind, label: t(`admin.scope.${kind}`) }))}
            onChange={(kind: Scope["kind"]) => onChange(starts[kind])}
          />
        )}
      </Field>
      {scope.kind === "squad" ? (
        <Field label={t("admin.scope.squadName")} wide>
          {(id) => (
            <Input
              id={id}
              value={scope.squad}
              onChange={(event) => onChange({ ...scope, squad: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {scope.kind === "subordinates" ? (
        <Field label={t("admin.scope.unitNames")} wide hint={t("admin.scope.oneByOne")}>
          {(id) => (
            <Input
              id={id}
              value={scope.units.join(" ")}
              onChange={(event) => onChange({ ...scope, units: words(event.target.value) })}
            />
          )}
        </Field>
      ) : null}
      {scope.kind === "cases" ? (
        <Field label={t("admin.scope.caseNos")} wide hint={t("admin.scope.oneByOne")}>
          {(id) => (
            <Input
              id={id}
              value={scope.cases.join(" ")}
              onChange={(event) => onChange({ ...scope, cases: words(event.target.value) })}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}

function words(text: string): string[] {
  // What is being typed keeps its last blank, or nobody could type a second word.
  return text.trim() === "" ? [] : text.split(" ");
}

function startOf(one: AdministeredPerson): Authorisation {
  const held = one.authorisations[0]?.authorisation;
  return (
    held ?? {
      duty: "",
      post: one.person.post,
      power: "",
      grade: 4,
      acts: ["apply"],
      verbs: ["view"],
      scope: { kind: "self" },
      ceiling: "privacy",
      from: new Date().toISOString(),
      to: new Date(Date.now() + year).toISOString(),
      conflicts: [],
    }
  );
}

function isComplete({ duty, post, power, scope, from, to, conflicts }: Authorisation): boolean {
  const named =
    scope.kind === "squad"
      ? [scope.squad]
      : scope.kind === "subordinates"
        ? scope.units
        : scope.kind === "cases"
          ? scope.cases
          : ["-"];
  const texts = [duty, post, power, ...named, ...conflicts];
  return named.length > 0 && texts.every((text) => text.trim() !== "") && Date.parse(from) < Date.parse(to);
}
