import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Finding } from "../../shared/model/finding.ts";
import type { IncidentForm } from "../../shared/model/incident.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useRouter } from "../shell/router.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { Field } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { useIncidents } from "./incidents-store.ts";

/** Makes an incident (form F20) from a finding: its log lines are the evidence, the category is the pack's. */
export function MakeIncident({ finding }: { readonly finding: Finding }): ReactNode {
  const { t, pick } = useLanguage();
  const record = useIncidents((store) => store.record);
  const law = useStation((store) => valueOf(store.policy))?.incidents ?? [];
  const directory = useSession((store) => store.directory);
  const [chosen, setChosen] = useState(0);
  const [severity, setSeverity] = useState<IncidentForm["severity"]>("minor");
  const [account, setAccount] = useState("");
  const [signing, setSigning] = useState(false);
  const rule = law[chosen];
  if (rule === undefined) {
    return <p className="quiet">{t("incidents.noLaw")}</p>;
  }
  const form: IncidentForm = {
    category: rule.category,
    article: rule.article,
    severity: rule.severity === "serious" ? "serious" : severity,
    account: account.trim(),
    // A hostile log may name nobody we know; only persons of the directory can be held to account.
    people: finding.people.flatMap(({ person }) => directory.get(person)?.person ?? []),
    finding: finding.id,
    evidence: finding.entries.slice(0, 50).map((entry) => ({ origin: finding.origin, entry })),
    frames: [],
  };
  return (
    <div className="settle">
      <Field label={t("incidents.category")} wide>
        {(id) => (
          <select id={id} value={chosen} onChange={({ target }) => setChosen(Number(target.value))}>
            {law.map(({ category, article, text }, index) => (
              <option key={`${category}/${article}`} value={index}>
                {pick(text)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Article id={rule.article} />
      <Field label={t("incidents.severity")}>
        {(id) => (
          <select
            id={id}
            value={form.severity}
            disabled={rule.severity === "serious"}
            onChange={({ target }) => setSeverity(target.value === "serious" ? "serious" : "minor")}
          >
            <option value="minor">{t("incidents.minor")}</option>
            <option value="serious">{t("incidents.serious")}</option>
          </select>
        )}
      </Field>
      <Field label={t("incidents.account")} hint={t("incidents.accountHint")} wide>
        {(id) => (
          <Input.TextArea id={id} rows={3} value={account} onChange={({ target }) => setAccount(target.value)} />
        )}
      </Field>
      <div className="acts">
        <Button disabled={form.account.length < 10 || form.evidence.length === 0} onClick={() => setSigning(true)}>
          {t("incidents.record")}
        </Button>
      </div>
      {signing ? (
        <Signature
          summary={t("incidents.signRecord", { n: finding.id })}
          onClose={() => setSigning(false)}
          sign={async (pin) => {
            const refused = await record(form, pin);
            if (refused === null) {
              useRouter.getState().go({ at: "findings", incidents: true });
            }
            return refused;
          }}
        />
      ) : null}
    </div>
  );
}
