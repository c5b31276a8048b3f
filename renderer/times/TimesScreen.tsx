import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { AssetId } from "../../shared/model/footage.ts";
import { timeCheckRoles } from "../../shared/time-verdicts.ts";
import { Coverage } from "../cameras/Coverage.tsx";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { useRouter } from "../shell/router.ts";
import { ScreenHead } from "../ui/parts.tsx";
import { Loaded } from "../ui/states.tsx";
import { Checks } from "./Checks.tsx";
import { MakeCheck } from "./MakeCheck.tsx";
import { RecordedTimes } from "./RecordedTimes.tsx";
import { useTimes } from "./store.ts";

/** 时间核对: the recording's own times, its way to the storage, the papers of the case, and the signed verdicts (O-54 to O-67). */
export function TimesScreen({ asset }: { readonly asset: AssetId }): ReactNode {
  const { t } = useLanguage();
  const times = useTimes((store) => store.times);
  const load = useTimes((store) => store.load);
  const roles = useSession(({ current }) => current?.person.roles) ?? [];
  useEffect(() => {
    void load(asset);
  }, [load, asset]);
  return (
    <div className="screen">
      <ScreenHead title={t("times.title")} note={asset}>
        <Button onClick={() => useRouter.getState().go({ at: "footage", asset })}>{t("times.back")}</Button>
      </ScreenHead>
      <Loaded of={times} rows={10} onRetry={() => void load(asset)}>
        {({ footage, checks }) => (
          <div className="times">
            <RecordedTimes footage={footage} />
            {footage.kind === "video" && footage.destroyedOn === undefined ? <Coverage footage={footage} /> : null}
            {timeCheckRoles.some((role) => roles.includes(role)) ? <MakeCheck key={asset} footage={footage} /> : null}
            <Checks footage={footage} checks={checks} />
          </div>
        )}
      </Loaded>
    </div>
  );
}
