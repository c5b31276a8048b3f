import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { RequestId, RequestRecord } from "../../shared/model/request.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useRouter } from "../shell/router.ts";
import { ScreenHead } from "../ui/parts.tsx";
import { Loaded } from "../ui/states.tsx";
import { Paper } from "./Paper.tsx";
import { useRequests } from "./store.ts";

/** One request: the paper on the left, what belongs beside it on the right. */
export function RequestPage({
  id,
  title,
  children,
}: {
  readonly id: RequestId;
  readonly title: string;
  readonly children: (record: RequestRecord) => ReactNode;
}): ReactNode {
  const { t } = useLanguage();
  const shown = useRequests((store) => store.shown);
  const show = useRequests((store) => store.show);
  useEffect(() => {
    void show(id);
  }, [show, id]);
  return (
    <div className="screen">
      <ScreenHead title={title}>
        <Button onClick={() => useRouter.getState().go({ at: "requests" })}>{t("common.back")}</Button>
      </ScreenHead>
      <Loaded of={shown} rows={12} onRetry={() => void show(id)}>
        {(record) => (
          <div className="decide-body">
            <Paper record={record} />
            <div className="decide-side">{children(record)}</div>
          </div>
        )}
      </Loaded>
    </div>
  );
}
