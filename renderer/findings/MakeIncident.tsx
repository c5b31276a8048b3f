import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Finding } from "../../shared/model/finding.ts";
import type { IncidentForm } from "../../shared/model/incident.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useRouter } from "../shell/router.ts";
import { useStation } from "../station/store.ts";
import { Signature } from "../ui/Signature.tsx";
import { FramePicker } from "./FramePicker.tsx";
import { emptyIncident, IncidentFields, statedBy } from "./IncidentFields.tsx";
import { useIncidents } from "./incidents-store.ts";

/** Makes an incident (form F20) from a finding: its log lines are the evidence, and frames that the register shows. */
export function MakeIncident({ finding }: { readonly finding: Finding }): ReactNode {
  const { t } = useLanguage();
  const record = useIncidents((store) => store.record);
  const law = useStation((store) => valueOf(store.policy))?.incidents ?? [];
  const directory = useSession((store) => store.directory);
  const [draft, setDraft] = useState(emptyIncident);
  const [frames, setFrames] = useState<IncidentForm["frames"]>([]);
  const [signing, setSigning] = useState(false);
  const rule = law[draft.chosen];
  if (rule === undefined) {
    return <p className="quiet">{t("incidents.noLaw")}</p>;
  }
  const form: IncidentForm = {
    ...statedBy(draft, rule),
    // A hostile log may name nobody we know; only persons of the directory can be held to account.
    people: finding.people.flatMap(({ person }) => directory.get(person)?.person ?? []),
    finding: finding.id,
    evidence: finding.entries.slice(0, 50).map((entry) => ({ origin: finding.origin, entry })),
    frames,
  };
  return (
    <div className="settle">
      <IncidentFields law={law} draft={draft} hint={t("incidents.accountHint")} onChange={setDraft} />
      <FramePicker
        onChange={setFrames}
        {...(finding.requestNumber === undefined ? {} : { request: finding.requestNumber })}
      />
      <div className="acts">
        <Button
          disabled={form.account.length < 10 || form.evidence.length + form.frames.length === 0}
          onClick={() => setSigning(true)}
        >
          {t("incidents.record")}
        </Button>
      </div>
      {signing ? (
        <Signature
          summary={t("incidents.signRecord", { n: finding.id })}
          onClose={() => setSigning(false)}
          sign={async (pin) => {
            const recorded = await record(form, pin);
            if (!recorded.ok) {
              return recorded.failure;
            }
            useRouter.getState().go({ at: "findings", incidents: true });
            return null;
          }}
        />
      ) : null}
    </div>
  );
}
