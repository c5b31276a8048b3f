import { Skeleton } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import type { Loadable } from "../shell/loadable.ts";
import { Refusal } from "./Refusal.tsx";

/** Shows its skeleton only when the wait is longer than 300 ms, so quick answers do not flicker. */
export function Waiting({ rows = 6 }: { readonly rows?: number }): ReactNode {
  const { t } = useLanguage();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
    }, 300);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return late ? (
    <div className="waiting" aria-live="polite">
      <span className="visually-hidden">{t("state.loading")}</span>
      <Skeleton active={false} title={false} paragraph={{ rows }} />
    </div>
  ) : null;
}

/** Nothing here, and what usually fills it. */
export function Empty({
  what,
  hint,
  children,
}: {
  readonly what: string;
  readonly hint: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <p className="empty-what">{what}</p>
      <p className="quiet">{hint}</p>
      {children}
    </div>
  );
}

/** One place for the states every screen has: waiting, refused (with the last answer if there is one), here. */
export function Loaded<T>({
  of,
  onRetry,
  rows,
  children,
}: {
  readonly of: Loadable<T>;
  readonly onRetry?: () => void;
  readonly rows?: number;
  readonly children: (value: T) => ReactNode;
}): ReactNode {
  const refusal =
    of.phase === "refused" ? <Refusal failure={of.failure} {...(onRetry === undefined ? {} : { onRetry })} /> : null;
  const value = of.phase === "idle" ? undefined : of.value;
  if (value === undefined) {
    return refusal ?? <Waiting {...(rows === undefined ? {} : { rows })} />;
  }
  return (
    <>
      {refusal}
      {children(value)}
    </>
  );
}
