import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { NewLogStage, RecoveryState } from "../../shared/model/new-log.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { usePersonName } from "../shell/names.ts";
import { Facts, Panel, Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Moment } from "./Moment.tsx";
import { useStation } from "./store.ts";

const tones: Readonly<Record<NewLogStage, Tone>> = {
  restart: "red",
  unasked: "red",
  waiting: "amber",
  refused: "red",
};

/** A station whose log has ended: why, what was kept, and what leads out of it. */
export function NewLogPanel({ recovery }: { readonly recovery: RecoveryState }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = usePersonName();
  const [asking, setAsking] = useState(false);
  const { stage, ending, former, folder, fingerprint, askedAt, by, note } = recovery;
  return (
    <Panel title={t("newLog.title")}>
      <p>
        <Tag tone={tones[stage]}>{t(`newLog.stage.${stage}`)}</Tag>
      </p>
      <Facts
        rows={[
          [t("newLog.why"), t(`newLog.ending.${ending}`)],
          [
            t("newLog.former"),
            former === undefined ? null : (
              <span key="former" className="figures">
                {former.origin}
              </span>
            ),
          ],
          [
            t("newLog.formerHead"),
            former === undefined ? null : (
              <span key="head" className="digest">
                {t("newLog.head", { n: formats.number(former.size), root: former.root })}
              </span>
            ),
          ],
          [
            t("newLog.folder"),
            folder === undefined ? null : (
              <span key="folder" className="digest">
                {folder}
              </span>
            ),
          ],
          [
            t("newLog.fingerprint"),
            fingerprint === undefined ? null : (
              <span key="fingerprint" className="admin-fingerprint figures" data-fingerprint>
                {fingerprint}
              </span>
            ),
          ],
          [
            t("newLog.asked"),
            askedAt === undefined || by === undefined ? null : (
              <span key="asked">
                {nameIt(by)} <Moment at={askedAt} />
              </span>
            ),
          ],
          [t("newLog.note"), note],
        ]}
      />
      {folder === undefined ? null : <p className="hint">{t("newLog.kept")}</p>}
      {stage === "restart" || stage === "waiting" ? (
        <p className="notice notice-amber">{t(`newLog.next.${stage}`)}</p>
      ) : (
        <Ask stage={stage} onAsk={() => setAsking(true)} />
      )}
      {asking ? (
        <Signature
          summary={t("newLog.sign", { fingerprint: fingerprint ?? "" })}
          sign={async (pin) => {
            const asked = await workstation.station.askNewLog({ pin });
            if (!asked.ok) {
              return asked.failure;
            }
            setAsking(false);
            await useStation.getState().refresh();
            return null;
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Panel>
  );
}

function Ask({ stage, onAsk }: { readonly stage: "unasked" | "refused"; readonly onAsk: () => void }): ReactNode {
  const { t } = useLanguage();
  const roles = useSession(({ current }) => current?.person.roles ?? []);
  return roles.includes("roomSupervisor") || roles.includes("administrator") ? (
    <div className="acts">
      <Button type="primary" onClick={onAsk}>
        {t(stage === "unasked" ? "newLog.ask" : "newLog.askAgain")}
      </Button>
    </div>
  ) : (
    <p className="notice notice-amber">{t("newLog.who")}</p>
  );
}
